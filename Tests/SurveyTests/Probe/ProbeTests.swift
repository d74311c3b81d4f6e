import Bridge
import DirectoryDouble
import LDAP
import LDAPClient
import Logging
import SCIM
import Testing
import Translator

@testable import Survey

/// An entry that is made, changed, locked, renamed and deleted, and of which nothing is left.
@Suite struct ProbeTests {
    typealias World = CheckWorld

    private static func kept(_ mapping: inout Mapping) {
        mapping.deletion = .trash(base: DistinguishedName(server: "ou=leavers,\(World.suffix)"))
        mapping.renaming = .server
    }

    /// A sign-in as slapd would answer it: a wrong name or password, and a lock, are all the same.
    private static func signIn(
        _ directory: MemoryDirectory, _ name: DistinguishedName, _ password: String, ignoresLocks: Bool
    ) -> SignIn {
        let entry = directory[name.description]
        guard entry?["userPassword"] == [AttributeValue(password)],
            ignoresLocks || entry?["pwdAccountLockedTime"].isEmpty == true
        else { return .refused(LDAPError(.invalidCredentials)) }
        return .accepted(RootDSE(entry: Entry(dn: DistinguishedName([]))))
    }

    private static func findings(
        _ directory: MemoryDirectory, reader filter: LDAP.Filter? = nil, ignoresLocks: Bool = false,
        _ change: (inout Mapping) -> Void = Self.kept
    ) async throws -> [CheckFinding] {
        let checked = try await World.checked(directory, change)
        var mapping = Mapping.inetOrgPerson(base: World.base)
        change(&mapping)
        let provisioner = Provisioner(
            mapping: mapping, directory: directory,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let reader = filter.map {
            ReaderView(base: World.base, scope: .subtree, filter: $0, directory: directory)
        }
        let probe = await Probe(checked, provisioner, reader: reader) { name, password in
            Self.signIn(directory, name, password, ignoresLocks: ignoresLocks)
        }
        var findings: [CheckFinding] = []
        await probe.run { findings.append($0) }
        return findings
    }

    /// What is left of probes.
    private static func remains(_ directory: MemoryDirectory) async throws -> [String] {
        let request = SearchRequest(
            base: DistinguishedName(server: World.suffix), filter: .substrings("uid", initial: "starbridge-probe"))
        return try await directory.search(request).entries.map(\.dn.description)
    }

    @Test func everythingIsTriedAndNothingIsLeft() async throws {
        let directory = World.directory()
        let unlocked = LDAP.Filter.not(.equal("pwdAccountLockedTime", "000001010000Z"))
        let findings = try await Self.findings(
            directory, reader: .and([.equal("objectClass", "inetOrgPerson"), unlocked]))
        #expect(
            findings.marks == [
                "ok probe.create", "ok probe.change", "ok probe.reader", "ok probe.lock", "ok probe.reader",
                "ok probe.unlock", "ok probe.rename", "ok probe.delete", "ok probe.removal",
            ], "\(findings.map(\.text))")
        #expect(findings[0].text.contains("uid=starbridge-probe-"))
        #expect(findings.contains { $0.text.contains("is kept as") && $0.text.contains("cannot sign in") })
        #expect(try await Self.remains(directory) == [])
    }

    /// What was seen once is no proof for later: the policy is to be named, so that it is looked at.
    @Test(
        arguments: [
            ([], nil, "let the bridge's account read the policy"),
            (["default"], nil, "default_policy: \"cn=default,ou=policies,"),
            (["default", "other"], nil, "cn=default,ou=policies,"),
            (["default"], "cn=default,ou=policies,\(World.suffix)", nil),
        ] as [([String], String?, String?)])
    func aLockThatWorksLeadsToItsPolicy(policies: [String], named: String?, advice: String?) async throws {
        let directory = World.directory()
        for name in policies {
            directory.load(
                "dn: cn=\(name),ou=policies,\(World.suffix)\nobjectClass: device\nobjectClass: pwdPolicy\ncn: \(name)\n"
                    + "pwdAttribute: userPassword\npwdLockout: TRUE\n")
        }
        let findings = try await Self.findings(directory) { mapping in
            Self.kept(&mapping)
            mapping.activation = [.passwordPolicyLock(defaultPolicy: named.map { DistinguishedName(server: $0) })]
        }
        let lock = try #require(findings.first { $0.id == "probe.lock" })
        #expect(lock.verdict == .ok)
        if let advice {
            #expect(lock.advice?.contains(advice) == true, "\(lock.advice ?? "")")
        } else {
            #expect(lock.advice == nil)
        }
    }

    @Test func aLockWithoutEffectFails() async throws {
        let findings = try await Self.findings(World.directory(), ignoresLocks: true)
        let lock = try #require(findings.first { $0.id == "probe.lock" })
        #expect(lock.verdict == .failure && lock.text.contains("can sign in all the same"))
        #expect(findings.last?.id == "probe.removal" && findings.last?.verdict == .ok)
    }

