import Bridge
import Directories
import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// What would become of people whom Entra has; the directory names people by a short name.
@Suite struct SampleCheckTests {
    typealias World = CheckWorld

    private static func sample(_ lines: String..., userName: String = "userPrincipalName") throws -> PeopleSample {
        let header = "userPrincipalName,displayName,mail,mailNickname,objectId,employeeId"
        return try PeopleSample(Array(([header] + lines).joined(separator: "\r\n").utf8), userNameColumn: userName)
    }

    private static func findings(
        _ sample: PeopleSample, _ directory: MemoryDirectory, _ change: (inout Mapping) -> Void = { _ in }
    ) async throws -> [CheckFinding] {
        await SampleCheck(sample: sample, checked: try await World.checked(directory, change)).run()
    }

    private static func directory() -> MemoryDirectory {
        World.directory([
            World.person("ada", "mail: ada@acme.example", "employeeNumber: 17"),
            World.person("bob", "mail: robert@acme.example"), World.person("cyd", "labeledURI: 0c-1"),
        ])
    }

    @Test func everybodyIsMatchedWhoHasTheNameThatEntraSends() async throws {
        let sample = try Self.sample(
            "ADA@acme.example,Ada,ada@acme.example,ada,1,17", "bob@acme.example,Bob,,bob,2,", userName: "mailNickname")
        let findings = try await Self.findings(sample, Self.directory())
        #expect(findings.marks == ["ok sample"])
        #expect(findings[0].text == "Of 2 people in the sample 2 match one entry by uid (userName) or externalId.")
    }

    @Test func aSecondCopyOfEverybodyIsForeseen() async throws {
        let sample = try Self.sample(
            "ada@acme.example,Ada,ada@acme.example,ada,1,17", "x@acme.example,Bob,robert@acme.example,x,2,")
        let findings = try await Self.findings(sample, Self.directory())
        #expect(findings.marks == ["warning sample", "failure sample.elsewhere"])
        #expect(findings[1].text.hasPrefix("2 match none by userName, and are there all the same, by mail or uid"))
        #expect(findings[1].names.map(\.description) == ["ada", "bob"].map { "uid=\($0),\(World.people)" })
        #expect(findings[1].advice?.contains(#"match by emails[type eq "work"].value (mail)"#) == true)
    }

    @Test func aNumberOrTheFirstPartOfTheNameIsEnough() async throws {
        let sample = try Self.sample("a.lovelace@acme.example,A,,,1,17", "bob@new.example,B,,,2,")
        let findings = try await Self.findings(sample, Self.directory())
        let finding = try #require(findings.first { $0.id == "sample.elsewhere" })
        #expect(finding.names.map(\.description) == ["ada", "bob"].map { "uid=\($0),\(World.people)" })
    }

    @Test func whoIsLinkedAlreadyIsMatchedByExternalID() async throws {
        let sample = try Self.sample("c@acme.example,C,,,0c-1,")
        #expect(try await Self.findings(sample, Self.directory()).marks == ["ok sample"])
    }

    @Test func aNameAloneIsNoProof() async throws {
        let directory = World.directory([World.person("ada", "displayName: Ada King")])
        let sample = try Self.sample("king@acme.example,ada king,,,,")
        let findings = try await Self.findings(sample, directory)
        #expect(findings.marks == ["warning sample", "warning sample.elsewhere"])
    }

    @Test func severalWithOneNameStopEntra() async throws {
        let directory = World.directory([
            World.person("ada", "mail: team@acme.example"), World.person("bob", "mail: team@acme.example"),
        ]) { $0.habits.uniqueAttributes = [] }
        let sample = try Self.sample("team@acme.example,T,,,,")
        let findings = try await Self.findings(sample, directory) { mapping in
            for index in mapping.rules.indices where mapping.rules[index].path == .userName {
                mapping.rules[index].attribute = "mail"
            }
        }
        #expect(findings.marks == ["warning sample", "failure sample.several"])
        #expect(findings[1].names.count == 2)
    }

