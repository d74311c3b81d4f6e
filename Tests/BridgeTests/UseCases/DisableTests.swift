import Bridge
import DirectoryDouble
import LDAP
import SCIM
import Testing
import Translator

/// A disable is written, whatever comes beside it.
@Suite struct DisableTests {
    private typealias World = BridgeWorld

    private static func isLocked(_ world: World, _ dn: String) -> Bool {
        world.directory[dn]?["pwdAccountLockedTime"] == World.lock
    }

    @Test func locksTheAccountOnce() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        for _ in 0..<2 { #expect(try await world.patch(ada.id, World.disable).isActive == false) }
        #expect(Self.isLocked(world, ada.dn))
        #expect(world.directory.written.count == 1)
        #expect(try await world.patch(ada.id, #"{"op":"Replace","path":"active","value":"True"}"#).isActive == true)
        #expect(world.directory[ada.dn]?["pwdAccountLockedTime"] == [])
    }

    @Test func aLockThatEndsByItselfDisablesNobody() async throws {
        let world = World()
        let ada = try world.addPerson("ada", "pwdAccountLockedTime: 20260101000000Z")
        #expect(try await world.read(ada.id).isActive == true)
        try await world.patch(ada.id, World.disable)
        #expect(Self.isLocked(world, ada.dn))
    }

    @Test func writesEveryStrategyAndAnyOfThemDisables() async throws {
        let world = World {
            $0.activation = [.passwordPolicyLock, .attribute("employeeType", active: nil, inactive: "gone")]
        }
        let ada = try world.addPerson("ada", "pwdAccountLockedTime: 000001010000Z")
        #expect(try await world.read(ada.id).isActive == false)
        try await world.patch(ada.id, World.set("title", "T"))
        #expect(world.values("employeeType", of: ada.dn) == [])
        try await world.patch(ada.id, World.disable)
        #expect(world.values("employeeType", of: ada.dn) == ["gone"])
        #expect(try await world.patch(ada.id, World.set("active", "true")).isActive == true)
        #expect(world.values("employeeType", of: ada.dn) == [] && !Self.isLocked(world, ada.dn))
    }

    static let mistakes = [
        World.set("salary", "5"), World.set("id", "other"), World.set("title", ""),
        #"{"op":"remove","path":"userName"}"#,
        World.set("userName", "taken"), World.set("title", "Robot"),
        #"{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"nobody"}"#,
    ]

