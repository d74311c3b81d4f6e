import LDAP
import LDAPClient
import Sandbox
import Testing

/// Every operation and every control against slapd.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct LDAPClientOperationTests {
    typealias Scene = LDAPClientScene

    @Test func addsReadsChangesRenamesAndDeletes() async throws {
        try await Scene.run { scene in
            let name = DistinguishedName(server: "uid=ada,ou=people,dc=acme,dc=example")
            let entry = Entry(
                dn: name,
                attributes: [
                    Attribute("objectClass", values: ["inetOrgPerson"]), Attribute("uid", values: ["ada"]),
                    Attribute("cn", values: ["Ada"]), Attribute("sn", values: ["L\u{f6}velace "]),
                    Attribute("jpegPhoto", values: [AttributeValue(bytes: [0xff, 0x00, 0xd8])]),
                ])
            _ = try await scene.client.apply(.add(entry))
            let found = try await scene.client.search(SearchRequest(base: name, scope: .base)).entries
            #expect(found == [entry])

            let steps = [
                Modification(.add, "mail", ["a@b.example", "c@d.example"]), Modification(.replace, "cn", ["Augusta"]),
                Modification(.delete, "jpegPhoto"),
            ]
            _ = try await scene.client.apply(.modify(name, steps))
            let leaf = RelativeDistinguishedName("uid", "augusta")
            let groups = DistinguishedName(server: "ou=groups,dc=acme,dc=example")
            _ = try await scene.client.apply(.rename(name, to: leaf, deleteOld: true, superior: groups))
            let moved = try await scene.client.search(SearchRequest(base: groups, scope: .oneLevel)).entries
            #expect(moved.first?.dn == groups.appending(leaf))
            #expect(moved.first?["uid"] == ["augusta"])
            #expect(moved.first?["cn"] == ["Augusta"])
            #expect(Set(moved.first?["mail"] ?? []) == ["a@b.example", "c@d.example"])
            #expect(moved.first?["jpegPhoto"] == [])

            _ = try await scene.client.apply(.delete(groups.appending(leaf)))
            let gone = await ldapError(.noSuchObject) {
                try await scene.client.search(SearchRequest(base: name, scope: .base))
            }
            #expect(gone?.matchedDN == Scene.people.description)
            #expect(gone?.outcome == .notApplied)
        }
    }

    @Test func searchesEveryScopeAndHonoursTheSizeLimit() async throws {
        try await Scene.run(people: 5) { scene in
            for (scope, count) in [(SearchRequest.Scope.base, 1), (.oneLevel, 5), (.subtree, 6), (.children, 5)] {
                let request = SearchRequest(base: Scene.people, scope: scope, attributes: ["1.1"])
                let found = try await scene.client.search(request).entries
                #expect(found.count == count)
            }
            await ldapError(.sizeLimitExceeded) {
                try await scene.client.search(SearchRequest(base: Scene.people, sizeLimit: 2))
            }
        }
    }

    @Test func carriesCharactersThatFiltersAndNamesEscape() async throws {
        try await Scene.run { scene in
            let text = "a*(b)\\c,+\"<>;=# \u{e9}"
            let leaf = RelativeDistinguishedName("cn", AttributeValue(text))
            let name = Scene.people.appending(leaf)
            let attributes = [
                Attribute("objectClass", values: ["person"]), Attribute("cn", values: [AttributeValue(text)]),
                Attribute("sn", values: ["x"]),
            ]
            _ = try await scene.client.apply(.add(Entry(dn: name, attributes: attributes)))
            let request = SearchRequest(base: Scene.base, filter: .equal("cn", AttributeValue(text)))
            let found = try await scene.client.search(request).entries
            #expect(found.map(\.dn) == [name])
            let nothing = SearchRequest(base: Scene.base, filter: .equal("cn", AttributeValue(bytes: [0x61, 0x00])))
            #expect(try await scene.client.search(nothing).entries.isEmpty)
        }
    }

    @Test func readsTheEntryAfterTheChange() async throws {
        try await Scene.run { scene in
            let controls: [Control] = [.postRead(["cn", "entryCSN", "entryUUID"])]
            let change = Scene.replace(1, "cn", "New", "Newer")
            let result = try await scene.client.apply(change, options: WriteOptions(controls: controls))
            #expect(result.postRead?["cn"] == ["New", "Newer"])
            #expect(result.postRead?["entryUUID"].count == 1)
            let unknown = WriteOptions(controls: [.postRead(["noSuchAttribute"])])
            await ldapError(.undefinedAttributeType) { try await scene.client.apply(change, options: unknown) }
        }
    }

    @Test func assertsAVersion() async throws {
        try await Scene.run { scene in
            let found = try await scene.client.search(Scene.find(1, "entryCSN")).entries
            let version = try #require(found.first?["entryCSN"].first)
            let options = WriteOptions(controls: [.assertion(.equal("entryCSN", version))])
            _ = try await scene.client.apply(Scene.replace(1, "cn", "First"), options: options)
            await ldapError(.assertionFailed) {
                try await scene.client.apply(Scene.replace(1, "cn", "Second"), options: options)
            }
            #expect(try await scene.client.search(Scene.find(1, "cn")).entries.first?["cn"] == ["First"])
        }
    }

    @Test func toleratesWhatIsThereWithPermissiveModify() async throws {
        try await Scene.run { scene in
            let again = Change.modify(Scene.person(1), [Modification(.add, "cn", ["Person 1"])])
            let never = Change.modify(Scene.person(1), [Modification(.delete, "mail", ["x@y.example"])])
            await ldapError(.attributeOrValueExists) { try await scene.client.apply(again) }
            await ldapError(.noSuchAttribute) { try await scene.client.apply(never) }
            let options = WriteOptions(controls: [.permissiveModify])
            _ = try await scene.client.apply(again, options: options)
            _ = try await scene.client.apply(never, options: options)
        }
    }

    @Test func pagesOnALeasedConnection() async throws {
        try await Scene.run(people: 25) { scene in
            let names = try await scene.client.lease { leased throws(LDAPError) in
                var names: [DistinguishedName] = []
                var cookie: [UInt8] = []
                repeat {
                    let page = SearchRequest(
                        base: Scene.people, scope: .oneLevel, attributes: ["1.1"],
                        controls: [.pagedResults(size: 10, cookie: cookie)])
                    let result = try await leased.search(page)
                    names += result.entries.map(\.dn)
                    guard case .pagedResults(_, let next) = result.controls.first else { throw LDAPError(.other) }
                    cookie = next
                } while !cookie.isEmpty
                return names
            }
            #expect(Set(names).count == 25)
            #expect(names.count == 25)
        }
    }

    @Test func sortsAndViewsAWindowOfTheList() async throws {
        try await Scene.run(people: 40) { scene in
            let key = SortKey("uid", orderingRule: "caseIgnoreOrderingMatch", isReversed: true)
            let view = VirtualListView(before: 1, after: 2, offset: 10)
            let request = SearchRequest(
                base: Scene.people, scope: .oneLevel, attributes: ["uid"],
                controls: [.sort([key]), .virtualListView(view)])
            let result = try await scene.client.lease { leased throws(LDAPError) in try await leased.search(request) }
            let expected = (0..<40).map { "p\($0)" }.sorted(by: >)[8...11]
            #expect(result.entries.map { $0["uid"].first?.text } == Array(expected))
            #expect(result.controls.contains(.sort(.success)))
            let isCounted = result.controls.contains {
                if case .virtualListView(10, 40, _, .success) = $0 { true } else { false }
            }
            #expect(isCounted)
        }
    }

    @Test func knowsTheServer() async throws {
        try await Scene.run { scene in
            let rootDSE = try await scene.client.rootDSE()
            #expect(rootDSE.namingContexts == [Scene.base])
            #expect(rootDSE.supportedControls.contains(Control.assertion(.present("cn")).oid))
            let schema = try await scene.client.schema()
            #expect(schema.attributeType("mail")?.equality?.equal("A@b.example", "a@B.example") == true)
            let identity = try await scene.client.lease { leased throws(LDAPError) in try await leased.whoAmI() }
            #expect(identity == "dn:\(Scene.root)")
        }
    }

    @Test func namesTheServerOfAReferralAndPassesOverReferences() async throws {
        let name = DistinguishedName(server: "ou=elsewhere,dc=acme,dc=example")
        let referral = """
            dn: \(name)
            objectClass: referral
            objectClass: extensibleObject
            ou: elsewhere
            ref: ldap://other.example/ou=elsewhere,dc=acme,dc=example


            """
        try await Scene.run(options: { $0.content = .standardAnd(Scene.records(people: 2) + referral) }) { scene in
            let direct = await ldapError(.referral) { try await scene.client.apply(.delete(name)) }
            #expect(direct?.referrals.first?.hasPrefix("ldap://other.example/") == true)
            let inside = await ldapError(.referral) { try await scene.client.search(SearchRequest(base: name)) }
            #expect(inside?.referrals.first?.hasPrefix("ldap://other.example/") == true)

            let people = SearchRequest(base: Scene.base, filter: .present("uid"), attributes: ["uid"])
            let found = try await scene.client.search(people).entries
            #expect(Set(found.flatMap { $0["uid"] }) == ["p0", "p1"])
        }
    }

    @Test func dropsDiagnosticsThatCouldQuoteASecret() async throws {
        try await Scene.run { scene in
            let bad = Modification(.replace, "seeAlso", ["no name"])
            let plain = await ldapError { try await scene.client.apply(.modify(Scene.person(1), [bad])) }
            #expect(plain?.diagnostic.isEmpty == false)
            let secret = Modification(.replace, "userPassword", ["hunter2"])
            let error = await ldapError { try await scene.client.apply(.modify(Scene.person(1), [secret, bad])) }
            #expect(error?.code == plain?.code)
            #expect(error?.diagnostic == "")
        }
    }

    @Test func refusesNamesThatEndEarly() async throws {
        try await Scene.run { scene in
            let name = DistinguishedName(server: "uid=p1\0,ou=people,dc=acme,dc=example")
            await ldapError(.encodingError) { try await scene.client.apply(.delete(name)) }
            await ldapError(.encodingError) {
                try await scene.client.search(SearchRequest(base: Scene.people, attributes: ["cn\0"]))
            }
        }
    }
}
