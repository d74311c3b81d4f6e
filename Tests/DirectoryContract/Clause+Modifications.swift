import Bridge
import Directories
import LDAP
import Testing

extension Clause {
    static let modifications = [
        Clause("values come and go in order, all or none") { world in
            let (text, other) = (world.shape.text, world.shape.otherText)
            let ada = try await world.add("ada", [text: ["A", "B"], "mail": ["one@order.example"]])
            try await world.modify(
                ada, Modification(.add, text, ["C", "D"]), Modification(.delete, text, ["a"]),
                Modification(.add, text, ["a"]), Modification(.replace, other, ["X", "Y"]),
                Modification(.delete, "mail"), Modification(.replace, "telephoneNumber"))
            let entry = try #require(try await world.entry(ada))
            #expect(entry[text] == ["B", "C", "D", "a"])
            #expect(entry[other] == ["X", "Y"])
            #expect(entry["mail"] == [])
            await world.expect(.noSuchAttribute) {
                try await world.modify(
                    ada, Modification(.add, "description", ["new"]), Modification(.delete, text, ["no"]))
            }
            #expect(try await world.entry(ada) == entry)
        },
        Clause("what is there cannot come and what is not there cannot go") { world in
            let text = world.shape.text
            let ada = try await world.add("ada", [text: ["A"], "jpegPhoto": [AttributeValue(bytes: [0xFF])]])
            for present in world.does(.comparesByRule) ? ["A", "a"] : ["A"] {
                await world.expect(.attributeOrValueExists) {
                    try await world.modify(ada, Modification(.add, text, [AttributeValue(present)]))
                }
            }
            if world.does(.comparesByRule) {
                await world.expect(.attributeOrValueExists) {
                    try await world.modify(ada, Modification(.add, text, ["b", "B"]))
                }
            }
            await world.expect(.noSuchAttribute) { try await world.modify(ada, Modification(.delete, text, ["b"])) }
            await world.expect(.noSuchAttribute) { try await world.modify(ada, Modification(.delete, "mail", ["b@c"])) }
            await world.expect(.noSuchAttribute) { try await world.modify(ada, Modification(.delete, "mail")) }
            if world.does(.needsEqualityRules) {
                let photo = AttributeValue(bytes: [0xFF])
                await world.expect(.inappropriateMatching) {
                    try await world.modify(ada, Modification(.delete, "jpegPhoto", [photo]))
                }
                await world.expect(.inappropriateMatching) {
                    try await world.modify(ada, Modification(.add, "jpegPhoto", [AttributeValue(bytes: [1])]))
                }
            }
            try await world.modify(ada, Modification(.replace, "jpegPhoto", [AttributeValue(bytes: [1])]))
            try await world.modify(ada, Modification(.delete, "jpegPhoto"))
            #expect(try await world.values("jpegPhoto", of: ada) == [])
        },
        Clause("a number is counted up and read back in one step", needs: [.counts]) { world in
            let ada = try await world.add("counter", [:])
            try await world.modify(
                ada, Modification(.add, "objectClass", ["extensibleObject"]), Modification(.add, "uidNumber", ["41"]))
            #expect(world.server.dialect.supportsCounting(try await world.directory.server().rootDSE))
            for number in 42...43 {
                let result = try await world.directory.apply(
                    .modify(ada, [Modification(.increment, "uidNumber", ["1"])]),
                    options: WriteOptions(controls: [.postRead(["uidNumber"])]))
                #expect(result.postRead?["uidNumber"] == [AttributeValue("\(number)")])
            }
            await world.expect(.noSuchAttribute) {
                try await world.modify(ada, Modification(.increment, "gidNumber", ["1"]))
            }
        },
        Clause("equal values of another spelling are replaced in one modify") { world in
            let text = world.shape.text
            let ada = try await world.add("ada", [text: ["head of sales"], "telephoneNumber": ["+1 555 0100"]])
            try await world.modify(
                ada, Modification(.delete, text, ["Head of Sales"]), Modification(.add, text, ["Head of Sales"]))
            #expect(try await world.values(text, of: ada) == ["Head of Sales"])
            if !world.does(.comparesDigits) { return }
            try await world.modify(
                ada, Modification(.delete, "telephoneNumber", ["+15550100"]),
                Modification(.add, "telephoneNumber", ["+15550100"]))
            #expect(try await world.values("telephoneNumber", of: ada) == ["+15550100"])
        },
        Clause("a change is refused for what it would make of the entry") { world in
            let (dialect, code, single) = (world.server.dialect, world.server.code, world.shape.single)
            let ada = try await world.add("ada", [single: ["de"]])
            func refused(_ code: ResultCode, _ modification: Modification) async throws {
                let before = try await world.entry(ada, "*", "+")
                await world.expect(code, "\(modification)") { try await world.modify(ada, modification) }
                #expect(try await world.entry(ada, "*", "+") == before)
            }
            if world.does(.demandsByClass) {
                try await refused(.objectClassViolation, Modification(.delete, "sn"))
                try await refused(.objectClassViolation, Modification(.replace, "sn"))
                try await refused(.objectClassViolation, Modification(.delete, "sn", ["Lovelace"]))
                try await refused(.objectClassViolation, Modification(.add, "uidNumber", ["1"]))
                try await refused(.objectClassViolation, Modification(.add, "objectClass", ["posixAccount"]))
                try await refused(
                    code(.otherStructure), Modification(.replace, "objectClass", ["person", "uidObject"]))
            }
            try await refused(code(.secondValue), Modification(.replace, single, ["en", "fr"]))
            try await refused(code(.secondValue), Modification(.add, single, ["en"]))
            try await refused(code(.unknownAttribute), Modification(.add, "noSuchAttribute", ["x"]))
            try await refused(code(.deletionOfUnknownAttribute), Modification(.delete, "noSuchAttribute"))
            try await refused(.invalidAttributeSyntax, Modification(.replace, world.shape.text, [""]))
            if world.does(.checksAddresses) {
                try await refused(.invalidAttributeSyntax, Modification(.replace, "mail", ["ümlaut@acme.example"]))
            }
            try await refused(code(.malformedName), Modification(.add, "manager", ["no name"]))
            let otherID: AttributeValue =
                switch dialect.idForm {
                case .uuid: "00000000-0000-0000-0000-000000000000"
                case .guid: AttributeValue(bytes: [UInt8](repeating: 0, count: 16))
                default: "00000000"
                }
            try await refused(code(.changedOperationalAttribute), Modification(.replace, world.id, [otherID]))
            try await refused(
                code(.changedTime), Modification(.replace, dialect.createdAttribute, [world.server.someTime]))
            let name = world.shape.name
            try await refused(
                code(.takenNameValue), Modification(.replace, name, [AttributeValue(world.called("other"))]))
            try await refused(code(.takenNameValue), Modification(.delete, name))
        },
        Clause("a class that an attribute needs comes with it", needs: [.demandsByClass]) { world in
            let ada = try await world.add("ada")
            try await world.modify(
                ada, Modification(.add, "objectClass", ["posixAccount"]), Modification(.add, "uidNumber", ["1"]),
                Modification(.add, "gidNumber", ["1"]), Modification(.add, "homeDirectory", ["/ada"]))
            let classes = Set(try await world.values("objectClass", of: ada))
            #expect(classes.isSuperset(of: ["inetOrgPerson", "posixAccount"]))
        },
        Clause("nobody can change who is not there") { world in
            let error = await world.expect(.noSuchObject) {
                try await world.modify(world.person("nobody"), Modification(.replace, world.shape.single, ["x"]))
            }
            world.expectNearest(in: error)
            if world.does(.checksAssertions) {
                await world.expect(.noSuchObject) {
                    try await world.modify(
                        world.person("nobody"), Modification(.replace, "title", ["x"]),
                        controls: [.assertion(.absoluteTrue)])
                }
            }
        },
        Clause("every change moves the version and keeps the id") { world in
            let (text, created) = (world.shape.text, world.server.dialect.createdAttribute)
            let ada = try await world.add("ada", [text: ["A"]])
            let before = try #require(try await world.entry(ada, world.id, created))
            var versions = [try await world.version(ada)]
            for modification in [
                Modification(.replace, text, ["B"]), Modification(.replace, text, ["B"]),
                Modification(.replace, "mail"), Modification(.replace, text, ["C"]),
            ] {
                try await world.modify(ada, modification)
                versions.append(try await world.version(ada))
            }
            if world.server.dialect.versionAttribute != nil {
                let known = versions.compactMap(\.self)
                #expect(Set(known).count == (world.does(.countsIdleWrites) ? 5 : 3), "\(known)")
                #expect(
                    known
                        == known.sorted {
                            $0.bytes.count < $1.bytes.count || $0.bytes.lexicographicallyPrecedes($1.bytes)
                        })
            }
            #expect(try await world.entry(ada, world.id, created) == before)
            #expect(before[world.id].count == 1 && before[created].count == 1)
        },
    ]
}
