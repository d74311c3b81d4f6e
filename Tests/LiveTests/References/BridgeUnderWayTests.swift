import Bridge
import LDAP
import LDAPClient
import SCIM
import Sandbox
import Synchronization
import Testing
import Translator

extension BridgeTests {
    /// A rename, a deletion or a return breaks off at some write, and before it is repeated another call is about the references
    /// that are on their way: what that call was told is true afterwards.
    @Suite(.serialized, .bridge { $0.overlays = [.ppolicy, .sssvlv] }) struct UnderWay {
        /// The call that breaks off.
        enum Move: String, CaseIterable {
            case rename, trash, comeBack
        }

        /// The call that comes before the repeat.
        enum Meanwhile: String, CaseIterable {
            case nothing, managerRemoved, managerLeftOut, managerReplaced, managerAgain, reportReturns
            case memberRemoved, membersRemoved, membersReplaced, membersCleared, memberKept, memberAdded
        }

        @Test(arguments: Move.allCases, Meanwhile.allCases)
        func whatIsAcknowledgedMeanwhileHolds(move: Move, meanwhile: Meanwhile) async throws {
            var count = 0
            for number in 1...20 {
                let play = try await Play(move, meanwhile, "\(move).\(meanwhile).\(number)")
                guard try await play.breaks(off: number) else { break }
                count += 1
                let truth = try await play.happens()
                try await play.repeats()
                try await play.expect(truth, "broken off at write \(number)")
            }
            #expect(count > 3)
        }

        @Test(arguments: Move.allCases, Meanwhile.allCases)
        func whatIsAcknowledgedBetweenTwoWritesHolds(move: Move, meanwhile: Meanwhile) async throws {
            var count = 0
            for number in 1...20 {
                let play = try await Play(move, meanwhile, "\(move).\(meanwhile).beside.\(number)")
                guard let truth = try await play.happens(before: number) else { break }
                count += 1
                try await play.repeats()
                try await play.expect(truth, "before write \(number)")
            }
            #expect(count > 3)
        }

        @Test func whoIsUnderWayIsSeenWhereTheyWere() async throws {
            var count = 0
            for number in 1...20 {
                let play = try await Play(.rename, .nothing, "seen.\(number)")
                guard try await play.breaks(off: number) else { break }
                count += 1
                try await play.expectSeen()
            }
            #expect(count > 3)
        }

        /// The interim name is no value that the rule would choose.
        @Test(arguments: [Meanwhile.nothing, .managerRemoved, .managerReplaced])
        func whatARuleChoosesIsFollowed(meanwhile: Meanwhile) async throws {
            let pattern = try Pattern(parsing: "^uid=")
            for number in 1...20 {
                let play = try await Play(
                    .rename, meanwhile, "choose.\(meanwhile).\(number)", choosing: .matching(pattern))
                guard try await play.breaks(off: number) else { break }
                try await play.expectSeen()
                let truth = try await play.happens()
                try await play.repeats()
                try await play.expect(truth, "broken off at write \(number)")
            }
        }

        @Test func anotherNameIsTakenWithoutTheFirst() async throws {
            for number in 1...20 {
                let play = try await Play(.rename, .nothing, "again.\(number)")
                guard try await play.breaks(off: number) else { break }
                try await play.bridge.patch(play.boss.id, Play.rename("third.\(number)")).expect(200)
                try await play.expect(Play.Truth(), "broken off at write \(number)")
            }
        }
    }
}

/// A boss, who has a report and is in two groups, in one of them alone.
private struct Play {
    /// What the report and the groups hold at the end.
    struct Truth: Sendable {
        enum Manager { case boss, other, nobody }

        var manager = Manager.boss
        var isMember = true
        var isOtherMember = true
    }

    typealias Suite = BridgeTests.UnderWay

    let move: Suite.Move
    let meanwhile: Suite.Meanwhile
    let token: String
    let scene: BridgeScene
    let bridge: BridgeCaller
    let boss: (dn: String, id: String)
    let other: (dn: String, id: String)
    let report: (dn: String, id: String)
    let groups: [(dn: String, id: String)]

    let choice: Mapping.Rule.Choice

