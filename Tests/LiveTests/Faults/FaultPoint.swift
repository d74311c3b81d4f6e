import NIOHTTP1
import LDAP
import SCIM
import Testing

/// When a newcomer asks for a name of which the broken-off call frees one and takes another.
enum Newcomer: String, CaseIterable, Sendable {
    case none
    case takesFreedNameBeforeRepeat
    case takesNewNameBeforeRepeat
    case takesFreedNameAfterwards
}

/// One break at one message of one call, and what became of it.
struct FaultPoint: Sendable {
    var scenario: String
    var carrier: FaultWorld.Carrier
    var fault: Fault
    var newcomer: Newcomer
    /// Whether the call met the fault; after the last message it does not.
    var isHit = false
    var isAcknowledged = false
    /// What the client was told, call by call.
    var answers: [String] = []
    /// What is not as it was acknowledged.
    var wrong: [String] = []

    var report: String {
        let newcomer = self.newcomer == .none ? "" : ", newcomer \(self.newcomer.rawValue)"
        let answers = self.answers.enumerated().filter { $0 == 0 || $1 != self.answers[$0 - 1] }.map(\.element)
        return "\(self.scenario) [\(self.carrier.rawValue)] \(self.fault)\(newcomer)\n    answers: "
            + answers.joined(separator: " | ") + self.wrong.map { "\n    WRONG: \($0)" }.joined()
    }
}

/// Plays one call with one fault, repeats it as Entra does, and compares.
struct FaultPlay {
    let world: FaultWorld
    let act: FaultAct
    let token: String
    var point: FaultPoint

    private var isOvertaken = false
    /// Whether somebody new has got the name that the call wants.
    private var isNameTaken = false

    init(world: FaultWorld, act: FaultAct, token: String, point: FaultPoint) {
        (self.world, self.act, self.token, self.point) = (world, act, token, point)
    }

    /// The first call, which meets the fault.
    mutating func begin(_ bridge: any FaultBridge) async {
        let answer = await self.send(bridge)
        self.point.answers.append(answer.short)
        self.point.isAcknowledged = !self.point.fault.isKill && self.settles(answer)
    }

    /// Repeats the call until it is answered.
    mutating func finish(_ bridge: any FaultBridge) async {
        if self.point.newcomer == .takesFreedNameBeforeRepeat, let name = self.act.freed {
            await self.comes(name, bridge)
        }
        if self.point.newcomer == .takesNewNameBeforeRepeat, let name = self.act.taken {
            self.isNameTaken = await self.comes(name, bridge) == 201
        }
        let deadline = ContinuousClock.now + .seconds(12)
        while !self.point.isAcknowledged, ContinuousClock.now < deadline {
            let answer = await self.send(bridge)
            self.point.answers.append(answer.short)
            self.point.isAcknowledged = self.settles(answer)
            if answer.status == 409, self.act.method == .POST { await self.adopt(bridge) }
            if !self.point.isAcknowledged { try? await Task.sleep(for: .milliseconds(100)) }
        }
        if !self.point.isAcknowledged { self.point.wrong.append("was never answered with success") }
        // Whoever is disabled twice is disabled once.
        if self.act.method == .PATCH, !self.isOvertaken {
            let again = await self.insist(bridge, self.act)
            if again.status >= 300 { self.point.wrong.append("the same call again: \(again.short)") }
        }
        await self.comesAfterwards(bridge)
    }

    /// Compares the directory with what was acknowledged.
    mutating func compare(with before: DirectoryTruth) async {
        do {
            var wished = before
            if !self.isOvertaken { self.act.change(&wished) }
            // A disable is done without the name that somebody else has.
            if self.isNameTaken { for (id, person) in before.people { wished.people[id]?.name = person.name } }
            let newcomers = Set([self.act.freed, self.act.taken].compactMap(\.self))
            let found = try await self.world.settled(self.token) {
                wished.faults(in: $0, made: self.act.made, newcomers: newcomers).isEmpty
            }
            self.point.wrong += wished.faults(in: found, made: self.act.made, newcomers: newcomers)
            if let name = self.act.madeGroup, !found.groups.values.contains(.init(name: name)) {
                self.point.wrong.append("\(name) is not there, or has members: \(found.groups)")
            }
        } catch {
            self.point.wrong.append("cannot be compared: \(error)")
        }
    }
}

// MARK: - Calls

extension FaultPlay {
    private func send(_ bridge: any FaultBridge, _ act: FaultAct? = nil) async -> FaultAnswer {
        let act = act ?? self.act
        return await bridge.answer(act.method, act.path, act.body)
    }

    /// Sends a call again while the directory is away.
    private func insist(_ bridge: any FaultBridge, _ act: FaultAct) async -> FaultAnswer {
        var answer = await self.send(bridge, act)
        for _ in 0..<30 where answer.status == 503 {
            try? await Task.sleep(for: .milliseconds(100))
            answer = await self.send(bridge, act)
        }
        return answer
    }

    /// Whether an answer ends the call; notes those that no fault of the directory excuses.
    private mutating func settles(_ answer: FaultAnswer) -> Bool {
        switch (answer.status, self.act.method) {
        case (200..<300, _), (404, .DELETE), (409, .POST): return true
        case (409, .PATCH) where self.point.newcomer == .takesNewNameBeforeRepeat:
            self.isOvertaken = true
            return true
        case (503, _) where answer.hasRetryAfter: return false
        // A bridge that is killed answers nothing.
        case (0, _): return false
        default:
            self.point.wrong.append("was answered with \(answer.short)")
            return false
        }
    }

    /// What Entra does in its next cycle about somebody who is there already.
    private mutating func adopt(_ bridge: any FaultBridge) async {
        guard self.act.path == "/Users", let name = self.resource["userName"]?.string else { return }
        let found = await bridge.find("/Users", "userName", name)
        guard let id = found.ids.first, let active = self.resource["active"] else {
            self.point.wrong.append("409, and nobody is found: \(found.short)")
            return
        }
        let path = "/Users/\(id)"
        let patch = FaultAct.patch(path, FaultAct.replace("active", active == true ? "True" : "False")) { _ in }
        let answer = await self.insist(bridge, patch)
        self.point.answers.append("adopted: \(answer.short)")
    }

    private var resource: Object { (try? JSONReader.read((self.act.body ?? "").utf8))?.object ?? Object() }

    /// Somebody new asks for a name; any answer will do but a lie.
    @discardableResult
    private mutating func comes(_ name: String, _ bridge: any FaultBridge) async -> Int {
        let body =
            self.act.endpoint == "/Users"
            ? BridgeCaller.person(name, #""emails":[{"type":"work","value":"newcomer.\#(name)@acme.example"}]"#)
            : #"{"displayName":"\#(name)"}"#
        let act = FaultAct(method: .POST, path: self.act.endpoint, body: body) { _ in }
        let answer = await self.insist(bridge, act)
        self.point.answers.append("newcomer: \(answer.short)")
        if ![201, 409, 503].contains(answer.status) { self.point.wrong.append("newcomer: \(answer.short)") }
        return answer.status
    }

    /// Once all is done the freed name is anybody's.
    private mutating func comesAfterwards(_ bridge: any FaultBridge) async {
        guard self.point.newcomer == .takesFreedNameAfterwards, let name = self.act.freed, self.point.isAcknowledged
        else {
            return
        }
        if await self.comes(name, bridge) != 201 {
            self.point.wrong.append("the freed name is not given to a newcomer")
        }
    }
}
