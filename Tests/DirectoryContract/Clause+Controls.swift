import Bridge
import Directories
import LDAP
import Testing

extension Clause {
    static let controls = [
        Clause("a change is made only if what is asserted is true", needs: [.checksAssertions]) { world in
            let ada = try await world.add("ada", ["title": ["A"]])
            let version = try #require(try await world.version(ada))
            let isSame = Control.assertion(.equal("entryCSN", version))
            let leaf = RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("eva")))
            try await world.modify(ada, Modification(.replace, "title", ["B"]), controls: [isSame])
            let before = try await world.entry(ada, "*", "+")
            for change in [
                Change.modify(ada, [Modification(.replace, "title", ["C"])]), .rename(ada, to: leaf), .delete(ada),
                // What is asserted comes before what is wrong.
                .modify(ada, [Modification(.delete, "title", ["no"])]),
            ] {
                await world.expect(.assertionFailed, "\(change)") { try await world.apply(change, isSame) }
                let undefined = Control.assertion(.equal("noSuchAttribute", "x"))
                await world.expect(.assertionFailed) { try await world.apply(change, undefined) }
                #expect(try await world.entry(ada, "*", "+") == before)
            }
            let name = Filter.equal("entryDN", AttributeValue(ada.description))
            let other = RelativeDistinguishedName("cn", "Ada")
            try await world.apply(.rename(ada, to: other), .assertion(.and([name, .equal("title", "b")])))
            try await world.apply(.delete(world.group("Ada")), .assertion(.not(name)))
        },
        Clause(
            "the search for who shares a value is made under the assertion too", needs: [.checksAssertions]
        ) { world in
            let ada = try await world.add("ada", ["title": ["A"]])
            let leaf = RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("eva")))
            let isAda = Filter.equal("title", "A")
            await world.expect(.assertionFailed) { try await world.apply(.rename(ada, to: leaf), .assertion(isAda)) }
            let isOther = Filter.not(.equal("entryDN", AttributeValue(ada.description)))
            try await world.apply(.rename(ada, to: leaf), .assertion(.or([isAda, isOther])))
            #expect(try await world.entry(world.person("eva")) != nil)
        },
        Clause("what is there, and what is not, may be tolerated", needs: [.toleratesValues]) { world in
            let text = world.shape.text
            let ada = try await world.add("ada", [text: ["A"]])
            try await world.modify(
                ada, Modification(.add, text, [world.does(.comparesByRule) ? "a" : "A", "B"]),
                Modification(.delete, "mail"), Modification(.delete, "description", ["no"]),
                controls: [.permissiveModify])
            #expect(try await world.values(text, of: ada) == ["A", "B"])
            if !world.does(.missesValues) { return }
            // slapd 2.5 tolerates that an attribute is not there, and not that a value is not among others.
            await world.expect(.noSuchAttribute) {
                try await world.modify(ada, Modification(.delete, "title", ["no"]), controls: [.permissiveModify])
            }
            let group = try await world.addGroup("team", [ada])
            await world.expect(.noSuchAttribute) {
                let nobody = AttributeValue(world.person("nobody").description)
                return try await world.modify(
                    group, Modification(.delete, "member", [nobody]), controls: [.permissiveModify])
            }
            await world.expect(.objectClassViolation) {
                try await world.modify(ada, Modification(.delete, "sn", ["Lovelace"]), controls: [.permissiveModify])
            }
            await world.expect(.attributeOrValueExists) {
                try await world.modify(ada, Modification(.add, "title", ["c", "C"]), controls: [.permissiveModify])
            }
            let version = try await world.version(ada)
            try await world.modify(ada, Modification(.add, "title", ["a"]), controls: [.permissiveModify])
            #expect(try await world.version(ada) != version)
        },
        Clause("the entry comes back as it is", needs: [.readsBack]) { world in
            let ada = try await world.add("ada", ["title": ["A"]])
            let version = world.server.dialect.versionAttribute.map { [$0] } ?? []
            let controls: [Control] = [.postRead(["title", world.id, "mail"] + version)]
            let result = try await world.modify(ada, Modification(.replace, "title", ["B"]), controls: controls)
            #expect(result.postRead?["title"] == ["B"])
            for attribute in version {
                #expect(result.postRead?[attribute].first == (try await world.version(ada)))
            }
            #expect(result.postRead?[world.id].count == 1)
            #expect(result.postRead?.attributes.count == 2 + version.count)
            #expect(!result.isReadBack)

            let leaf = RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("eva")))
            let renamed = try await world.apply(.rename(ada, to: leaf), .postRead(["uid", "entryDN"]))
            #expect(renamed.postRead?.dn == world.person("eva"))
            #expect(renamed.postRead?["uid"] == [AttributeValue(world.called("eva"))])

            let added = try await world.apply(
                .add(world.newPerson("bob")), .postRead(["uid", "createTimestamp", world.id]))
            #expect(added.postRead?.dn == world.person("bob"))
            #expect(added.postRead?.attributes.count == 3)
        },
        Clause("an attribute that nobody knows cannot be read back", needs: [.refusesUnknownReadBack]) { world in
            let ada = try await world.add("ada", ["title": ["A"]])
            await world.expect(.undefinedAttributeType) {
                try await world.modify(
                    ada, Modification(.replace, "title", ["B"]), controls: [.postRead(["noSuchAttribute"])])
            }
            #expect(try await world.values("title", of: ada) == ["A"])
        },
    ]
}
