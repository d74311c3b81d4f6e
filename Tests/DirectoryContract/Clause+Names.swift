import Bridge
import LDAP
import Testing

extension Clause {
    static let renames = [
        Clause("a new name comes with its value and keeps the id") { world in
            let ada = try await world.add("ada")
            let before = try await world.values(world.id, of: ada)
            let version = try await world.version(ada)
            let leaf = RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("eva")))
            try await world.apply(.rename(ada, to: leaf))
            #expect(try await world.entry(ada) == nil)
            let eva = world.person("eva")
            #expect(try await world.values(world.shape.name, of: eva) == [AttributeValue(world.called("eva"))])
            #expect(try await world.values(world.id, of: eva) == before && before.count == 1)
            #expect(try await world.version(eva) != version || version == nil)
            if !world.does(.namesBySeveralValues) { return }
            try await world.apply(
                .rename(world.person("eva"), to: RelativeDistinguishedName("cn", "Eva"), deleteOld: false))
            let kept = try #require(try await world.entry(world.group("Eva")))
            #expect(kept["uid"] == [AttributeValue(world.called("eva"))])
            #expect(Set(kept["cn"]) == ["Ada", "Eva"])
        },
        Clause("a name may change its spelling") { world in
            let ada = try await world.add("ada")
            let leaf = RelativeDistinguishedName(world.shape.name, AttributeValue(world.called("ada").uppercased()))
            try await world.apply(.rename(ada, to: leaf))
            let entry = try #require(try await world.entry(ada))
            #expect(entry[world.shape.name] == [AttributeValue(world.called("ada").uppercased())])
            // A server may spell the attribute as it likes.
            #expect(entry.dn.leaf?.assertions.first?.value == leaf.assertions.first?.value)
        },
        Clause("an entry moves to another place with what lies below it") { world in
            let ada = try await world.add("ada")
            let other = try await world.unit("other")
            let below = world.does(.nestsBelowPeople) ? ["phone"] : []
            for name in below { try await world.apply(.add(Self.device(name, below: ada))) }
            let leaf = try #require(ada.leaf)
            try await world.apply(.rename(ada, to: leaf, superior: other.base))
            let moved = other.base.appending(leaf)
            #expect(try await world.entry(moved)?[world.shape.name] == [AttributeValue(world.called("ada"))])
            #expect(try await world.people(.present("objectClass"), below: moved) == ["ada"] + below)
        },
        Clause("a rename is refused for what is in its way") { world in
            let ada = try await world.add("ada")
            try await world.addGroup("Team", [ada])
            let missing = world.base.appending(RelativeDistinguishedName("ou", "missing"))
            let leaf = RelativeDistinguishedName("cn", "TEAM")
            await world.expect(.entryAlreadyExists) { try await world.apply(.rename(ada, to: leaf)) }
            let error = await world.expect(.noSuchObject) {
                try await world.apply(.rename(world.person("nobody"), to: RelativeDistinguishedName("cn", "X")))
            }
            world.expectNearest(in: error)
            let unplaced = await world.expect(world.server.code(.missingPlace)) {
                try await world.apply(.rename(ada, to: RelativeDistinguishedName("cn", "X"), superior: missing))
            }
            // Not that of the entry itself, which would be taken for one that is gone.
            #expect(unplaced.map { DistinguishedName(server: $0.matchedDN) != ada } == true)
            if !world.does(.demandsByClass) { return }
            await world.expect(.unknownNameAttribute) {
                try await world.apply(.rename(ada, to: RelativeDistinguishedName("noSuchAttribute", "x")))
            }
            await world.expect(.objectClassViolation) {
                try await world.apply(.rename(ada, to: RelativeDistinguishedName("uidNumber", "1")))
            }
            await world.expect(.objectClassViolation) {
                try await world.apply(.rename(world.group("Team"), to: RelativeDistinguishedName("description", "x")))
            }
            #expect(try await world.entry(world.group("Team")) != nil)
        },
    ]

    static let deletions = [
        Clause("an entry is deleted once") { world in
            let ada = try await world.add("ada")
            try await world.apply(.delete(ada))
            #expect(try await world.entry(ada) == nil)
            let error = await world.expect(.noSuchObject) { try await world.apply(.delete(ada)) }
            world.expectNearest(in: error)
        },
        Clause("an entry with others below it is not deleted") { world in
            try await world.add("ada")
            await world.expect(.notAllowedOnNonLeaf) {
                try await world.owner.apply(.delete(world.base), options: WriteOptions())
            }
            #expect(try await world.entry(world.person("ada")) != nil)
        },
    ]

    /// An entry that may stand below somebody.
    static func device(_ name: String, below parent: DistinguishedName) -> Entry {
        var entry = Entry(dn: parent.appending(RelativeDistinguishedName("cn", AttributeValue(name))))
        entry["objectClass"] = ["device"]
        entry["cn"] = [AttributeValue(name)]
        return entry
    }
}
