import LDAP
import SCIM
import Testing

@testable import Translator

/// What a rule with a form of its own shows, writes and finds.
@Suite struct ValueFormBindingTests {
    /// People whose user name is stored without its domain, and whose title is stored in lower case.
    static let world = PlannerWorld { mapping in
        for index in mapping.rules.indices {
            switch mapping.rules[index].path {
            case .userName: mapping.rules[index].form = Self.form("{value | without:@acme.example}")
            case AttributePath(attribute: "title"): mapping.rules[index].form = Self.form("{value | lower}")
            default: break
            }
        }
    }

    static func form(_ text: String) -> ValueForm? { try? ValueForm(parsing: text, at: .userName) }

    static func set(_ path: String, _ value: String) -> String {
        #"[{"op":"replace","path":"\#(path)","value":"\#(value)"}]"#
    }

    @Test func whatWasSentIsShown() throws {
        let bob = Self.world.project(.bob(["title": ["chief"]]))
        #expect(bob[.userName] == ["bob@acme.example"])
        #expect(bob[AttributePath(attribute: "title")] == ["chief"])
    }

    @Test func writesTheForm() throws {
        let bob = Entry.bob(["title": ["chief"]])
        #expect(try Self.world.patch(bob, Self.set("userName", "rob@acme.example")).summary == ["rename uid=rob"])
        #expect(try Self.world.patch(bob, Self.set("userName", "bob@acme.example")).summary == [])
        #expect(try Self.world.patch(bob, Self.set("title", "CHIEF")).summary == [])
        #expect(try Self.world.patch(bob, Self.set("title", "Clerk")).summary == ["-title=chief +title=clerk"])
        let plan = try Self.world.create(
            #"{"userName":"ann@acme.example","title":"BOSS","emails":[{"type":"work","value":"a@x"}]}"#)
        #expect(plan.summary.first?.contains("uid=ann title=boss") ?? false, "\(plan.summary)")
    }

    @Test func refusesWhatHasAnotherForm() throws {
        let error = refusal { try Self.world.patch(.bob(), Self.set("userName", "rob@other.example")) }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains("uid") ?? false)
    }

    /// A value of another form is somebody else's: not shown, and not touched.
    @Test func leavesValuesOfOtherForms() throws {
        let world = PlannerWorld { mapping in
            mapping.rules.append(
                Mapping.Rule(
                    path: AttributePath(attribute: "nickName"), attribute: "description",
                    form: Self.form("nick:{value}")))
        }
        let bob = Entry.bob(["description": ["tall", "nick:bobby"]])
        #expect(world.project(bob)[AttributePath(attribute: "nickName")] == ["bobby"])
        #expect(
            try world.patch(bob, Self.set("nickName", "rob")).summary == [
                "-description=nick:bobby +description=nick:rob"
            ])
        #expect(try world.patch(bob, #"[{"op":"remove","path":"nickName"}]"#).summary == ["-description=nick:bobby"])
    }

    @Test(arguments: [
        (#"userName eq "bob@acme.example""#, "(uid=bob)"), (#"userName eq "bob@other.example""#, "(|)"),
        (#"userName eq "bob""#, "(|)"), (#"title eq "CHIEF""#, "(title=chief)"), (#"userName co "bob""#, "(uid=*)"),
        (#"userName pr"#, "(uid=*)"), (#"title pr"#, "(title=*)"),
    ])
    func findsTheForm(scim: String, ldap: String) throws {
        let translation = try FilterTranslator(Self.world.bound).translate(try SCIM.Filter(parsing: scim))
        #expect(translation.filter.description == ldap)
    }

    @Test func otherTypesHaveFormsToo() throws {
        let tables = ["words": ValueTable("words", [("true", "Y"), ("false", "N")])]
        let path = try AttributePath(parsing: #"emails[type eq "work"].primary"#)
        let form = try ValueForm(parsing: "{value | lookup:words}", at: path, tables: tables)
        let world = PlannerWorld { $0.rules.append(Mapping.Rule(path: path, attribute: "description", form: form)) }
        #expect(world.project(.bob(["description": ["Y"]]))[path] == [.boolean(true)])
        let operations = #"[{"op":"add","path":"emails[type eq \"work\"].primary","value":false}]"#
        #expect(
            try world.patch(.bob(["description": ["Y"]]), operations).summary == ["-description=Y +description=N"])
    }
}
