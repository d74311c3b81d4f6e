import Encodings
import SCIM

extension GuardMachine.Hold {
    /// How many seconds a client is asked to wait; Entra ID tries again in its own time.
    private static let retryAfter = 3600

    /// What the client is told, and an administrator reads in its log.
    func refusal(_ limit: GuardLimits.Limit?) -> SCIMError {
        guard let refusedBy else {
            return .unavailable("\(self.reason(limit)) \(Self.promise) \(self.advice)", retryAfter: Self.retryAfter)
        }
        return .forbidden(
            "\(refusedBy) has refused this change: \(self.reason(limit)) Nothing was written. `starbridge guard release "
                + "--class \(self.guardClass)` lets it go after all.")
    }

    private static let promise =
        "Nothing was written and nothing is lost: the client tries again, Entra ID within a day and for 28 days."

    private var advice: String {
        "`starbridge guard release --class \(self.guardClass)` lets those go who are held, `starbridge guard refuse --class "
            + "\(self.guardClass)` says no, and `starbridge guard status` shows them: \(self.waiting) so far."
    }

    private func reason(_ limit: GuardLimits.Limit?) -> String {
        let trip = self.trip
        let allowed = "guard.\(self.guardClass.kind.rawValue) allows \(trip.allowed)"
        let within = limit.map { " within \(GuardLimits.Limit.text($0.within))" } ?? ""
        if limit?.sparesMatched == true, let people = trip.people {
            return
                "Held by the guard: \(trip.counted + trip.asked) created beside \(people) whom nobody matched: is the matching "
                + "attribute right?"
        }
        if trip.counted == 0 {
            return "Held by the guard: this change alone counts \(trip.asked), and \(allowed)\(within)."
        }
        return
            "Held by the guard: \(self.guardClass.happened(trip.counted)) since \(trip.start.text), and \(allowed)\(within)."
    }
}

extension Timestamp {
    /// The moment in universal time, to the second: `2026-12-01T09:30:00Z`.
    var text: String { Timestamp(seconds: self.seconds).internetDateTime }
}
