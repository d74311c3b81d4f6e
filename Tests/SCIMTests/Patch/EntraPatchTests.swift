import SCIM
import Testing

/// What Entra sends beyond the RFC, in both of its dialects.
@Suite struct EntraPatchTests {
    @Test(arguments: ["False", "false", "FALSE"])
    func coercesTruthValues(text: String) throws {
        try PatchCase(
            #"{"op":"Replace","path":"active","value":"\#(text)"}"#, #"{"active":true}"#, #"{"active":false}"#
        ).check()
        try PatchCase(
            #"{"op":"Add","path":"roles","value":[{"primary":"\#(text)","value":"r"}]}"#, "{}",
            #"{"roles":[{"primary":false,"value":"r"}]}"#
        ).check()
    }

    /// Ways to set the manager to `m`.
    @Test(arguments: [
        #"{"op":"Add","path":"ENT:manager","value":"m"}"#, #"{"op":"replace","path":"ENT:manager","value":"m"}"#,
        #"{"op":"add","path":"ENT.manager","value":"m"}"#, #"{"op":"Add","path":"manager","value":"m"}"#,
        #"{"op":"Add","path":"manager","value":[{"$ref":null,"value":"m"}]}"#,
        #"{"op":"add","path":"ENT:manager","value":{"value":"m"}}"#,
        #"{"op":"add","path":"ENT:manager.value","value":"m"}"#, #"{"op":"add","path":"manager.value","value":"m"}"#,
        #"{"op":"replace","path":"ENT","value":{"manager":"m"}}"#,
        #"{"op":"replace","value":{"ENT":{"manager":{"value":"m"}}}}"#,
        #"{"op":"replace","value":{"ENT:manager":"m"}}"#, #"{"op":"replace","value":{"manager":"m"}}"#,
        #"{"op":"add","path":"manager[value eq \"m\"]","value":{"value":"m"}}"#,
    ])
    func setsTheManager(operation: String) throws {
        let expected = #"{"ENT":{"manager":{"value":"m"}}}"#
        try PatchCase(operation, "{}", expected).check()
        if !operation.contains("manager[") {
            let before = #"{"ENT":{"manager":{"value":"old","displayName":"Old","$ref":"/Users/old"}}}"#
            try PatchCase(operation, before, expected).check()
        }
    }