    @Test(arguments: mistakes) func whatIsRefusedBesideItIsLeftOut(mistake: String) async throws {
        let world = World {
            $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("title", "Robot"))])
            World.showManager(&$0)
        }
        try world.addPerson("taken")
        let ada = try world.addPerson("ada", "title: One", "title: Two")
        await #expect(throws: SCIMError.self) { try await world.patch(ada.id, mistake) }
        #expect(world.directory.attempts == [])
        let answer = try await world.patch(ada.id, mistake, World.set("name.givenName", "Kept"), World.disable)
        #expect(answer.isActive == false)
        #expect(Self.isLocked(world, ada.dn))
        #expect(world.values("givenName", of: ada.dn) == ["Kept"])
        #expect(world.values("title", of: ada.dn) == ["One", "Two"])
        #expect(world.values("uid", of: ada.dn) == ["ada"])
        #expect(world.directory.written.count == 1)
        #expect(world.users.omissions.counts.values.map(\.leftOut).reduce(0, +) == 1)
    }

    @Test(arguments: [
        ResultCode.insufficientAccessRights, .constraintViolation, .objectClassViolation, .invalidAttributeSyntax,
        .unwillingToPerform, .other, .unavailableCriticalExtension, .referral,
    ])
    func isTriedAloneWhereTheDirectoryRefusesTheWhole(code: ResultCode) async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(.refused(code))
        let answer = try await world.patch(ada.id, World.set("title", "T"), World.disable)
        #expect(answer.isActive == false)
        #expect(Self.isLocked(world, ada.dn))
        #expect(world.values("title", of: ada.dn) == [])
        #expect(world.directory.attempts.count == 2)
    }

    /// The person must be there, be what the client demands, and the directory must answer.
    @Test func isRefusedWhereItCannotBe() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        await refused(404) { try await world.patch(World.nobody, World.disable) }
        await refused(412) {
            try await world.patch(
                ada.id, World.set("salary", "5"), World.disable, context: try World.context(ifMatch: "W/\"x\""))
        }
        world.directory.interrupt(.refused(.busy))
        await refused(503) { try await world.patch(ada.id, World.set("title", "x"), World.disable) }
        let unmapped = World(over: world.directory, users: { $0.activation = [] })
        await refused(400, .invalidValue, "Nobody can be disabled") { try await unmapped.patch(ada.id, World.disable) }
        #expect(!Self.isLocked(world, ada.dn))
    }

    @Test func isNotTakenBackWithWhatFailsAfterIt() async throws {
        let world = World()
        let ada = try world.addPerson("ada")
        world.directory.interrupt(write: 2, .refused(.insufficientAccessRights))
        await refused(403, nil, ada.dn, "is disabled, and stays so") {
            try await world.put(ada.id, World.person("eva", #""active":false"#))
        }
        #expect(Self.isLocked(world, ada.dn))
    }

    // MARK: - What must be known first

    private static func report(_ change: (inout CheckReport) -> Void) -> CheckReport {
        var report = CheckReport([.mapping: .holds, .base: .holds, .trash: .holds, .lockout: .holds])
        change(&report)
        return report
    }

    @Test func nothingIsWrittenBeforeTheDirectoryWasLookedAt() async throws {
        let clearance = Clearance()
        let world = World(options: { $0.clearance = clearance })
        let ada = try world.addPerson("ada")
        await refused(503, nil, "not known yet") { try await world.patch(ada.id, World.set("title", "x")) }
        await refused(503, nil, "not known yet") { try await world.create(World.person("eve")) }
        await refused(503, nil, "not known yet") { try await world.delete(ada.id) }
        #expect(try await world.read(ada.id).id == ada.id)
        clearance.learn(Self.report { $0.findings[.lockout] = .unmade("busy") }, of: "users")
        try await world.patch(ada.id, World.set("title", "x"))
        await refused(503, nil, "whether a lock keeps people out", "busy") {
            try await world.patch(ada.id, World.disable)
        }
        let problem = Mapping.Problem(.base, "there is no such base")
        clearance.learn(Self.report { $0.findings[.base] = .fails([problem]) }, of: "users")
        await refused(503, nil, "there is no such base") { try await world.patch(ada.id, World.set("title", "y")) }
        clearance.learn(Self.report { _ in }, of: "users")
        try await world.patch(ada.id, World.disable)
        #expect(Self.isLocked(world, ada.dn))
    }

    @Test func nobodyIsDisabledByALockWithoutEffect() async throws {
        let clearance = Clearance()
        let world = World(options: { $0.clearance = clearance })
        let policy = "cn=default,ou=policies,\(World.suffix)"
        let own = "cn=own,ou=policies,\(World.suffix)"
        for (dn, lockout) in [(policy, "TRUE"), (own, "FALSE")] {
            let name = dn == policy ? "default" : "own"
            world.directory.load(
                "dn: \(dn)\nobjectClass: device\nobjectClass: pwdPolicy\ncn: \(name)\n"
                    + "pwdAttribute: userPassword\npwdLockout: \(lockout)\n")
        }
        clearance.learn(Self.report { $0.defaultPolicy = DistinguishedName(server: policy) }, of: "users")
        let ada = try world.addPerson("ada", "pwdPolicySubentry: \(own)")
        let eve = try world.addPerson("eve")
        await refused(503, nil, own, "pwdLockout: FALSE") { try await world.patch(ada.id, World.disable) }
        await refused(503, nil, own) { try await world.delete(ada.id) }
        try await world.patch(ada.id, World.set("title", "x"))
        try await world.patch(eve.id, World.disable)
        #expect(!Self.isLocked(world, ada.dn) && Self.isLocked(world, eve.dn))
        world.directory.load("dn: \(policy)\nchangetype: delete\n")
        await refused(503, nil, policy, "does not exist") {
            try await world.create(World.person("bob", #""active":false"#))
        }
    }
}
