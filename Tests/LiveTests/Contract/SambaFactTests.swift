import Bridge
import Directories
import LDAP
import LDAPClient
import Sandbox
import Testing

@testable import Daemon

extension SambaADTests {
    /// What the dialect of Active Directory says of it is what Samba does.
    @Suite struct Facts {
        static let dialect = Dialect.sambaAD

        private func name(_ cn: String, below parent: String = SambaScene.people) -> DistinguishedName {
            DistinguishedName(server: parent).appending(RelativeDistinguishedName("CN", AttributeValue(cn)))
        }

        /// Expects a refusal that means something to the dialect.
        private func expect(
            _ failure: Failure, _ change: Change, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let scene = try SambaScene.current
            let error = await ldapError(sourceLocation: sourceLocation) {
                try await scene.directory.apply(change, options: WriteOptions())
            }
            let meaning = error.map { Self.dialect.meaning(of: $0, during: change) }
            #expect(meaning == failure, "\(error.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
        }

        private func modify(_ name: DistinguishedName, _ modifications: Modification...) -> Change {
            .modify(name, modifications)
        }

        @Test func saysWhatItIs() async throws {
            let server = try await SambaScene.current.directory.server()
            #expect(Dialect.detected(from: server.rootDSE) == Self.dialect)
            #expect(!Self.dialect.supportsAssertion(server.rootDSE) && !Self.dialect.supportsPostRead(server.rootDSE))
            #expect(Self.dialect.supportsVirtualListView(server.rootDSE))
            for type in [
                "cn", "userPrincipalName", "member", "userAccountControl", "whenCreated", "objectGUID", "uSNChanged",
            ] {
                #expect(server.schema.equality(of: AttributeDescription(type)) != nil, "\(type)")
            }
            #expect(server.schema.allowed(by: ["user"]).contains("sAMAccountName"))
            #expect(server.schema.allowed(by: ["group"]).contains("mail"))
        }

        @Test func refusesMembersByCodesOfItsOwn() async throws {
            let scene = try SambaScene.current
            let bob = try await scene.addPerson("Fact Member")
            let group = self.name("facts", below: SambaScene.groups)
            try await scene.administrator.apply(ldif: "dn: \(group)\nobjectClass: group\nmember: \(bob)\n")
            let (present, absent) = (AttributeValue(bob), AttributeValue(self.name("Nobody").description))
            try await self.expect(.alreadyThere, self.modify(group, Modification(.add, "member", [present])))
            try await self.expect(.referenceMissing, self.modify(group, Modification(.add, "member", [absent])))
            let other = AttributeValue(try await scene.addPerson("Fact Other"))
            try await self.expect(.notThere, self.modify(group, Modification(.delete, "member", [other])))
            try await self.expect(.invalidSyntax, self.modify(group, Modification(.add, "member", ["junk"])))
        }

        @Test func refusesWhatIsTakenOrOfNoUse() async throws {
            let scene = try SambaScene.current
            let dn = DistinguishedName(
                server: try await scene.addPerson("Fact Taken", "sAMAccountName: fact.taken", "title: A"))
            let other = DistinguishedName(server: try await scene.addPerson("Fact Free"))
            var entry = LDAP.Entry(dn: dn)
            entry["objectClass"] = ["user"]
            try await self.expect(.alreadyExists, .add(entry))
            entry.dn = self.name("Fact New")
            entry["nosuch"] = ["x"]
            try await self.expect(.schemaViolation, .add(entry))
            entry["nosuch"] = []
            entry.dn = self.name("x", below: "OU=missing,\(SambaScene.suffix)")
            try await self.expect(.parentMissing, .add(entry))
            try await self.expect(
                .constraint, self.modify(other, Modification(.replace, "sAMAccountName", ["FACT.taken"])))
            try await self.expect(
                .constraint,
                self.modify(other, Modification(.replace, "userPrincipalName", ["fact taken@acme.example"])))
            try await self.expect(.namingViolation, self.modify(dn, Modification(.replace, "cn", ["x"])))
            try await self.expect(.invalidSyntax, self.modify(dn, Modification(.replace, "title", [""])))
            try await self.expect(.alreadyThere, self.modify(dn, Modification(.add, "title", ["B"])))
            try await self.expect(
                .notThere, self.modify(dn, Modification(.delete, "title", ["B"]), Modification(.add, "title", ["C"])))
            let leaf = RelativeDistinguishedName("CN", "Fact Taken")
            let nowhere = DistinguishedName(server: "OU=missing,\(SambaScene.suffix)")
            try await self.expect(.parentMissing, .rename(dn, to: leaf, superior: nowhere))
            try await self.expect(.alreadyExists, .rename(other, to: leaf))
            try await self.expect(
                .unwilling, .rename(dn, to: RelativeDistinguishedName("CN", "Fact Old"), deleteOld: false))
            try await self.expect(.targetMissing, .delete(self.name("Nobody")))
        }