    @Test func aReaderThatForgetsTheLockFails() async throws {
        let findings = try await Self.findings(World.directory(), reader: .equal("objectClass", "inetOrgPerson"))
        #expect(findings.filter { $0.id == "probe.reader" }.map(\.verdict) == [.ok, .failure])
    }

    @Test func withoutDeletionTheEntryIsTakenAwayAllTheSame() async throws {
        let directory = World.directory()
        let findings = try await Self.findings(directory) { _ in }
        #expect(findings.first { $0.id == "probe.delete" }?.text.contains("on_delete is not set") == true)
        #expect(try await Self.remains(directory) == [])
    }

    /// Whatever is refused, and whichever answer is lost, the entry goes; where its end is refused, it is named.
    @Test(arguments: [Interruption.refused(.insufficientAccessRights), .lost(isMade: true), .lost(isMade: false)])
    func whereverItBreaksOffNothingIsLeft(interruption: Interruption) async throws {
        let undisturbed = World.directory()
        _ = try await Self.findings(undisturbed)
        let count = undisturbed.attempts.count
        #expect(count > 8)
        for number in 1...count {
            let directory = World.directory()
            directory.interrupt(write: number, interruption)
            let findings = try await Self.findings(directory)
            let (rest, last) = (try await Self.remains(directory), try #require(findings.last))
            #expect(last.id == "probe.removal")
            #expect(rest == last.names.map(\.description), "write \(number)")
            #expect((last.verdict == .ok) == rest.isEmpty, "write \(number): \(last.text)")
            if number < count { #expect(rest == [], "write \(number)") }
        }
    }

    /// Where nothing takes whoever belongs nowhere, a made-up value would lead to no entry.
    @Test func aPlaceIsThatOfSomebodyElse() async throws {
        let sales = "dn: ou=sales,\(World.people)\nobjectClass: organizationalUnit\nou: sales\n"
        let directory = World.directory([sales, World.person("ada", "title: Sales")])
        let findings = try await Self.findings(directory) { mapping in
            var table = PlaceTable()
            table["Sales"] = DistinguishedName(server: "ou=sales,\(World.people)")
            mapping.placement = Mapping.Placement(.table(by: AttributePath(attribute: "title"), table))
        }
        #expect(findings.areGood, "\(findings.map(\.text))")
        #expect(findings[0].text.contains(",ou=sales,\(World.people)"), "\(findings[0].text)")
        #expect(try await Self.remains(directory) == [])
    }

    /// Not every directory takes somebody who is gone out of their groups.
    @Test func theGroupOfDisabledPeopleIsWrittenBeforeTheEntryGoes() async throws {
        let group = "cn=disabled,\(World.suffix)"
        let member = "cn=nobody,\(World.suffix)"
        let directory = World.directory(["dn: \(group)\nobjectClass: groupOfNames\ncn: disabled\nmember: \(member)\n"])
        let findings = try await Self.findings(directory) { mapping in
            Self.kept(&mapping)
            mapping.activation = [.group(DistinguishedName(server: group), of: .inactive)]
        }
        #expect(findings.first { $0.id == "probe.removal" }?.verdict == .ok, "\(findings.map(\.text))")
        #expect(directory[group]?["member"] == [AttributeValue(member)])
        let last = directory.attempts.suffix(2).map(\.target.description)
        #expect(last.first == group && last.last?.hasPrefix("uid=starbridge-probe-") == true, "\(last)")
    }

    @Test func whatIsMadeUpFitsTheMapping() async throws {
        let checked = try await World.checked(World.directory()) { mapping in
            mapping.rules.append(
                Mapping.Rule(path: AttributePath(attribute: "photos"), attribute: "jpegPhoto", isBase64: true))
        }
        let person = ProbePerson(checked.users)
        #expect(person.name.utf8.count == 20 && person.name != person.otherName)
        #expect(person.untried == [AttributePath(attribute: "photos")])
        #expect(person.changes.map(\.attribute) == ["givenName", "title", "o", "departmentNumber"])
    }

    /// A key that somebody else may have would let the probe be taken for them, and be refused or worse.
    @Test func keysAreItsOwn() async throws {
        let digits = try Pattern(parsing: "^[0-9]+$")
        let checked = try await World.checked(World.directory()) { mapping in
            for index in mapping.rules.indices where mapping.rules[index].path == .externalId {
                mapping.rules[index].choice = .matching(digits)
            }
        }
        let person = ProbePerson(checked.users)
        #expect(person.untried == [.externalId])
    }

    @Test func anEntryWhoseNameIsStoredInAnotherFormIsFound() async throws {
        let directory = World.directory()
        let form = try ValueForm(parsing: "{value}-x", at: .userName)
        let findings = try await Self.findings(directory) { mapping in
            for index in mapping.rules.indices where mapping.rules[index].path == .userName {
                mapping.rules[index].form = form
            }
        }
        #expect(findings[0].text.contains("-x,"), "\(findings.map(\.text))")
        #expect(try await Self.remains(directory) == [])
    }
}
