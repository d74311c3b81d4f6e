import Bridge
import LDAP
import Testing

extension Clause {
    static let additions = [
        Clause("a new entry is stored under the first names of its attributes", needs: [.knowsOtherNames]) { world in
            var entry = world.newPerson("ada")
            entry["sn"] = []
            entry["Surname"] = ["B", "A"]
            entry["2.5.4.12"] = ["T"]
            try await world.apply(.add(entry))
            let stored = try #require(try await world.entry(entry.dn))
            #expect(stored["sn"] == ["B", "A"])
            #expect(stored["title"] == ["T"])
            #expect(stored.attributes.contains { $0.description.description == "sn" })
        },
        Clause("a new entry is refused for what is wrong with it") { world in
            try await world.add("taken")
            func refused(
                _ code: ResultCode, _ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]>
            ) async throws {
                let entry = world.newPerson("wrong", attributes)
                await world.expect(code, "\(attributes)") { try await world.apply(.add(entry)) }
                #expect(try await world.entry(entry.dn) == nil)
            }
            try await refused(.objectClassViolation, ["objectClass": []])
            if world.does(.demandsByClass) {
                try await refused(.objectClassViolation, ["sn": []])
                try await refused(
                    .objectClassViolation,
                    ["objectClass": ["posixAccount"], "uidNumber": ["1"], "gidNumber": ["1"], "homeDirectory": ["/"]])
                try await refused(.objectClassViolation, ["uidNumber": ["1"]])
            }
            try await refused(world.server.code(.unknownClass), ["objectClass": ["noSuchClass"]])
            try await refused(world.server.code(.unknownAttribute), ["noSuchAttribute": ["x"]])
            try await refused(.invalidAttributeSyntax, [world.shape.text: [""]])
            if world.does(.checksAddresses) {
                try await refused(.invalidAttributeSyntax, ["mail": ["ümlaut@acme.example"]])
            }
            try await refused(world.server.code(.malformedName), ["manager": ["no name"]])
            if world.does(.comparesByRule) {
                try await refused(.attributeOrValueExists, [world.shape.text: ["a", "A"]])
            }
            try await refused(world.server.code(.severalValues), [world.shape.single: ["de", "en"]])
            if world.does(.refusesItsOwn) {
                try await refused(
                    world.server.code(.givenOperationalAttribute),
                    ["entryCSN": ["20260101000000.000000Z#000000#000#000000"]])
            }
            await world.expect(.entryAlreadyExists) { try await world.add("taken") }
        },
        Clause("a new entry gets the value that its name has") { world in
            let name = world.shape.name
            let eva = try await world.add("eva", [name: []])
            #expect(try await world.values(name, of: eva) == [AttributeValue(world.called("eva"))])
            if !world.does(.namesBySeveralValues) { return }
            let other = AttributeValue(world.called("other"))
            let ada = try await world.add("ada", [name: [other]])
            #expect(try await world.values(name, of: ada) == [other, AttributeValue(world.called("ada"))])
        },
        Clause("a new entry needs a parent") { world in
            let unit = world.base.appending(RelativeDistinguishedName("ou", "missing"))
            var entry = world.newPerson("ada")
            entry.dn = unit.appending(RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("ada"))))
            let error = await world.expect(.noSuchObject) { try await world.apply(.add(entry)) }
            world.expectNearest(in: error)
        },
        Clause("a name is taken in any spelling") { world in
            try await world.add("ada")
            var entry = world.newPerson("ADA")
            #expect(entry.dn.description != world.person("ada").description)
            await world.expect(.entryAlreadyExists) { try await world.apply(.add(entry)) }
            if !world.does(.namesBySeveralValues) { return }
            entry.dn = world.base.appending(RelativeDistinguishedName("cn", "Ada"))
            entry["uid"] = []
            try await world.apply(.add(entry))
        },
        Clause("a value may be empty only where the syntax says so", needs: [.takesEmptyNames]) { world in
            let group = try await world.addGroup("empty", [DistinguishedName([])])
            #expect(try await world.values("member", of: group) == [""])
        },
    ]
}