        @Test func movesTheVersionOfAGroupOnlyWithItsOwnWrites() async throws {
            let scene = try SambaScene.current
            let member = DistinguishedName(server: try await scene.addPerson("Fact Moving"))
            let group = SambaScene.group("moving")
            try await scene.administrator.apply(ldif: "dn: \(group)\nobjectClass: group\nmember: \(member)\n")
            let version = try await scene.version(group)
            let renamed = RelativeDistinguishedName("CN", "Fact Moved")
            _ = try await scene.administrator.apply(.rename(member, to: renamed))
            #expect(try await scene.values("member", of: group) == [SambaScene.person("Fact Moved")])
            #expect(try await scene.version(group) == version)
            _ = try await scene.administrator.apply(.delete(self.name("Fact Moved")))
            #expect(try await scene.values("member", of: group) == [])
            #expect(try await scene.version(group) == version)
            #expect(!Self.dialect.movesVersionWithMembers)
        }

        /// With two keys Samba finds nobody, and says nothing.
        @Test func sortsByOneKey() async throws {
            let scene = try SambaScene.current
            for number in 0..<3 { try await scene.addPerson("Fact Sorted \(number)", "sn: sorted") }
            func found(_ keys: SortKey...) async throws -> [String] {
                let request = SearchRequest(
                    base: DistinguishedName(server: SambaScene.people), filter: .equal("sn", "sorted"),
                    attributes: ["cn"], controls: [.sort(keys)])
                return try await scene.directory.search(request).entries.compactMap { $0["cn"].first?.text }
            }
            let names = (0..<3).map { "Fact Sorted \($0)" }
            #expect(try await found(SortKey("uSNCreated")) == names)
            #expect(try await found(SortKey("cn", isReversed: true)) == names.reversed())
            #expect(try await found(SortKey("sn"), SortKey("cn")) == [])
        }

        @Test(arguments: [
            ("(title=HEAD  of x)", true), ("(title=head*X)", true), ("(title=heàd of x)", false),
            ("(telephoneNumber=+1 555)", true), ("(telephoneNumber=+1555)", false),
            ("(whenCreated>=20200101000000.0Z)", true), ("(uSNCreated>=1)", true), ("(objectCategory=person)", true),
            ("(userAccountControl:1.2.840.113556.1.4.803:=2)", true), ("(!(userAccountControl=546))", false),
            ("(distinguishedName=cn=fact filtered,OU=PEOPLE, DC=acme,DC=example)", true),
            ("(entryDN=CN=Fact Filtered,\(SambaScene.people))", false),
        ]) func comparesByTheSyntax(filter: String, isFound: Bool) async throws {
            let scene = try SambaScene.current
            if try await scene.entry(SambaScene.person("Fact Filtered")) == nil {
                try await scene.addPerson("Fact Filtered", "title: Head of X", "telephoneNumber: +1 555")
            }
            let request = SearchRequest(
                base: DistinguishedName(server: SambaScene.people),
                filter: .and([.equal("cn", "Fact Filtered"), try LDAP.Filter(parsing: filter)]), attributes: ["cn"])
            #expect(try await scene.directory.search(request).entries.isEmpty != isFound)
        }
    }
}
