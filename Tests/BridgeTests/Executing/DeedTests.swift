import LDAP
import SCIM
import Testing
import Translator

@testable import Bridge

@Suite struct DeedTests {
    private static func dn(_ text: String) throws -> DistinguishedName { try DistinguishedName(parsing: text) }

    @Test func namesWhatIsAddedAndNoValue() throws {
        let entry = Entry(
            dn: try Self.dn("uid=ada,dc=x"),
            attributes: [Attribute("uid", values: ["ada"]), Attribute("userPassword", values: ["hunter2"])])
        let deed = CallRecord.Deed(.create, [.add(entry)])
        #expect(deed == .init(effect: "create", name: "uid=ada,dc=x", attributes: ["uid", "userPassword"]))
    }

    @Test func isAboutTheEntryThatIsRenamed() throws {
        let (ada, leavers) = (try Self.dn("uid=ada,dc=x"), try Self.dn("ou=leavers,dc=x"))
        let leaf = try #require(ada.leaf)
        let moved = leavers.appending(leaf)
        let deed = CallRecord.Deed(
            .delete,
            [
                .modify(ada, [.init(.replace, "shadowExpire", ["1"])]), .rename(ada, to: leaf, superior: leavers),
                .modify(moved, [.init(.delete, "mail")]), .modify(try Self.dn("cn=g,dc=x"), [.init(.delete, "member")]),
                .modify(try Self.dn("cn=g,dc=x"), [.init(.add, "member", ["x"])]),
            ])
        #expect(
            deed
                == .init(
                    effect: "delete", name: "uid=ada,dc=x", newName: "uid=ada,ou=leavers,dc=x",
                    attributes: ["shadowExpire", "uid", "mail"], others: 1))
    }

    @Test func isNothingWithoutAChange() {
        #expect(CallRecord.Deed(.update, []) == nil)
    }

    @Test(arguments: [
        (Plan.Effect.disable, "disable"), (.revive, "revive"), (.membership(added: 2, removed: 1), "membership+2-1"),
    ])
    func effectsAreOneWord(effect: Plan.Effect, word: String) throws {
        let change = Change.modify(try Self.dn("cn=g"), [.init(.add, "member", ["x"])])
        #expect(CallRecord.Deed(effect, [change])?.effect == word)
    }
}
