import LDAP
import Testing

@testable import Translator

@Suite struct ReferencesTests {
    private static func name(_ uid: String) -> DistinguishedName { DistinguishedName(server: "uid=\(uid),dc=x") }

    /// What was looked up, what was found, and what is to be looked up alone.
    @Test(
        arguments: [
            (["a", "b"], ["a", "b"], []), (["a", "gone"], ["a"], []), (["ß", "ẞ"], ["ß", "ẞ"], []),
            (["ä", "gone"], ["Ä"], ["ä"]), (["Ä", "ä"], ["Ä"], ["ä"]), (["Σ", "ς"], ["Σ"], ["ς"]),
            (["é", "a"], ["a"], []),
            (["odd", "gone"], ["other"], ["odd", "gone"]),
        ] as [([String], [String], [String])])
    func leavesOtherSpellingsToTheServer(asked: [String], found: [String], doubtful: [String]) {
        var references = References()
        for uid in found { references.note(ResourceID(uid), named: Self.name(uid)) }
        #expect(references.doubtful(among: asked.map(Self.name)) == doubtful.map(Self.name))
    }
}

/// Names and ids that were noted lead to one another, whatever is noted besides.
@Suite struct NotedReferencesTests {
    private static let (old, new) = (DistinguishedName(server: "uid=a,dc=x"), DistinguishedName(server: "uid=b,dc=x"))
    private static let id = ResourceID("0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01")
    private static let user = Referent(resourceType: "User", location: "/Users/1")

    @Test func anIdInCapitalsIsTheSame() {
        var references = References()
        references.note(Self.id, named: Self.old)
        let sent = ResourceID(Self.id.text.uppercased())
        #expect(sent == Self.id)
        #expect(references.name(of: sent) == Self.old)
        #expect(references.filter([sent]) { _ in true }.ids.map(\.text) == [Self.id.text])
        #expect(references.id(of: Self.old)?.text == Self.id.text)
    }

    @Test func aFormerNameStillLeadsToTheId() {
        var references = References()
        references.note(Self.id, named: Self.old, as: Self.user)
        var later = References()
        later.note(Self.id, named: Self.new)
        references.merge(later)
        #expect(references.name(of: Self.id) == Self.new)
        #expect(references.id(of: Self.old) == Self.id)
        #expect(references.id(of: Self.new) == Self.id)
        #expect(references.referent(of: Self.id) == Self.user)
    }

    @Test func aSpellingAloneTellsNoName() {
        var references = References()
        references.note(Self.id, alsoNamed: Self.old)
        #expect(references.id(of: Self.old) == Self.id)
        #expect(references.name(of: Self.id) == nil)
        #expect(references.isEmpty)
    }

    @Test func theTypeOfAnEntryMayBeAskedFor() {
        var references = References()
        references.note(Self.id, named: Self.old, as: Self.user)
        let name = ReferenceName.entry(Self.old)
        #expect(references.name(of: Self.id, by: nil, as: ["Group"]) == nil)
        #expect(references.id(of: name.value, by: nil, as: ["Group"]) == nil)
        #expect(references.name(of: Self.id, by: nil, as: ["Group", "User"]) == name)
        #expect(references.id(of: name.value, by: nil, as: []) == Self.id)
    }

    @Test func whoeverHasAKeyIsKnownByEachOfItsValues() {
        var references = References()
        references.note(Self.id, named: Self.old, keys: [Attribute("uid", values: ["ada", "ada2"])])
        #expect(references.name(of: Self.id, by: "uid", as: []) == .key(Self.uid("ada")))
        #expect(references.id(of: "ada2", by: "uid", as: []) == Self.id)
        #expect(references.id(of: "ADA", by: "uid", as: []) == nil)
        #expect(references.name(of: Self.id, by: "mail", as: []) == nil)
    }

    @Test func aKeyOfSomebodyWhoHasLeftMayBeSomebodyElsesNow() {
        var (references, trash) = (References(), References())
        trash.note(Self.id, named: Self.old, keys: [Attribute("uid", values: ["ada"])])
        references.note(trashed: trash)
        #expect(references.id(of: "ada", by: "uid", as: []) == nil)
        #expect(references.keysInTrash == [.key(Self.uid("ada"))])
        #expect(references.nameInTrash(of: Self.id, by: "uid") == .key(Self.uid("ada")))
        let other = ResourceID("33333333-2222-3333-4444-555555555555")
        references.note(other, named: Self.new, keys: [Attribute("uid", values: ["ada"])])
        #expect(references.nameInTrash(of: Self.id, by: "uid") == nil)
    }

    private static func uid(_ value: AttributeValue) -> AttributeValueAssertion {
        AttributeValueAssertion(attribute: "uid", value: value)
    }

    @Test func whoHasLeftIsNobodyButForTheirNameInTheTrash() {
        var references = References()
        references.note(trashed: References([Self.id.text: Self.old]))
        #expect(references.nameInTrash(of: Self.id) == .entry(Self.old))
        #expect(references.name(of: Self.id) == nil)
        #expect(references.id(of: Self.old) == nil)
        #expect(references.isEmpty)
        references.note(Self.id, named: Self.new)
        references.note(trashed: References([Self.id.text: Self.old]))
        #expect(references.name(of: Self.id) == Self.new)
        #expect(references.nameInTrash(of: Self.id) == nil)
    }
}
