import Bridge
import LDAP
import Testing

extension Clause {
    static let renames = [
        Clause("a new name comes with its value and keeps the id") { world in
            let ada = try await world.add("ada")
            let before = try await world.values(world.id, of: ada)
            let version = try await world.version(ada)
            let leaf = RelativeDistinguishedName("uid", AttributeValue(world.uid("eva")))
            try await world.apply(.rename(ada, to: leaf))
            #expect(try await world.entry(ada) == nil)
            let eva = world.person("eva")
            #expect(try await world.values("uid", of: eva) == [AttributeValue(world.uid("eva"))])
            #expect(try await world.values(world.id, of: eva) == before && before.count == 1)
            #expect(try await world.version(eva) != version || version == nil)
            try await world.apply(
                .rename(world.person("eva"), to: RelativeDistinguishedName("cn", "Eva"), deleteOld: false))
            let kept = try #require(try await world.entry(world.group("Eva")))
            #expect(kept["uid"] == [AttributeValue(world.uid("eva"))])
            #expect(Set(kept["cn"]) == ["Ada", "Eva"])
        },
        Clause("a name may change its spelling") { world in
            let ada = try await world.add("ada")
            let leaf = RelativeDistinguishedName("uid", AttributeValue(world.uid("ada").uppercased()))
            try await world.apply(.rename(ada, to: leaf))
            let entry = try #require(try await world.entry(ada))
            #expect(entry["uid"] == [AttributeValue(world.uid("ada").uppercased())])
            #expect(entry.dn.description == world.base.appending(leaf).description)
        },
        Clause("an entry moves to another place with what lies below it") { world in
            let ada = try await world.add("ada")
            let other = try await world.unit("other")
            var phone = Entry(dn: ada.appending(RelativeDistinguishedName("cn", "phone")))
            phone["objectClass"] = ["device"]
            phone["cn"] = ["phone"]
            try await world.apply(.add(phone))
            let leaf = try #require(ada.leaf)
            try await world.apply(.rename(ada, to: leaf, superior: other.base))
            let moved = other.base.appending(leaf)
            #expect(try await world.entry(moved)?["uid"] == [AttributeValue(world.uid("ada"))])
            #expect(try await world.people(.present("objectClass"), below: moved) == ["ada", "phone"])
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
            #expect(DistinguishedName(server: error?.matchedDN ?? "") == world.base)
            let unplaced = await world.expect(.noSuchObject) {
                try await world.apply(.rename(ada, to: RelativeDistinguishedName("cn", "X"), superior: missing))
            }
            // Not that of the entry itself, which would be taken for one that is gone.
            #expect(["", world.base.description].contains(unplaced?.matchedDN ?? "none"))
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
            #expect(DistinguishedName(server: error?.matchedDN ?? "") == world.base)
        },
        Clause("an entry with others below it is not deleted") { world in
            try await world.add("ada")
            await world.expect(.notAllowedOnNonLeaf) { try await world.apply(.delete(world.base)) }
            #expect(try await world.entry(world.person("ada")) != nil)
        },
    ]
}
