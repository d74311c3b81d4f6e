import Bridge
import Directories
import DirectoryDouble
import LDAP
import Testing
import Translator

/// What must be true of a directory is looked at before anything is written.
@Suite struct StartupTests {
    private typealias World = BridgeWorld

    private static let policy = "cn=default,ou=policies,\(World.suffix)"

    private static func report(
        _ directory: MemoryDirectory, dialect: Dialect? = nil, _ change: (inout Mapping) -> Void = { _ in }
    ) async -> CheckReport {
        var mapping = World.people
        change(&mapping)
        return await StartupCheck(
            mapping: mapping, referredToBy: [World.teams], dialect: dialect, directory: directory,
            account: directory.options.account
        ).report()
    }

    /// A directory with one person and a policy by which a lock keeps people out.
    private static func ready(lockout: String = "TRUE", _ change: (inout MemoryDirectory.Options) -> Void = { _ in })
        throws -> MemoryDirectory
    {
        let directory = MemoryDirectory(change)
        try World(over: directory).addPerson("ada")
        directory.load(
            "dn: \(Self.policy)\nobjectClass: device\nobjectClass: pwdPolicy\ncn: default\npwdAttribute: userPassword\n"
                + "pwdLockout: \(lockout)\n")
        return directory
    }

    private static func name(_ mapping: inout Mapping) {
        mapping.activation = [.passwordPolicyLock(defaultPolicy: DistinguishedName(server: Self.policy))]
    }

    @Test func everythingHolds() async throws {
        let report = await Self.report(try Self.ready(), Self.name)
        #expect(report.problems == [])
        #expect(report.obstacle == nil)
        #expect(report.defaultPolicy == DistinguishedName(server: Self.policy))
        #expect(Set(report.findings.keys) == Set(CheckReport.Part.allCases).subtracting([.places, .surroundings]))
        #expect(report.warnings == [])
    }

    /// A membership of which one side were written would be half a membership.
    @Test func groupsWhoseMembershipsStandTwiceAreRefused() async throws {
        var dialect = Dialect.openLDAP
        dialect.writesMembershipTwice = true
        let report = await StartupCheck(
            mapping: World.teams, referredToBy: [], dialect: dialect, directory: try Self.ready(), account: nil
        ).report()
        #expect(report.problems.contains { "\($0)".contains("leave groups out") }, "\(report.problems)")
    }

    @Test func aBaseOrATrashThatIsMissingIsNamed() async throws {
        let nowhere = DistinguishedName(server: "ou=nowhere,\(World.suffix)")
        let report = await Self.report(try Self.ready()) {
            Self.name(&$0)
            $0.base = nowhere
            $0.deletion = .trash(base: nowhere)
        }
        let missing = report.problems.filter { $0.reason.contains("there is no entry \(nowhere)") }
        #expect(missing.count == 2 && missing.allSatisfy { $0.reason.contains("cn=starbridge") })
    }

