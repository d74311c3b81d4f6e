import Bridge
import DirectoryDouble
import LDAP
import Survey
import Testing
import Translator

/// What a reader sees beside what the bridge keeps; the people are p0, p1 and so on, and every third is disabled.
@Suite struct ReaderTests {
    private static let people = DistinguishedName(server: "ou=people,dc=acme,dc=example")
    private static let unlocked: LDAP.Filter = .and([
        .equal("objectClass", "inetOrgPerson"), .not(.equal("pwdAccountLockedTime", "000001010000Z")),
    ])

    private static func directory(_ count: Int = 6) -> MemoryDirectory {
        let directory = MemoryDirectory()
        directory.load(
            (0..<count).map { number in
                """
                dn: uid=p\(number),\(Self.people)
                objectClass: inetOrgPerson
                uid: p\(number)
                cn: Person \(number)
                sn: Person
                \(number % 3 == 0 ? "pwdAccountLockedTime: 000001010000Z\n" : "")
                """
            }.joined(separator: "\n"))
        return directory
    }

    private static func view(
        _ directory: MemoryDirectory, base: DistinguishedName = Self.people, filter: LDAP.Filter = Self.unlocked
    ) -> ReaderView {
        ReaderView(base: base, scope: .subtree, filter: filter, directory: directory)
    }

    private static func kept(_ directory: MemoryDirectory) -> KeptPeople {
        KeptPeople(mapping: .inetOrgPerson(base: Self.people), dialect: nil, directory: directory)
    }

    @Test func everybodyIsSeenWhoIsActiveAndNobodyElse() async throws {
        let directory = Self.directory()
        let report = try await ReaderReport(of: Self.view(directory), beside: Self.kept(directory))
        #expect(report.kept == 6 && report.active == 4 && report.seen == 4 && report.strangers == 0)
        #expect(report.isAsItMustBe)
    }

    @Test func aFilterThatForgetsTheLockShowsTheDisabled() async throws {
        let directory = Self.directory()
        let view = Self.view(directory, filter: .equal("objectClass", "inetOrgPerson"))
        let report = try await ReaderReport(of: view, beside: Self.kept(directory))
        #expect(report.seenDisabled.map(\.description).sorted() == [0, 3].map { "uid=p\($0),\(Self.people)" })
        #expect(report.unseenActive.isEmpty && !report.isAsItMustBe)
    }

    @Test func aFilterThatAsksForMoreHidesTheActive() async throws {
        let directory = Self.directory()
        let view = Self.view(directory, filter: .and([Self.unlocked, .not(.equal("uid", "p4"))]))
        let report = try await ReaderReport(of: view, beside: Self.kept(directory))
        #expect(report.unseenActive.map(\.description) == ["uid=p4,\(Self.people)"])
        #expect(!report.isAsItMustBe)
    }

    @Test func whoIsNotKeptIsAStranger() async throws {
        let directory = Self.directory()
        let view = Self.view(
            directory, base: DistinguishedName(server: "dc=acme,dc=example"), filter: .present("objectClass"))
        let report = try await ReaderReport(of: view, beside: Self.kept(directory))
        // The suffix and the five units.
        #expect(report.strangers == 6)
    }

    @Test func readsMoreThanOneAnswerHolds() async throws {
        let directory = Self.directory(450)
        let report = try await ReaderReport(of: Self.view(directory), beside: Self.kept(directory))
        #expect(report.kept == 450 && report.seen == 300)
    }

    @Test(arguments: ["p1", "uid=p1,ou=people,dc=acme,dc=example", "P1"])
    func findsOnePersonByWhatTheyAreCalled(name: String) async throws {
        let directory = Self.directory()
        let findings = try await ReaderFinding.findings(
            of: name, among: Self.kept(directory), by: Self.view(directory))
        #expect(findings.map(\.name.description) == ["uid=p1,\(Self.people)"])
        #expect(findings.map { $0.isActive && $0.obstacle == nil && $0.isAsItMustBe } == [true])
    }

    @Test func saysWhySomebodyIsNotSeen() async throws {
        let directory = Self.directory()
        let kept = Self.kept(directory)
        let disabled = try await ReaderFinding.findings(of: "p0", among: kept, by: Self.view(directory))
        #expect(disabled.map(\.obstacle) == [.filter(Self.unlocked)])
        #expect(disabled.map(\.isAsItMustBe) == [true])
        let groups = DistinguishedName(server: "ou=groups,dc=acme,dc=example")
        let elsewhere = try await ReaderFinding.findings(of: "p1", among: kept, by: Self.view(directory, base: groups))
        #expect(elsewhere.map(\.obstacle) == [.elsewhere(base: groups)])
        #expect(elsewhere.map(\.isAsItMustBe) == [false])
    }

    @Test(arguments: ["nobody", "uid=p9,ou=people,dc=acme,dc=example", "cn=x,dc=other", "=,="])
    func findsNobodyWhoIsNotThere(name: String) async throws {
        let directory = Self.directory()
        let findings = try await ReaderFinding.findings(
            of: name, among: Self.kept(directory), by: Self.view(directory))
        #expect(findings.isEmpty)
    }

    @Test func saysThatTheDirectoryIsAway() async throws {
        let directory = Self.directory()
        directory.goAway()
        await #expect(throws: LDAPError.self) {
            try await ReaderReport(of: Self.view(directory), beside: Self.kept(directory))
        }
    }
}