    init(
        _ move: Suite.Move, _ meanwhile: Suite.Meanwhile, _ token: String, choosing choice: Mapping.Rule.Choice = .first
    ) async throws {
        (self.move, self.meanwhile, self.token, self.choice) = (move, meanwhile, token, choice)
        self.scene = try BridgeScene.current
        self.bridge = Self.bridge(over: self.scene.directory, choosing: choice)
        self.boss = try await self.scene.addPerson("boss.\(token)", "mail: boss.\(token)@acme.example")
        self.other = try await self.scene.addPerson("other.\(token)", "mail: other.\(token)@acme.example")
        self.report = try await self.scene.addPerson(
            "report.\(token)", "mail: report.\(token)@acme.example", "manager: \(self.boss.dn)",
            "labeledURI: report.\(token)")
        self.groups = [
            try await self.scene.addGroup("both.\(token)", [self.other.dn, self.boss.dn]),
            try await self.scene.addGroup("alone.\(token)", [self.boss.dn]),
        ]
        try await self.scene.apply(
            "dn: \(self.boss.dn)\nchangetype: modify\nadd: labeledURI\nlabeledURI: boss.\(token)\n-\n")
        if move == .comeBack { try await self.bridge.delete(self.boss.id).expect(204) }
    }

    /// A bridge that takes references along, for people and groups.
    private static func bridge(
        over directory: any Directory, choosing choice: Mapping.Rule.Choice
    ) -> BridgeCaller {
        var users = BridgeScene.mapping()
        BridgeScene.showManager(&users)
        var groups = BridgeScene.groups
        for index in users.rules.indices where users.rules[index].isReference { users.rules[index].choice = choice }
        (users.renaming, groups.renaming) = (.follow, .follow)
        var options = Provisioner.Options()
        options.baseURL = BridgeCaller.baseURL
        options.referenceTargets = [users, groups]
        return BridgeCaller(
            Provisioner(mapping: users, directory: directory, options: options, logger: .silent),
            Provisioner(mapping: groups, directory: directory, options: options, logger: .silent))
    }

