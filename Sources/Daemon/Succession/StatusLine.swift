import Synchronization

/// What the service manager shows: how the generation in force stands, and why the last reload was refused.
final class StatusLine: Sendable {
    private struct State {
        var inForce = 1
        /// How the generations stand, by their numbers.
        var standings: [Int: String] = [:]
        var refusal: String?
        var note: String?

        var text: String? {
            self.standings[self.inForce].map { standing in
                [standing, self.note, self.refusal.map { "a reload was refused: \($0)" }].compactMap(\.self)
                    .joined(separator: "; ")
            }
        }
    }

    private let state = Mutex(State())
    private let show: @Sendable (String) -> Void

    /// Shows each text that is another one than before.
    init(_ show: @escaping @Sendable (String) -> Void) {
        self.show = show
    }

    /// How it stands now.
    var text: String { self.state.withLock { $0.text } ?? "" }

    /// A generation stands otherwise.
    func tell(_ standing: String, of number: Int) {
        self.change { $0.standings[number] = standing }
    }

    /// Something else is to be shown, or no longer.
    func note(_ text: String?) {
        self.change { $0.note = text }
    }

    /// A generation takes over.
    func take(_ number: Int) {
        self.change { state in
            (state.inForce, state.refusal) = (number, nil)
            state.standings = state.standings.filter { $0.key == number }
        }
    }

    /// A reload was refused.
    func refused(_ reason: String) {
        self.change { state in
            state.refusal = reason
            state.standings = state.standings.filter { $0.key == state.inForce }
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let text = self.state.withLock { state -> String? in
            let former = state.text
            change(&state)
            return state.text == former ? nil : state.text
        }
        if let text { self.show(text) }
    }
}
