import SCIM

/// The operations by path and method.
struct OpenAPIPaths {
    let types: [ResourceType]
    let configuration: ServiceProviderConfig

    var value: Object {
        var paths = Object()
        for type in self.types {
            paths.append(type.endpoint, .object(self.collection(of: type)))
            paths.append(type.endpoint + "/{id}", .object(self.member(of: type)))
            paths.append(type.endpoint + "/.search", Self.search("search\(type.name)s", type.name + "List"))
        }
        paths.append("/", .object(Self.reads(self.list("listAll", "AnyList"))))
        paths.append("/.search", Self.search("search", "AnyList"))
        if self.configuration.maximumBulkOperations > 0 {
            var bulk = OpenAPIOperation("bulk", answer: (200, "BulkResponse"), errors: Self.bodyErrors)
            bulk.body = "BulkRequest"
            paths.append("/Bulk", ["post": bulk.value])
        }
        for (path, schema) in [("/Schemas", "Schema"), ("/ResourceTypes", "ResourceType")] {
            paths.append(path, .object(Self.reads(OpenAPIOperation("list\(schema)s", answer: (200, schema + "List")))))
            var read = OpenAPIOperation("get\(schema)", answer: (200, schema), errors: [404])
            read.parameters = ["id"]
            paths.append(path + "/{id}", .object(Self.reads(read)))
        }
        let configuration = OpenAPIOperation("getServiceProviderConfig", answer: (200, "ServiceProviderConfig"))
        paths.append("/ServiceProviderConfig", .object(Self.reads(configuration)))
        var description = OpenAPIOperation("getOpenAPI", answer: (200, "Any"))
        description.contentType = "application/json"
        paths.append(OpenAPIDocument.path, .object(Self.reads(description)))
        return paths
    }

    private func collection(of type: ResourceType) -> Object {
        var create = OpenAPIOperation("create\(type.name)", answer: (201, type.name), errors: [409] + Self.bodyErrors)
        create.parameters = Self.projection
        create.body = type.name + "Request"
        create.headers = ["Location", "ETag"]
        var item = Self.reads(self.list("list\(type.name)s", type.name + "List"))
        item.append("post", create.value)
        return item
    }

    private func member(of type: ResourceType) -> Object {
        var read = OpenAPIOperation("get\(type.name)", answer: (200, type.name), errors: [404, 412])
        read.parameters = ["id"] + Self.projection + Self.conditions
        read.headers = ["ETag"]
        read.mayBeUnchanged = true
        var replace = OpenAPIOperation(
            "replace\(type.name)", answer: (200, type.name), errors: [404, 409, 412] + Self.bodyErrors)
        replace.parameters = ["id"] + Self.projection + Self.conditions
        replace.body = type.name + "Request"
        replace.headers = ["ETag"]
        var patch = replace
        patch.id = "patch\(type.name)"
        patch.body = "PatchRequest"
        if type.schema.id == .group { patch.answer = (204, nil) }
        var delete = OpenAPIOperation("delete\(type.name)", answer: (204, nil), errors: [404, 412])
        delete.parameters = ["id"] + Self.conditions
        var item = Self.reads(read)
        for (method, operation) in [("put", replace), ("patch", patch), ("delete", delete)] {
            item.append(method, operation.value)
        }
        return item
    }

    /// GET, and HEAD with the same header fields and no body.
    private static func reads(_ get: OpenAPIOperation) -> Object {
        var head = get
        head.id = "head" + get.id.prefix(1).uppercased() + get.id.dropFirst()
        head.answer.schema = nil
        return ["get": get.value, "head": head.value]
    }

    private static func search(_ id: String, _ answer: String) -> Value {
        var search = OpenAPIOperation(id, answer: (200, answer), errors: Self.bodyErrors)
        search.body = "SearchRequest"
        return ["post": search.value]
    }

    /// How the list is ordered and cut, as far as that is served.
    private var listing: [String] {
        (self.configuration.cursorTimeout == nil ? [] : ["cursor"])
            + (self.configuration.supportsSort ? ["sortBy", "sortOrder"] : [])
    }

    private func list(_ id: String, _ answer: String) -> OpenAPIOperation {
        var list = OpenAPIOperation(id, answer: (200, answer))
        list.parameters = ["filter", "startIndex", "count"] + self.listing + Self.projection
        return list
    }

    private static let conditions = ["If-Match", "If-None-Match"]
    private static let projection = ["attributes", "excludedAttributes"]
    private static let bodyErrors = [413, 415]
}