    /// Ways to take the manager `m` away.
    @Test(arguments: [
        #"{"op":"replace","path":"ENT:manager","value":""}"#, #"{"op":"Replace","path":"ENT:manager","value":null}"#,
        #"{"op":"replace","path":"manager","value":""}"#, #"{"op":"remove","path":"ENT:manager"}"#,
        #"{"op":"Remove","path":"manager"}"#, #"{"op":"Remove","path":"manager","value":"m"}"#,
        #"{"op":"Remove","path":"manager","value":[{"value":"m"}]}"#,
        #"{"op":"Remove","path":"ENT:manager","value":{"$ref":null,"value":"m"}}"#,
        #"{"op":"remove","path":"manager[value eq \"m\"]"}"#, #"{"op":"remove","path":"ENT:manager[value eq \"m\"]"}"#,
        #"{"op":"replace","path":"ENT:manager","value":{"value":""}}"#,
        #"{"op":"replace","path":"ENT:manager.value","value":""}"#, #"{"op":"remove","path":"ENT:manager.value"}"#,
        #"{"op":"replace","path":"ENT:manager","value":[]}"#, #"{"op":"replace","value":{"ENT":{"manager":null}}}"#,
        #"{"op":"replace","value":{"ENT":null}}"#, #"{"op":"replace","value":{"manager":""}}"#,
    ])
    func removesTheManager(operation: String) throws {
        let before = #"{"title":"t","ENT":{"manager":{"value":"m","displayName":"M","$ref":"/Users/m"}}}"#
        try PatchCase(operation, before, #"{"title":"t"}"#).check()
        try PatchCase(operation, #"{"title":"t"}"#, #"{"title":"t"}"#).check()
    }

    /// A removal with a value takes away only what is equal.
    @Test(arguments: [
        PatchCase(#"{"op":"Remove","path":"title","value":"X"}"#, #"{"title":"x"}"#, "{}"),
        PatchCase(#"{"op":"Remove","path":"title","value":"y"}"#, #"{"title":"x"}"#, #"{"title":"x"}"#),
        PatchCase(#"{"op":"Remove","path":"externalId","value":"X"}"#, #"{"externalId":"x"}"#, #"{"externalId":"x"}"#),
        PatchCase(#"{"op":"Remove","path":"active","value":"True"}"#, #"{"active":true}"#, "{}"),
        PatchCase(#"{"op":"Remove","path":"active","value":"True"}"#, #"{"active":false}"#, #"{"active":false}"#),
        PatchCase(
            #"{"op":"Remove","path":"manager","value":"n"}"#, #"{"ENT":{"manager":{"value":"m"}}}"#,
            #"{"ENT":{"manager":{"value":"m"}}}"#
        ),
        PatchCase(
            #"{"op":"Remove","path":"emails","value":[{"type":"work","value":"a"},{"value":"z"}]}"#,
            #"{"emails":[{"type":"home","value":"a"},{"type":"work","value":"A","primary":true}]}"#,
            #"{"emails":[{"type":"home","value":"a"}]}"#
        ),
        PatchCase(
            #"{"op":"Remove","path":"emails","value":[]}"#, #"{"emails":[{"value":"a"}]}"#,
            #"{"emails":[{"value":"a"}]}"#
        ),
        PatchCase(
            #"{"op":"Remove","path":"emails[type eq \"work\"].value","value":"b"}"#,
            #"{"emails":[{"type":"work","value":"a"}]}"#, #"{"emails":[{"type":"work","value":"a"}]}"#
        ),
        PatchCase(
            #"{"op":"Remove","path":"emails[type eq \"work\"].value","value":"a"}"#,
            #"{"emails":[{"type":"work","value":"a","primary":true}]}"#, "{}"
        ),
        PatchCase(
            #"{"op":"Remove","path":"addresses","value":[{"type":"work","locality":"a"}]}"#,
            #"{"addresses":[{"type":"work","locality":"a","region":"r"},{"type":"work","locality":"b"}]}"#,
            #"{"addresses":[{"type":"work","locality":"b"}]}"#
        ),
    ])
    func removesEqualValuesOnly(patch: PatchCase) throws {
        try patch.check()
    }

    @Test(arguments: [
        "title", "active", "name.givenName", #"emails[type eq \"work\"].value"#, "ENT:department", "roles",
    ])
    func clearsAttributesByNothing(path: String) throws {
        let before = #"""
            {"userName":"u","title":"t","active":true,"name":{"givenName":"g"},"roles":[{"value":"r"}],
            "emails":[{"type":"work","value":"a"}],"ENT":{"department":"d"}}
            """#
        for value in ["null", #""""#] {
            for text in [
                #"{"op":"replace","path":"\#(path)","value":\#(value)}"#,
                #"{"op":"replace","value":{"\#(path)":\#(value)}}"#,
            ] {
                let target = try AttributePath(parsing: path.split(separator: "\\").joined().expanded)
                let resource = try before.revised(by: text).resource
                #expect(resource[target].isEmpty)
                #expect(resource.attributes.count == 6)
            }
        }
    }

    @Test(arguments: ["Add", "add", "Replace", "replace"])
    func createsValuesThatAPathNames(verb: String) throws {
        func operation(_ path: String, _ value: String) -> String {
            #"{"op":"\#(verb)","path":"\#(path)","value":"\#(value)"}"#
        }
        let operations = [
            operation(#"addresses[type eq \"work\"].formatted"#, "18/2111"),
            operation(#"addresses[type eq \"work\"].locality"#, "Bern"),
            operation(#"emails[type eq \"work\"].primary"#, "True"),
            operation(#"emails[type eq \"work\"].value"#, "w"),
            operation(#"roles[primary eq \"True\"].display"#, "d"),
            operation(#"roles[primary eq \"True\"].value"#, "v"),
            operation(#"phoneNumbers[type eq \"fax\" and primary eq true].value"#, "1"),
        ]
        try PatchCase(
            operations.joined(separator: ","), #"{"addresses":[{"type":"home","locality":"Thun"}]}"#,
            #"""
            {"addresses":[{"type":"home","locality":"Thun"},{"type":"work","formatted":"18/2111","locality":"Bern"}],
            "emails":[{"type":"work","primary":true,"value":"w"}],"roles":[{"primary":true,"display":"d","value":"v"}],
            "phoneNumbers":[{"type":"fax","primary":true,"value":"1"}]}
            """#
        ).check()
    }

    /// A type stands for one value: the newest of a type comes first, and the others stay behind it.
    @Test(arguments: [
        PatchCase(
            #"{"op":"Add","path":"emails","value":[{"type":"Work","value":"new"}]}"#,
            #"{"emails":[{"type":"home","value":"h"},{"type":"work","value":"old"}]}"#,
            #"{"emails":[{"type":"home","value":"h"},{"type":"Work","value":"new"},{"type":"work","value":"old"}]}"#
        ),
        PatchCase(
            #"{"op":"add","value":{"emails":[{"type":"work","value":"a","primary":"True"},{"type":"work","value":"b"}]}}"#,
            #"{"emails":[{"type":"work","value":"old","primary":true}]}"#,
            #"{"emails":[{"type":"work","value":"a","primary":true},{"type":"work","value":"b"},{"type":"work","value":"old","primary":false}]}"#
        ),
        PatchCase(
            #"{"op":"add","path":"addresses","value":{"type":"work","locality":"Thun"}}"#,
            #"{"addresses":[{"type":"work","locality":"Bern","region":"BE"}]}"#,
            #"{"addresses":[{"type":"work","locality":"Thun"},{"type":"work","locality":"Bern","region":"BE"}]}"#
        ),
        PatchCase(
            #"{"op":"add","path":"emails","value":["x"]},{"op":"add","path":"emails","value":["y"]}"#, "{}",
            #"{"emails":[{"value":"x"},{"value":"y"}]}"#
        ),
        PatchCase(
            #"{"op":"replace","path":"emails","value":[{"type":"work","value":"a"},{"type":"work","value":"b"}]}"#,
            #"{"emails":[{"type":"work","value":"old"}]}"#,
            #"{"emails":[{"type":"work","value":"a"},{"type":"work","value":"b"}]}"#
        ),
    ])
    func putsNewValuesBeforeThoseOfTheirType(patch: PatchCase) throws {
        try patch.check()
    }

    @Test func takesTheNewDialect() throws {
        try PatchCase(
            #"""
            {"op":"replace","path":"emails[type eq \"work\"].value","value":"w@x"},{"op":"replace","value":{
            "displayName":"Bjfe","name.givenName":"Kkom","name.familyName":"Unua","ENT:employeeNumber":"Aklq",
            "addresses[type eq \"other\"].Formatted":"x","schemas":[],"id":"id-1"}}
            """#,
            #"{"displayName":"a","name":{"formatted":"f"}}"#,
            #"""
            {"displayName":"Bjfe","name":{"formatted":"f","givenName":"Kkom","familyName":"Unua"},
            "emails":[{"type":"work","value":"w@x"}],"addresses":[{"type":"other","formatted":"x"}],
            "ENT":{"employeeNumber":"Aklq"}}
            """#
        ).check()
    }

    /// The validator adds every attribute that there is in one call.
    @Test func addsThirtySixAttributes() throws {
        let single = [
            "active", "displayName", "title", "preferredLanguage", "userType", "nickName", "locale", "timezone",
        ]
        let other = [
            "profileUrl", "externalId", "name.givenName", "name.familyName", "name.formatted", "name.middleName",
            "name.honorificPrefix", "name.honorificSuffix", #"emails[type eq \"work\"].value"#,
            #"emails[type eq \"work\"].primary"#, #"phoneNumbers[type eq \"work\"].value"#,
            #"phoneNumbers[type eq \"work\"].primary"#, #"phoneNumbers[type eq \"mobile\"].value"#,
            #"phoneNumbers[type eq \"fax\"].value"#, #"addresses[type eq \"work\"].formatted"#,
            #"addresses[type eq \"work\"].streetAddress"#, #"addresses[type eq \"work\"].locality"#,
            #"addresses[type eq \"work\"].region"#, #"addresses[type eq \"work\"].postalCode"#,
            #"addresses[type eq \"work\"].primary"#, #"addresses[type eq \"work\"].country"#,
            #"roles[primary eq \"True\"].display"#, #"roles[primary eq \"True\"].value"#,
            #"roles[primary eq \"True\"].type"#, "ENT:employeeNumber", "ENT:department", "ENT:costCenter",
            "ENT:organization",
        ]
        let paths = single + other
        #expect(paths.count == 36)
        let operations = paths.map { path in
            let value = path == "active" || path.contains("].primary") ? "True" : "v"
            return #"{"op":"add","path":"\#(path)","value":"\#(value)"}"#
        }
        let resource = try #"{"userName":"u"}"#.revised(by: operations.joined(separator: ",")).resource
        for path in paths {
            let target = try AttributePath(parsing: path.split(separator: "\\").joined().expanded)
            #expect(resource[target].count == 1, "\(path)")
        }
        #expect(resource.attributes["phoneNumbers"]?.array?.count == 3)
        #expect(resource.attributes["addresses"]?.array?.count == 1)
        #expect(resource.attributes["roles"]?.array?.count == 1)
    }

    /// What comes along without saying anything new.
    @Test(arguments: [
        #"{"op":"replace","value":{"id":"id-1","title":"t"}}"#, #"{"op":"replace","path":"id","value":"id-1"}"#,
        #"{"op":"add","path":"schemas","value":["ENT"]}"#, #"{"op":"add","value":{"meta":{"version":"1"}}}"#,
        #"{"op":"add","path":"emails","value":[]}"#, #"{"op":"add","path":"emails","value":null}"#,
        #"{"op":"add","path":"emails","value":""}"#, #"{"op":"replace","path":"name","value":{}}"#,
        #"{"op":"replace","path":"name","value":{"unknown":"x"}}"#, #"{"op":"add","path":"title","value":["t"]}"#,
    ])
    func ignores(operation: String) throws {
        let before = #"{"title":"t","name":{"givenName":"g"},"emails":[{"value":"a"}]}"#
        try PatchCase(operation, before, before).check()
    }

    @Test(arguments: [
        PatchCase(#"{"op":"Add","path":"emails","value":"a"}"#, "{}", #"{"emails":[{"value":"a"}]}"#),
        PatchCase(
            #"{"op":"Add","path":"emails","value":{"type":"work","value":"a"}}"#, "{}",
            #"{"emails":[{"type":"work","value":"a"}]}"#),
        PatchCase(
            #"{"op":"Add","path":"emails[type eq \"work\"]","value":"a"}"#, "{}",
            #"{"emails":[{"type":"work","value":"a"}]}"#
        ),
        PatchCase(
            #"{"op":"Add","path":"roles","value":[{"value":"{\"id\":\"1\",\"value\":\"Admin\"}"}]}"#, "{}",
            #"{"roles":[{"value":"{\"id\":\"1\",\"value\":\"Admin\"}"}]}"#
        ),
    ])
    func takesAbbreviatedValues(patch: PatchCase) throws {
        try patch.check()
    }
}