    @Test func aBaseWithoutAnybodyIsWarnedOf() async throws {
        let report = await Self.report(try Self.ready()) {
            Self.name(&$0)
            $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .equal("o", "Acme")])
        }
        #expect(report.problems == [])
        #expect(report.warnings.contains { $0.reason.contains("(o=Acme)") })
    }

    @Test func aKindThatIsNotWhatTheServerSaysIsWarnedOf() async throws {
        let report = await Self.report(try Self.ready(), dialect: .ds389, Self.name)
        let reasons = report.warnings.filter { $0.key == .kind }.map(\.reason)
        #expect(reasons.contains { $0.contains("389ds") && $0.contains("openldap") })
    }

    /// Nobody would have an id, and so the client would find nobody and create everybody.
    @Test func aKindWhoseIdsTheServerDoesNotKnowIsRefused() async throws {
        let report = await Self.report(try Self.ready(), dialect: .ds389, Self.name)
        #expect(report.problems.contains { $0.key == .kind && $0.reason.contains("nsUniqueId") })
    }

    @Test func anAttributeWithoutAnIndexIsNamed() async throws {
        let directory = try Self.ready()
        directory.onSearch { request, _ in
            if case .equal("labeledURI", _) = request.filter { LDAPError(.adminLimitExceeded) } else { nil }
        }
        let report = await Self.report(directory, dialect: .ds389, Self.name)
        let warning = try #require(report.warnings.first { $0.reason.contains("index") })
        #expect(warning.reason.contains("labeledURI") && !warning.reason.contains("uid"))
    }

    @Test func aMappingThatDoesNotFitIsNamed() async throws {
        let report = await Self.report(try Self.ready()) {
            Self.name(&$0)
            $0.rules[0].attribute = "noSuchAttribute"
        }
        #expect(report.problems.contains { $0.reason.contains("noSuchAttribute") })
    }

    @Test func aLockWithoutEffectIsRefused() async throws {
        let report = await Self.report(try Self.ready(lockout: "FALSE"), Self.name)
        #expect(report.problems.contains { $0.reason.contains(Self.policy) && $0.reason.contains("pwdLockout: FALSE") })
        let other = try Self.ready()
        other.load(
            "dn: cn=own,ou=policies,\(World.suffix)\nobjectClass: device\nobjectClass: pwdPolicy\ncn: own\npwdAttribute: userPassword\n"
        )
        let second = await Self.report(other, Self.name)
        #expect(second.problems.contains { $0.reason.contains("cn=own") && $0.reason.contains("no pwdLockout") })
    }

    @Test func aDefaultPolicyThatCannotBeSeenIsNoProof() async throws {
        let unknown = await Self.report(try Self.ready())
        #expect(unknown.problems.contains { $0.reason.contains("default_policy") })
        let missing = await Self.report(MemoryDirectory(), Self.name)
        #expect(missing.problems.contains { $0.reason.contains(Self.policy) && $0.reason.contains("does not exist") })
    }

    /// A configuration database of which the account sees this much.
    private static func settings(_ overlays: String...) -> String {
        ([
            "dn: cn=config\nobjectClass: olcGlobal\ncn: config\n",
            "dn: olcDatabase={1}mdb,cn=config\nobjectClass: olcDatabaseConfig\nolcDatabase: {1}mdb\nolcSuffix: \(World.suffix)\n",
        ] + overlays).joined(separator: "\n")
    }

    private static func overlay(_ name: String, _ lines: String...) -> String {
        ([
            "dn: olcOverlay={0}\(name),olcDatabase={1}mdb,cn=config", "objectClass: olcOverlayConfig",
            "objectClass: extensibleObject", "olcOverlay: {0}\(name)",
        ]
            + lines).joined(separator: "\n") + "\n"
    }

    @Test func whatTheServerShowsOfItsDefaultPolicyIsTaken() async throws {
        let directory = try Self.ready()
        directory.load(Self.settings(Self.overlay("ppolicy", "olcPPolicyDefault: \(Self.policy)")))
        let report = await Self.report(directory)
        #expect(report.problems == [] && report.defaultPolicy == DistinguishedName(server: Self.policy))
        let other = await Self.report(directory) {
            $0.activation = [.passwordPolicyLock(defaultPolicy: DistinguishedName(server: "cn=x,\(World.suffix)"))]
        }
        #expect(other.problems.contains { $0.reason.contains(Self.policy) && $0.reason.contains("cn=x") })
    }

    @Test func whoKeepsReferencesIsCompared() async throws {
        let directory = try Self.ready()
        directory.load(Self.settings(Self.overlay("refint", "olcRefintAttribute: member")))
        #expect(await Self.report(directory, Self.name).warnings == [])
        let follow = await Self.report(directory) {
            Self.name(&$0)
            $0.renaming = .follow
        }
        #expect(follow.warnings.contains { $0.reason.contains("member") })
        let careless = try Self.ready()
        careless.load(Self.settings(Self.overlay("refint", "olcRefintAttribute: manager")))
        #expect(await Self.report(careless, Self.name).warnings.contains { $0.reason.contains("member") })
    }

    @Test func aServerThatChecksNothingIsWarnedOf() async throws {
        let directory = try Self.ready { $0.controls.remove("1.3.6.1.1.12") }
        #expect(await Self.report(directory, Self.name).warnings.contains { $0.reason.contains("assertion control") })
    }

    @Test func aServerOfAnUnknownKindIsRefused() async throws {
        let directory = try Self.ready { $0.rootClasses = ["top"] }
        #expect(await Self.report(directory, Self.name).problems.contains { $0.reason.contains("kind") })
        let world = World(over: directory)
        await refused(500, nil, "directory.kind") { try await world.find() }
        #expect(await Self.report(directory, dialect: .openLDAP, Self.name).problems == [])
    }

    @Test func aDirectoryThatDoesNotAnswerIsNoFailure() async throws {
        let directory = try Self.ready()
        directory.onSearch { request, _ in
            request.base == World.people.base ? LDAPError(.busy, diagnostic: "too much to do") : nil
        }
        let report = await Self.report(directory, Self.name)
        #expect(report.problems == [])
        #expect(report.obstacle?.contains("too much to do") == true)
        let clearance = Clearance()
        clearance.learn(CheckReport([.base: .holds]), of: "users")
        #expect(clearance.learn(report, of: "users").findings[.base] == .holds)
    }

    @Test func whatMemberofKeepsIsCompared() async throws {
        for (integrity, isWarned) in [("TRUE", false), ("FALSE", true)] {
            let directory = try Self.ready()
            directory.load(
                Self.settings(
                    Self.overlay(
                        "memberof", "olcMemberOfRefInt: \(integrity)")))
            let warnings = await Self.report(directory, Self.name).warnings
            #expect(warnings.contains { $0.reason.contains("member") } == isWarned, "\(integrity): \(warnings)")
        }
    }

    @Test func policiesThatMayNotBeSearchedAreNoProof() async throws {
        let directory = try Self.ready()
        directory.onSearch { request, _ in
            request.base.description == World.suffix && request.scope == .subtree
                ? LDAPError(.insufficientAccessRights) : nil
        }
        let problems = await Self.report(directory, Self.name).problems
        #expect(problems.contains { $0.reason.contains("may not search \(World.suffix)") })
    }

    @Test func aDirectoryThatIsAwayIsLookedAtLater() async throws {
        let directory = try Self.ready()
        directory.goAway()
        let report = await Self.report(directory, Self.name)
        #expect(report.obstacle != nil && report.problems == [])
        let world = World(over: directory)
        await refused(503) { try await world.find() }
        await refused(503) { try await world.create(World.person("eve")) }
        directory.goAway(false)
        #expect(try await world.find().userNames == ["ada"])
    }
}
