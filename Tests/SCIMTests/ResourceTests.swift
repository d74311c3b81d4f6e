import SCIM
import Testing

@Suite struct ResourceTests {
    private static let attributes = #"""
        {"userName":"a","name":{"givenName":"b"},"emails":[{"type":"work","value":"w","primary":true},\#
        {"type":"home","value":"h"}],"ENT":{"department":"d","manager":{"value":"m"}}}
        """#

    @Test(arguments: [
        ("userName", #"["a"]"#), ("USERNAME", #"["a"]"#), ("title", "[]"), ("name.givenname", #"["b"]"#),
        ("name.familyName", "[]"), ("name", #"[{"givenName":"b"}]"#), ("emails.value", #"["w","h"]"#),
        (#"emails[type eq "WORK"].value"#, #"["w"]"#), (#"emails[primary eq "True"].value"#, #"["w"]"#),
        (#"emails[type eq "home"]"#, #"[{"type":"home","value":"h"}]"#), (#"emails[type eq "other"].value"#, "[]"),
        ("ENT:department", #"["d"]"#), ("ENT:manager.value", #"["m"]"#), ("ENT:division", "[]"),
        ("ENT", #"[{"department":"d","manager":{"value":"m"}}]"#), ("CORE:userName", #"["a"]"#),
    ])
    func readsValues(path: String, values: String) throws {
        let resource = try Resource(attributes: Self.attributes.expanded)
        let path = try AttributePath(parsing: path.expanded)
        #expect(try Value.array(resource[path]) == Value(json: values))
    }

    /// Attributes before, path, values, attributes after.
    @Test(arguments: [
        ("{}", "USERNAME", #"["a"]"#, #"{"userName":"a"}"#),
        (#"{"userName":"a","title":"t"}"#, "userName", #"["b"]"#, #"{"userName":"b","title":"t"}"#),
        (#"{"title":"t"}"#, "title", "[]", "{}"),
        ("{}", "name.givenName", #"["a"]"#, #"{"name":{"givenName":"a"}}"#),
        (#"{"name":{"givenName":"a"}}"#, "name.familyName", #"["b"]"#, #"{"name":{"givenName":"a","familyName":"b"}}"#),
        (#"{"name":{"givenName":"a"}}"#, "name.givenName", "[]", "{}"),
        ("{}", #"emails[type eq "work"].value"#, #"["a"]"#, #"{"emails":[{"type":"work","value":"a"}]}"#),
        ("{}", #"roles[primary eq "True"].value"#, #"["a"]"#, #"{"roles":[{"primary":true,"value":"a"}]}"#),
        (
            #"{"emails":[{"type":"home","value":"h"},{"type":"work","value":"a"}]}"#, #"emails[type eq "work"].value"#,
            #"["b","c"]"#,
            #"{"emails":[{"type":"home","value":"h"},{"type":"work","value":"b"},{"type":"work","value":"c"}]}"#
        ),
        (
            #"{"emails":[{"type":"work","value":"a","primary":true},{"type":"home","value":"h"}]}"#,
            #"emails[type eq "work"].value"#, "[]", #"{"emails":[{"type":"home","value":"h"}]}"#
        ),
        (
            #"{"addresses":[{"type":"work","locality":"a","region":"r"}]}"#, #"addresses[type eq "work"].locality"#,
            "[]",
            #"{"addresses":[{"type":"work","region":"r"}]}"#
        ),
        (#"{"emails":[{"type":"work","value":"a"}]}"#, #"emails[type eq "work"].value"#, "[]", "{}"),
        ("{}", "members", #"[{"value":"1"}]"#, #"{"members":[{"value":"1"}]}"#),
        ("{}", "members.value", #"["1","2"]"#, #"{"members":[{"value":"1"},{"value":"2"}]}"#),
        (#"{"emails":[{"value":"a"}]}"#, "emails", "[]", "{}"),
        ("{}", "ENT:department", #"["d"]"#, #"{"ENT":{"department":"d"}}"#),
        (#"{"ENT":{"department":"d"}}"#, "ENT:department", "[]", "{}"),
        ("{}", "ENT:manager.value", #"["m"]"#, #"{"ENT":{"manager":{"value":"m"}}}"#),
        (#"{"ENT":{"department":"d"},"title":"t"}"#, "ENT", "[]", #"{"title":"t"}"#),
    ])
    func setsValues(before: String, path: String, values: String, after: String) throws {
        var resource = try Resource(attributes: before.expanded)
        let path = try AttributePath(parsing: path.expanded)
        let values = try Value(json: values).array ?? []
        resource.set(values, at: path)
        #expect(Value.object(resource.attributes).json == after.expanded)
        if path.subAttribute == nil || !values.isEmpty { #expect(resource[path].count == values.count) }
    }
}
