import LDAP
import SCIM
import Testing
import Translator

@testable import ConfigurationFile

/// `write`, `on_invalid`, `on_unknown`, constants and generated passwords.
@Suite struct RuleAccessTests {
    private static func users(_ line: String) throws(ConfigurationError) -> Mapping {
        try Settings(
            yaml: """
                directory: { servers: [ldaps://a], bind: { dn: "cn=a", password_file: /p } }
                users:
                  base: ou=p
                  attributes:
                    userName: uid
                    \(line)
                """, file: "f"
        ).users
    }

    @Test func readsWhenAValueIsWritten() throws {
        #expect(try Self.users("title: { attribute: title, write: once }").rules[1].writing == .once)
        #expect(try Self.users("title: { attribute: title, write: create }").rules[1].writing == .create)
        let users = try Self.users("title: { attribute: title, write: never, default: \"{userName}\" }")
        #expect(users.rules[1].isReadOnly)
        #expect(users.computed.map(\.attribute) == ["title"] && users.computed.allSatisfy(\.isInitial))
    }

    @Test func aConstantIsWhatNewEntriesGet() throws {
        let users = try Self.users("userType: { attribute: employeeType, value: staff }")
        #expect(users.rules[1].isReadOnly && users.rules[1].form == nil)
        #expect(users.computed.first?.templates.map(\.description) == ["staff"])
    }

    @Test func readsWhatBecomesOfOtherValues() throws {
        #expect(try Self.users("title: { attribute: title, on_invalid: drop }").rules[1].leavesOutUnfit)
        let manager = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"
        #expect(try Self.users("\(manager): { attribute: manager, on_unknown: drop }").rules[1].leavesOutUnfit)
        #expect(try !Self.users("title: { attribute: title, on_invalid: refuse }").rules[1].leavesOutUnfit)
    }

    @Test func readsFirstPasswords() throws {
        let users = try Self.users(
            "password: { attribute: userPassword, generate: { length: 30, classes: [lower, digits] } }")
        #expect(users.rules[1].initialPassword == PasswordRecipe(length: 30, classes: [.lower, .digits]))
        #expect(
            try Self.users("password: { attribute: userPassword, generate: {} }").rules[1].initialPassword
                == PasswordRecipe())
    }

    @Test(arguments: [
        ("password: { attribute: userPassword, write: once }", "write: nobody can tell"),
        ("name.givenName: { attribute: givenName, write: never, required: true }", "required: nobody can send"),
        ("title: { attribute: title, on_invalid: drop, required: true }", "on_invalid: the value is required"),
        ("title: { attribute: title, on_unknown: drop }", "on_unknown: the value is no reference"),
        ("title: { attribute: title, generate: {} }", "generate: only a password"),
        ("password: { attribute: userPassword, generate: { classes: [dots] } }", "classes: dots must be lower"),
        ("password: { attribute: userPassword, value: '{value | lower}' }", "value: references, passwords and base64"),
    ])
    func saysWhatCannotBeTogether(line: String, problem: String) {
        let error = #expect(throws: ConfigurationError.self) { try Self.users(line) }
        #expect(error?.problems.contains { $0.reason.contains(problem) } ?? false, "\(error?.description ?? "")")
    }
}