    @Test func whoIsOutsideOfTheFilterOrTheBaseIsNamed() async throws {
        let directory = World.directory([
            World.person("ada"), World.person("bob", "employeeType: robot"),
            "dn: uid=cyd,ou=leavers,\(World.suffix)\nobjectClass: inetOrgPerson\nuid: cyd\ncn: C\nsn: C\n",
        ])
        let sample = try Self.sample(
            "a@x,A,,ada,,", "b@x,B,,bob,,", "c@x,C,,cyd,,", "d@x,D,,dee,,", userName: "mailNickname")
        let findings = try await Self.findings(sample, directory) {
            $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("employeeType", "robot"))])
        }
        #expect(findings.marks == ["ok sample", "failure sample.outside", "ok sample.none"])
        #expect(findings[1].names.count == 2)
        #expect(findings[2].text.hasPrefix("1 match none, and nothing else shows that they are there (dee)"))
    }

    /// What the schema's rule does not tell is the directory's to say.
    @Test func anEntryThatSeemsToBeNobodysIsAskedForAlone() async throws {
        let directory = OtherRules(directory: World.directory([World.person("ada"), World.person("bob")]))
        let checked = try #require(
            await CheckedDirectory(
                [.inetOrgPerson(base: World.base)], dialect: nil, directory: directory, account: nil))
        let sample = try Self.sample(
            "a@x,A,,ada,,", "r@x,R,,robert,,", "n@x,N,,nobody,,", userName: "mailNickname")
        let findings = await SampleCheck(sample: sample, checked: checked).run()
        #expect(findings.marks == ["ok sample", "ok sample.none"])
        #expect(findings[0].text.contains("2 match one entry"))
    }

    @Test func manyAreAskedForInFewSearches() async throws {
        let directory = World.directory((0..<300).map { World.person("p\($0)") })
        let lines = (0..<300).map { "p\($0)@x,P,,p\($0),," }
        let text =
            "userPrincipalName,displayName,mail,mailNickname,objectId,employeeId\n" + lines.joined(separator: "\n")
        let sample = try PeopleSample(Array(text.utf8), userNameColumn: "mailNickname")
        let checked = try await World.checked(directory)
        let before = directory.searches.count
        let findings = await SampleCheck(sample: sample, checked: checked).run()
        #expect(findings.marks == ["ok sample"])
        #expect(directory.searches.count - before == 15)
    }

    @Test(arguments: [
        ("", "is empty"), ("name,mail\na,b", "has no column userPrincipalName in its first line, which has name, mail"),
        ("userPrincipalName\n\"a", "line 2: a quote is never closed"),
    ])
    func whatIsNoSampleSaysWhy(text: String, words: String) {
        #expect(throws: PeopleSample.Fault(description: words)) { try PeopleSample(Array(text.utf8)) }
    }

    @Test func columnsAreKnownInAnySpelling() throws {
        let sample = try PeopleSample(Array("User principal name;Object Id\n ada@x ;7\n;8\n".utf8))
        #expect(sample.people.count == 1 && sample.nameless == 1)
        #expect(sample.people[0]["userPrincipalName"] == "ada@x" && sample.people[0]["objectId"] == "7")
    }
}

/// A server that takes `robert` for `bob`, by rules of its own.
private struct OtherRules: Directory {
    let directory: MemoryDirectory

    func server() async throws(LDAPError) -> DirectoryServer { try await self.directory.server() }

    func search(_ request: SearchRequest) async throws(LDAPError) -> SearchResult {
        var request = request
        let text = "\(request.filter)".replacing("robert", with: "bob")
        request.filter = try Filter(parsing: text)
        return try await self.directory.search(request)
    }

    func apply(_ change: Change, options: WriteOptions) async throws(LDAPError) -> WriteResult {
        try await self.directory.apply(change, options: options)
    }

    func lease<Output: Sendable>(
        _ body: @Sendable (any DirectorySession) async throws(LDAPError) -> Output
    ) async throws(LDAPError) -> Output { try await body(self) }

    func hold(idle: Duration) async throws(LDAPError) -> any DirectorySession { self }
}