    static func rename(_ name: String) -> String { #"{"op":"replace","path":"userName","value":"\#(name)"}"# }

    private func moves(_ bridge: BridgeCaller) async throws -> Reply {
        switch self.move {
        case .rename: try await bridge.patch(self.boss.id, Self.rename("chief.\(self.token)"))
        case .trash: try await bridge.delete(self.boss.id)
        case .comeBack: try await bridge.post(self.person("boss"))
        }
    }

    private func person(_ name: String) -> String {
        BridgeCaller.person("\(name).\(self.token)", #""externalId":"\#(name).\#(self.token)""#)
    }

    /// Makes the call with a directory that goes away at a write; false if there is no such write.
    func breaks(off number: Int) async throws -> Bool {
        let directory = WatchedDirectory(
            self.scene.directory, refusal: { $0 >= number ? LDAPError(.unavailable) : nil })
        let reply = try await self.moves(Self.bridge(over: directory, choosing: self.choice))
        return reply.status == 503
    }

    /// Makes the call, and the other one before a write of it; what is true then, nil if there is no such write.
    func happens(before number: Int) async throws -> Truth? {
        let truth = Mutex<Truth?>(nil)
        let directory = WatchedDirectory(
            self.scene.directory,
            beforeWrite: { count in
                guard count == number else { return }
                await #expect(throws: Never.self) {
                    let found = try await self.happens()
                    truth.withLock { $0 = found }
                }
            })
        _ = try await self.moves(Self.bridge(over: directory, choosing: self.choice))
        return truth.withLock { $0 }
    }

    /// Makes the call again.
    func repeats() async throws {
        let status = try await self.moves(self.bridge).status
        #expect([200, 201, 204, 404, 409].contains(status))
    }
}

// MARK: - Meanwhile

extension Play {
    /// Makes the other call, and returns what is true if it succeeds.
    func happens() async throws -> Truth {
        var truth = Truth()
        switch self.meanwhile {
        case .nothing: break
        case .managerRemoved:
            try await self.bridge.patch(self.report.id, #"{"op":"remove","path":"manager"}"#).expect(200)
            truth.manager = .nobody
        case .managerLeftOut:
            try await self.bridge.put(self.report.id, self.person("report")).expect(200)
            truth.manager = .nobody
        case .managerReplaced:
            try await self.manage(self.other.id).expect(200)
            truth.manager = .other
        case .managerAgain:
            // Who is in the trash is nobody's manager.
            #expect([200, 400].contains(try await self.manage(self.boss.id).status))
        case .reportReturns:
            try await self.bridge.delete(self.report.id).expect(204)
            #expect(try await self.bridge.post(self.person("report")).expect(201).id == self.report.id)
            truth.manager = .nobody
        case .memberRemoved, .membersRemoved, .membersReplaced, .membersCleared, .memberKept, .memberAdded:
            truth = try await self.membersChange()
        }
        return truth
    }

    private func manage(_ id: String) async throws -> Reply {
        try await self.bridge.patch(self.report.id, #"{"op":"replace","path":"manager","value":"\#(id)"}"#)
    }

    private func membersChange() async throws -> Truth {
        var truth = Truth()
        switch self.meanwhile {
        case .memberRemoved:
            try await self.members("remove", [self.boss])
            truth.isMember = false
        case .membersRemoved:
            try await self.members("remove", [self.other, self.boss])
            (truth.isMember, truth.isOtherMember) = (false, false)
        case .membersReplaced:
            try await self.members("replace", [self.other])
            truth.isMember = false
        case .membersCleared:
            for group in self.groups {
                try await self.bridge.patch(group.id, #"{"op":"remove","path":"members"}"#, at: "/Groups").expect(204)
            }
            (truth.isMember, truth.isOtherMember) = (false, false)
        case .memberKept: try await self.members("replace", [self.boss, self.other], orUnknown: true)
        default: try await self.members("add", [self.boss, self.other], orUnknown: true)
        }
        return truth
    }

    /// Changes the members of both groups; `orUnknown` lets the directory not know whom the trash has.
    private func members(_ kind: String, _ people: [(dn: String, id: String)], orUnknown: Bool = false) async throws {
        let values = people.map { #"{"value":"\#($0.id)"}"# }.joined(separator: ",")
        for group in self.groups {
            let reply = try await self.bridge.patch(
                group.id, #"{"op":"\#(kind)","path":"members","value":[\#(values)]}"#, at: "/Groups")
            #expect(reply.status == 204 || orUnknown && reply.status == 400, "\(reply.text)")
        }
    }
}

// MARK: - Afterwards

extension Play {
    /// Expects that the boss is shown and found as manager and member.
    func expectSeen() async throws {
        let id = self.boss.id
        #expect(try await self.bridge.get("/Users/\(self.report.id)").expect(200).text.contains(id))
        #expect(try await self.bridge.find(#"manager eq "\#(id)""#).userNames == ["report.\(self.token)"])
        for group in self.groups {
            #expect(try await self.bridge.get("/Groups/\(group.id)").expect(200).text.contains(id))
            let filter = BridgeCaller.formEncoded(#"id eq "\#(group.id)" and members eq "\#(id)""#)
            #expect(try await self.bridge.get("/Groups?filter=\(filter)")["totalResults"] == 1)
        }
    }

    func expect(_ truth: Truth, _ comment: String) async throws {
        let boss = try #require(try await self.scene.names("(entryUUID=\(self.boss.id))").first)
        let report = try #require(try await self.scene.names("(entryUUID=\(self.report.id))").first)
        let manager =
            switch truth.manager {
            case .boss: [boss]
            case .other: [self.other.dn]
            case .nobody: [String]()
            }
        #expect(try await self.scene.contents(report)?["manager"] ?? [] == manager, "\(comment)")
        for group in self.groups {
            var members = try await self.scene.members(group.dn).subtracting([""])
            #expect((members.remove(boss) != nil) == truth.isMember, "\(comment)")
            // The second group has no other member, unless the call adds one.
            let isOther = members.remove(self.other.dn) != nil
            if group.dn == self.groups[0].dn { #expect(isOther == truth.isOtherMember, "\(comment)") }
            #expect(members == [], "\(comment)")
        }
    }
}
