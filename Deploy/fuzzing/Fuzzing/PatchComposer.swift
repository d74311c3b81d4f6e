/// Makes PATCH bodies that are well formed and mean anything at all.
enum PatchComposer {
    private static let verbs = ["add", "Add", "replace", "Replace", "remove", "REMOVE"]

    private static let paths = [
        "active", "title", "userName", "displayName", "externalId", "name", "name.givenName", "Name.FamilyName",
        "emails", #"emails[type eq \"work\"]"#, #"emails[type eq \"work\"].value"#, #"emails[type eq \"fax\"].display"#,
        #"emails[value eq \"h@x\"].primary"#, #"emails[type sw \"w\"].value"#, "emails.value", "roles",
        #"roles[primary eq \"True\"].display"#, #"addresses[type eq \"other\"].Formatted"#, "addresses", "manager",
        "manager.value", #"manager[value eq \"m\"]"#, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager", "members", #"members[value eq \"1\"]"#,
        "members.value", "id", "schemas", "meta.version", "groups", "salary",
    ]

    private static let values = [
        #""x""#, #""X""#, #""""#, "null", "true", #""False""#, "[]", "{}", "5", #"["a","b"]"#, #"{"value":"x"}"#,
        #"[{"type":"work","value":"n@x","primary":true},{"value":"h@x"}]"#, #"{"value":null,"type":"home"}"#,
        #"{"type":"other","formatted":"f","primary":"True"}"#, #"{"givenName":"g","familyName":null}"#,
        #"{"displayName":"d","name.givenName":"","emails[type eq \"home\"].value":"c@x"}"#, #"[{"value":"1"},"2"]"#,
        #"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d","manager":"m"}}"#,
    ]

    /// One body of up to five operations.
    static func compose(using random: inout SplitMix) -> String {
        let operations = (0...Int.random(in: 0..<5, using: &random)).map { _ in
            var members = [#""op":"\#(Self.verbs.randomElement(using: &random) ?? "")""#]
            if Int.random(in: 0..<6, using: &random) > 0 {
                members.append(#""path":"\#(Self.paths.randomElement(using: &random) ?? "")""#)
            }
            if Int.random(in: 0..<6, using: &random) > 0 {
                members.append(#""value":\#(Self.values.randomElement(using: &random) ?? "")"#)
            }
            return "{\(members.joined(separator: ","))}"
        }
        return #"{"Operations":[\#(operations.joined(separator: ","))]}"#
    }
}
