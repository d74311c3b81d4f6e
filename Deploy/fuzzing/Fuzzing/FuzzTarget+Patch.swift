import SCIM

extension FuzzTarget {
    private static let bodyTokens = [
        #""op":"add""#, #""op":"Remove""#, #""op":"replace""#, #""path":"#, #""value":"#, #"{"op":"Add","path":"#,
        #""members""#, #""emails[type eq \"work\"].value""#, #""active""#, #""True""#, "null", "\"\"", "[]", "{}",
        #""manager""#, #""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#, #""name.givenName""#,
        #""roles[primary eq \"True\"].display""#, #""emails""#, #"{"type":"work","value":"x","primary":true}"#, ",",
        #""addresses[type eq \"other\"].Formatted""#, #""id":"2819c223""#, #""$ref":null"#,
    ]

    static let patch = FuzzTarget(
        "patch",
        seeds: [
            #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"},{"op":"Add","path":"emails[type eq \"work\"].value","value":"a@x"}]}"#,
            #"{"Operations":[{"op":"replace","value":{"displayName":"b","name.givenName":"k","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"1","emails[type eq \"home\"].value":"c"}}],"schemas":[]}"#,
            #"{"Operations":[{"op":"Remove","path":"manager","value":[{"$ref":null,"value":"m"}]},{"op":"remove","path":"emails[value eq \"h@x\"]"}]}"#,
            #"{"Operations":[{"op":"add","path":"emails","value":[{"type":"work","value":"n","primary":true},"s"]}]}"#,
            #"{"Operations":[{"op":"add","path":"members","value":[{"value":"1"},"2"]},{"op":"replace","path":"members[value eq \"2\"]","value":{"value":"3"}}]}"#,
        ],
        tokens: bodyTokens,
        compose: { PatchComposer.compose(using: &$0) }
    ) { bytes in
        guard let body = try? JSONReader.read(bytes) else { return }
        try Self.patch(Self.user, with: body, of: .user)
        let group = Resource(id: "g", attributes: ["displayName": "g"])
        try Self.patch(group, with: body, of: .group, unloaded: [AttributePath(attribute: "members")])
    }

    private static func patch(
        _ resource: Resource, with body: Value, of type: ResourceType, unloaded: [AttributePath] = []
    ) throws {
        do {
            let patch = try Patch(decoding: body, extensions: type.extensionURNs)
            let once = try resource.applying(patch, of: type, unloaded: unloaded)
            try require(once == (try resource.applying(patch, of: type, unloaded: unloaded)), "not the same twice")
            try Self.requireForm(once.resource.attributes, of: type)
            guard patch.operations.count == 1, let path = patch.operations[0].path, Self.keepsItsTarget(path) else {
                return
            }
            let twice = try? once.resource.applying(patch, of: type, unloaded: unloaded)
            try require(twice == once, "one operation does more when it is done again: \(patch)")
        } catch let error as SCIMError {
            try require(error.status == 400 && error.type != nil && !error.detail.isEmpty, "\(error)")
        }
    }

    /// Whether what the path selects is the same after the change: what is changed is not what is looked for.
    private static func keepsItsTarget(_ path: AttributePath) -> Bool {
        guard let filter = path.filter else { return true }
        guard case .compare(let selector, .eq, _) = filter, let part = path.subAttribute else { return false }
        return selector.attribute.lowercased() != part.lowercased()
    }

    static let resource = FuzzTarget(
        "resource",
        seeds: [
            #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","active":"True","emails":[{"type":"work","value":"a@x","Primary":true},{"value":null}],"name":{"givenName":"g"},"addresses":null,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d","manager":"m"}}"#,
            #"{"DisplayName":"g","members":[{"value":"1","$ref":null}]}"#,
        ],
        tokens: bodyTokens
    ) { bytes in
        guard let body = try? JSONReader.read(bytes) else { return }
        for type in [ResourceType.user, .group] {
            do {
                let resource = try Resource(decoding: body, as: type)
                try Self.requireForm(Self.withValues(resource.attributes), of: type)
            } catch let error as SCIMError {
                try require(error.status == 400 && error.type != nil && !error.detail.isEmpty, "\(error)")
            }
        }
    }

    /// Attributes without those that a body says to have no values.
    private static func withValues(_ attributes: Object) -> Object {
        var result = Object()
        for (name, value) in attributes where value != .array([]) { result.append(name, value) }
        return result
    }

    /// Attributes as they are kept: in the schema's form, and none unassigned.
    private static func requireForm(_ attributes: Object, of type: ResourceType) throws {
        try require(!attributes.contains { Self.isUnassigned($0.value) }, "something is unassigned: \(attributes)")
        let read = try Resource(decoding: .object(attributes), as: type).attributes
        for (name, value) in read {
            try require(attributes[name] == value, "'\(name)' is not in its form: \(attributes)")
        }
    }

    private static func isUnassigned(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .string(let text): text.isEmpty
        case .array(let values): values.isEmpty || values.contains(where: Self.isUnassigned)
        case .object(let object): object.isEmpty || object.contains { Self.isUnassigned($0.value) }
        case .boolean, .integer, .decimal: false
        }
    }
}
