import Directories
import LDAP
import Testing
import Translator

@testable import Bridge

/// What explained changes would make of a directory, judged without one.
@Suite struct ImaginedDirectoryTests {
    private static let people = DistinguishedName(server: "ou=people,dc=acme")
    private static let ada = DistinguishedName(server: "uid=ada,ou=people,dc=acme")
    private static let eva = DistinguishedName(server: "uid=eva,ou=people,dc=acme")
    private static let team = DistinguishedName(server: "cn=team,ou=groups,dc=acme")

    private static let schema = LDAP.Schema(
        attributeTypes: [
            AttributeType(
                oid: "1", names: ["uid"], equality: .caseIgnore,
                substring: MatchingRule(rawValue: "caseIgnoreSubstringsMatch")),
            AttributeType(oid: "2", names: ["title"], equality: .caseIgnore),
            AttributeType(oid: "3", names: ["member"], equality: .distinguishedName),
            AttributeType(oid: "4", names: ["entryDN"], equality: .distinguishedName, isOperational: true),
            AttributeType(oid: "5", names: ["objectClass"], equality: MatchingRule(rawValue: "objectIdentifierMatch")),
        ],
        objectClasses: [])

    private static func entry(
        _ name: DistinguishedName, _ attributes: KeyValuePairs<AttributeDescription, [AttributeValue]>
    )
        -> Entry
    {
        var entry = Entry(dn: name)
        entry["entryDN"] = [AttributeValue(name.description)]
        for (attribute, values) in attributes { entry[attribute] = values[...] }
        return entry
    }

    /// A small real directory, and what is imagined over it.
    private struct World {
        var real = [
            ImaginedDirectoryTests.entry(ImaginedDirectoryTests.ada, ["uid": ["ada"], "title": ["Boss"]]),
            ImaginedDirectoryTests.entry(
                ImaginedDirectoryTests.team, ["member": [AttributeValue(ImaginedDirectoryTests.ada.description)]]),
        ]
        var imagined = ImaginedDirectory()

        mutating func change(_ change: Change, carriesNames: Bool = true) {
            if imagined.needsEntry(change.target), let entry = self.real.first(where: { $0.dn == change.target }) {
                self.imagined.take(entry, ImaginedDirectoryTests.schema)
            }
            self.imagined.apply(change, carriesNames: carriesNames, .openLDAP, ImaginedDirectoryTests.schema)
        }

        func find(
            _ filter: String, below base: String = "dc=acme", scope: SearchRequest.Scope = .subtree,
            attributes: [AttributeDescription] = [], sizeLimit: Int = 0
        ) throws -> [Entry] {
            let request = SearchRequest(
                base: DistinguishedName(server: base), scope: scope, filter: try Filter(parsing: filter),
                attributes: attributes,
                sizeLimit: sizeLimit)
            var found = SearchResult()
            if let question = try self.imagined.question(for: request, ImaginedDirectoryTests.schema) {
                found.entries = self.real.filter { entry in
                    let isInScope =
                        question.scope == .base ? entry.dn == question.base : entry.dn.isWithin(question.base)
                    return isInScope && question.filter.matches(entry, schema: ImaginedDirectoryTests.schema) == true
                }
            }
            return try self.imagined.finding(by: request, in: found, ImaginedDirectoryTests.schema).result.entries
        }

        func names(_ filter: String) throws -> [DistinguishedName] { try self.find(filter).map(\.dn) }
    }

    @Test func isTheRealOneWhereNothingWasChanged() throws {
        let world = World()
        #expect(world.imagined.isEmpty)
        #expect(try world.names("(uid=ada)") == [Self.ada])
    }

