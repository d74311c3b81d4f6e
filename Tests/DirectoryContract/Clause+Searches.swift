import Bridge
import Directories
import LDAP
import Testing

extension Clause {
    static let searches = [
        Clause("a base that is missing is told with the nearest entry") { world in
            let missing = world.base.appending(RelativeDistinguishedName("ou", "missing"))
            for name in [missing, missing.appending(RelativeDistinguishedName("uid", "x"))] {
                let error = await world.expect(.noSuchObject) {
                    try await world.directory.search(SearchRequest(base: name, scope: .base))
                }
                world.expectNearest(in: error)
            }
            await world.expect(.noSuchObject) {
                try await world.directory.search(SearchRequest(base: DistinguishedName(server: "dc=nowhere")))
            }
        },
        Clause("several searches are answered in their order, each for itself") { world in
            let ada = try await world.add("ada")
            let missing = world.base.appending(RelativeDistinguishedName("ou", "missing"))
            let requests = [missing, ada, missing, world.base].map {
                SearchRequest(base: $0, scope: .base, attributes: ["1.1"])
            }
            let outcomes = await world.directory.searchAll(requests)
            try #require(outcomes.count == 4)
            for index in [0, 2] { await world.expect(.noSuchObject) { try outcomes[index].get() } }
            #expect(try outcomes[1].get().entries.map(\.dn) == [ada])
            #expect(try outcomes[3].get().entries.map(\.dn) == [world.base])
            #expect(await world.directory.searchAll([]).isEmpty)
        },
        Clause("each scope looks at its entries") { world in
            let ada = try await world.add("ada")
            let below = world.does(.nestsBelowPeople) ? ["phone"] : []
            for name in below { try await world.apply(.add(Self.device(name, below: ada))) }
            let unit = ContractWorld.shortName(world.base)
            let all = Filter.present("objectClass")
            #expect(try await world.people(all, scope: .base) == [unit])
            #expect(try await world.people(all, scope: .oneLevel) == ["ada"])
            #expect(try await world.people(all, scope: .subtree) == ([unit, "ada"] + below).sorted())
            let spelled = DistinguishedName(server: ada.description.uppercased().replacing(",", with: " , "))
            #expect(try await world.people(all, scope: .oneLevel, below: spelled) == below)
        },
        Clause("attributes are shown as they are asked for", needs: [.showsWhatWasWritten]) { world in
            let ada = try await world.add("ada", ["title": ["Countess"], "description;lang-de": ["Gräfin"]])
            let user: Set<AttributeDescription> = ["objectClass", "uid", "cn", "sn", "title", "description;lang-de"]
            func shown(_ attributes: AttributeDescription...) async throws -> Set<AttributeDescription> {
                Set(try await world.entry(ada, attributes)?.attributes.map(\.description) ?? [])
            }
            #expect(try await shown() == user)
            #expect(try await shown("*") == user)
            #expect(try await shown("1.1") == [])
            #expect(try await shown("TITLE", "noSuchAttribute", "mail") == ["title"])
            #expect(try await shown("description") == ["description;lang-de"])
            if world.does(.showsFirstNames) {
                #expect(try await shown("surname") == ["sn"])
                #expect(try await shown("2.5.4.4") == ["sn"])
                #expect(try await shown("name") == ["cn", "sn", "title"])
            }
            if world.does(.showsAllOperationalAttributes) {
                let operational = try await shown("+")
                #expect(operational.isDisjoint(with: user))
                #expect(
                    operational.isSuperset(of: [
                        "entryUUID", "entryCSN", "entryDN", "createTimestamp", "modifyTimestamp", "creatorsName",
                        "modifiersName", "structuralObjectClass", "hasSubordinates", "subschemaSubentry",
                    ]))
            }
            let dialect = world.server.dialect
            let used =
                [dialect.idAttribute, dialect.nameAttribute, dialect.createdAttribute, dialect.modifiedAttribute]
                + [dialect.createdByAttribute].compactMap(\.self)
            #expect(Set(try await world.entry(ada, used)?.attributes.map(\.description) ?? []) == Set(used))
            #expect(try await shown("*", world.id) == user.union([world.id]))
        },
        Clause("the server tells who made an entry and when", needs: [.tellsCreators]) { world in
            let ada = try await world.add("ada")
            let entry = try #require(try await world.entry(ada, "*", "+", "entryDN", world.id))
            #expect(entry["creatorsName"].compactMap(\.text).map { DistinguishedName(server: $0) } == [world.account])
            #expect(entry["modifiersName"] == entry["creatorsName"])
            #expect(entry["entryDN"].compactMap(\.text).map { DistinguishedName(server: $0) } == [ada])
            #expect(entry["createTimestamp"] == entry["modifyTimestamp"])
            #expect(entry[world.id].first.flatMap(world.server.dialect.id) != nil)
            if world.does(.showsAllOperationalAttributes) {
                #expect(entry["structuralObjectClass"] == ["inetOrgPerson"])
                #expect(entry["hasSubordinates"] == ["FALSE"])
                #expect(try await world.entry(world.base, "+")?["hasSubordinates"] == ["TRUE"])
            }
        },
        Clause("a search stops at its limit and at the server's", needs: [.limitsSearches]) { world in
            for number in 0...world.sizeLimit { try await world.add("p\(number)") }
            let all = Filter.present("objectClass")
            for limit in [0, 2, world.sizeLimit] {
                await world.expect(.sizeLimitExceeded) {
                    try await world.people(all, scope: .oneLevel, sizeLimit: limit)
                }
            }
            try await world.apply(.delete(world.person("p0")))
            for limit in [0, world.sizeLimit] {
                #expect(try await world.people(all, scope: .oneLevel, sizeLimit: limit).count == world.sizeLimit)
            }
            #expect(try await world.people(all, scope: .base, sizeLimit: 1).count == 1)
        },
        Clause("the server says what it is") { world in
            let server = try await world.directory.server()
            let again = try await world.directory.server()
            #expect(again === server)
            let dialect = world.server.dialect
            #expect(Dialect.detected(from: server.rootDSE)?.name == dialect.name)
            #expect(server.rootDSE.namingContexts.contains { world.base.isWithin($0) })
            for (capability, isThere) in [
                (.assertion, world.does(.checksAssertions)), (.permissiveModify, world.does(.toleratesValues)),
                (.absoluteFilters, world.does(.takesEmptyFilters)), (.postRead, world.does(.readsBack)),
                (.sort, true),
                (.pagedResults, true), (.virtualListView, true),
            ] as [(Dialect.Capability, Bool)] {
                #expect(dialect.supports(capability, server.rootDSE) == isThere, "\(capability)")
            }
            if world.does(.checksAddresses) {
                #expect(server.schema.attributeType("mail")?.equality?.rawValue == "caseIgnoreIA5Match")
            }
            #expect(server.schema.attributeType(world.id)?.isUserModifiable == false)
        },
    ]

    /// Filters that some servers answer otherwise, and others refuse.
    private static func rowsOfSomeServers(_ world: ContractWorld) -> [(String, [String])] {
        var rows: [(String, [String])] = []
        if world.does(.knowsOtherNames) {
            rows += [
                ("(surname=lovelace)", ["ada", "bob", "eve"]), ("(cn:caseExactMatch:=Bob)", ["bob"]),
                ("(cn:caseExactMatch:=bob)", []),
            ]
        }
        if world.does(.comparesDigits) { rows.append(("(telephoneNumber=+41441)", ["ada"])) }
        if world.does(.knowsUndefined) {
            rows += [
                ("(!(noSuchAttribute=x))", []), ("(&(!(noSuchAttribute=x))(cn=bob))", []),
                ("(!(&(noSuchAttribute=x)(cn=bob)))", ["ada", "eve"]), ("(!(uidNumber=x))", []),
                ("(!(objectClass=noSuchClass))", []), ("(title>=a)", []),
            ]
        }
        if world.does(.ordersIndexedNumbers) { rows += [("(uidNumber>=9)", ["eve"]), ("(uidNumber<=9)", [])] }
        if world.does(.takesEmptyFilters) {
            rows += [("(&)", ["ada", "bob", "eve"]), ("(|)", []), ("(!(|))", ["ada", "bob", "eve"])]
        }
        if world.does(.showsFirstNames) { rows.append(("(name=bob)", ["bob"])) }
        if world.does(.showsAllOperationalAttributes) {
            rows.append(("(hasSubordinates=FALSE)", ["ada", "bob", "eve"]))
        }
        return rows
    }

    static let filters = [
        Clause("a filter is judged by the schema") { world in
            let (text, other) = (world.shape.text, world.shape.otherText)
            let ada = try await world.add(
                "ada", [text: ["Head  of Sales"], "mail": ["ada@filters.example"], "telephoneNumber": ["+41 44-1"]])
            try await world.add(
                "bob", [other: ["Bob"], "employeeNumber": ["7"], "manager": [AttributeValue(ada.description)]])
            try await world.add(
                "eve",
                [
                    "objectClass": [world.shape.objectClass, "posixAccount"], "uidNumber": ["10"], "gidNumber": ["9"],
                    world.server.homeAttribute: ["/E"],
                ])
            let dialect = world.server.dialect
            let id = try #require(try await world.values(world.id, of: ada).first.flatMap(dialect.id))
            let dn = ada.description.uppercased().replacing(",", with: ", ")
            let (created, isAda) = (dialect.createdAttribute, try #require(dialect.idFilter(id.uppercased())))
            for (text, people) in [
                ("(\(text)=head of sales)", ["ada"]), ("(\(text)=HEAD*sales)", ["ada"]), ("(\(text)=* of *)", ["ada"]),
                ("(\(text)=*)", ["ada"]), ("(!(\(text)=*))", ["bob", "eve"]), ("(\(text)=head)", []),
                ("(mail=ADA@filters.example)", ["ada"]),
                ("(objectClass=person)", ["ada", "bob", "eve"]), ("(objectClass=POSIXaccount)", ["eve"]),
                ("(objectClass=noSuchClass)", []),
                ("(noSuchAttribute=x)", []), ("(|(noSuchAttribute=x)(\(other)=bob))", ["bob"]),
                ("(uidNumber=10)", ["eve"]), ("(uidNumber=x)", []),
                ("\(isAda)", ["ada"]), ("(\(world.id)=x)", []),
                ("(\(dialect.nameAttribute)=\(dn))", ["ada"]),
                ("(manager=\(dn))", ["bob"]), ("(manager=*)", ["bob"]), ("(manager=nobody)", []),
                ("(\(created)>=\(world.server.firstTime))", ["ada", "bob", "eve"]),
                ("(\(created)<=\(world.server.firstTime))", []), ("(employeeNumber=7)", ["bob"]),
            ] + Self.rowsOfSomeServers(world) {
                let found = try await world.people(try Filter(parsing: text), scope: .oneLevel)
                #expect(found == people, "\(text)")
            }
        },
        // As far as slapd does that: it does not fold ß, which the server in memory takes for ss.
        Clause("names and text are prepared as RFC 4518 says") { world in
            let (text, other) = (world.shape.text, world.shape.otherText)
            try await world.add("ada", [other: ["ADÉLE  Straße"], text: ["x\u{a0}y"]])
            let isPrepared = world.does(.preparesText)
            for (text, isFound) in [
                ("(\(other)=adéle straße)", true), ("(\(other)=ade\u{301}le straße)", isPrepared),
                ("(\(other)=adele straße)", false), ("(\(text)=X Y)", isPrepared),
            ] {
                #expect(try await world.people(try Filter(parsing: text)).isEmpty != isFound, "\(text)")
            }
        },
    ]
}
