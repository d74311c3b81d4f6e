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
        for uid in found { references.idByDN[Self.name(uid)] = uid }
        #expect(references.doubtful(among: asked.map(Self.name)) == doubtful.map(Self.name))
    }
}