    @Test func showsOtherValues() throws {
        var world = World()
        world.change(
            .modify(Self.ada, [Modification(.delete, "title", ["BOSS"]), Modification(.add, "title", ["Queen"])]))
        #expect(try world.names("(title=boss)") == [])
        #expect(try world.names("(&(uid=ada)(title=queen))") == [Self.ada])
        #expect(try world.names("(!(title=boss))").contains(Self.ada))
        let found = try world.find("(uid=a*)", attributes: ["TITLE", "1.1"])
        #expect(found.map { $0.attributes } == [[Attribute("title", values: ["Queen"])]])
        world.change(.modify(Self.ada, [Modification(.replace, "title")]))
        #expect(try world.names("(title=*)") == [])
    }

    @Test func knowsRenamedEntriesByTheirNewName() throws {
        var world = World()
        world.change(.rename(Self.ada, to: RelativeDistinguishedName("uid", "eva")))
        #expect(try world.names("(uid=ada)") == [])
        #expect(try world.names("(entryDN=\(Self.eva))") == [Self.eva])
        #expect(try world.find("(objectClass=*)", below: "\(Self.eva)", scope: .base).isEmpty)
        #expect(try world.find("(uid=*)", below: "\(Self.eva)", scope: .base).map(\.dn) == [Self.eva])
        let error = #expect(throws: LDAPError.self) { try world.find("(uid=*)", below: "\(Self.ada)", scope: .base) }
        #expect(error?.code == .noSuchObject)
        // The directory takes references along.
        #expect(try world.names("(member=\(Self.ada))") == [])
        #expect(try world.names("(member=\(Self.eva))") == [Self.team])
        #expect(try world.find("(member=*)").map { $0["member"] } == [[AttributeValue(Self.eva.description)]])
        // The name is free.
        world.change(.add(Self.entry(Self.ada, ["uid": ["ada"]])))
        #expect(try world.names("(uid=ada)") == [Self.ada])
        #expect(try world.names("(member=\(Self.ada))") == [])
        world.change(.rename(Self.eva, to: RelativeDistinguishedName("uid", "iva")))
        #expect(try world.names("(member=uid=iva,\(Self.people))") == [Self.team])
        #expect(try world.names("(uid=*)").count == 2)
    }

    @Test func leavesReferencesWhereNobodyTakesThemAlong() throws {
        var world = World()
        world.change(.rename(Self.ada, to: RelativeDistinguishedName("uid", "eva")), carriesNames: false)
        #expect(try world.names("(member=\(Self.ada))") == [Self.team])
    }

    @Test func forgetsWhatIsDeleted() throws {
        var world = World()
        world.change(.delete(Self.ada))
        #expect(try world.names("(uid=*)") == [])
        #expect(try world.names("(member=*)") == [Self.team])
        #expect(try world.find("(entryDN=\(Self.team))").first?["member"] == [])
        world.change(.modify(Self.ada, [Modification(.replace, "title", ["Ghost"])]))
        #expect(try world.names("(title=ghost)") == [])
    }

    @Test func changesWhatIsNew() throws {
        var world = World()
        world.change(.add(Self.entry(Self.eva, ["uid": ["eva"]])))
        world.change(.modify(Self.team, [Modification(.add, "member", [AttributeValue(Self.eva.description)])]))
        world.change(.rename(Self.eva, to: RelativeDistinguishedName("uid", "iva")))
        #expect(try world.names("(member=uid=iva,\(Self.people))") == [Self.team])
        world.change(.delete(DistinguishedName(server: "uid=iva,\(Self.people)")))
        #expect(try world.names("(uid=*)") == [Self.ada])
        #expect(try world.find("(member=*)").first?["member"] == [AttributeValue(Self.ada.description)])
    }

    @Test func keepsToSizeLimits() throws {
        var world = World()
        world.change(.modify(Self.ada, [Modification(.replace, "title", ["Queen"])]))
        #expect(try world.find("(uid=*)", sizeLimit: 1).count == 1)
        world.change(.add(Self.entry(Self.eva, ["uid": ["eva"]])))
        let error = #expect(throws: LDAPError.self) { try world.find("(uid=*)", sizeLimit: 1) }
        #expect(error?.code == .sizeLimitExceeded)
    }
}
