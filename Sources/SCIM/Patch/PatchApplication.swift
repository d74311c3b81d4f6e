import Encodings

/// A patch on its way through its operations.
struct PatchApplication {
    private(set) var resource: Resource
    private(set) var edits: [Edit] = []
    private(set) var named: [AttributePath] = []
    let type: ResourceType
    let unloaded: [AttributePath]
    let places: [AttributePath]
    let rules: (AttributePath) -> TextRule?

    init(
        resource: Resource, type: ResourceType, unloaded: [AttributePath], places: [AttributePath],
        rules: @escaping (AttributePath) -> TextRule?
    ) {
        self.resource = resource
        self.type = type
        self.unloaded = unloaded
        self.places = places
        self.rules = rules
    }

    mutating func apply(_ operation: Patch.Operation) throws(SCIMError) {
        guard let path = operation.path else { return }
        guard !self.isForeign(path) else {
            if operation.kind != .remove { self.resource.noteForeign(path, operation.value ?? .null) }
            return
        }
        guard !path.attribute.isEmpty else { return try self.removeSchema(path) }
        let target = try PatchTarget(path, in: self.type, places: self.places)
        guard !self.isUnchanged(target, by: operation) else { return }
        try target.checkMutability()
        if let unloaded = self.unloadedPath(for: target) {
            for edit in try UnloadedTarget(target, path: unloaded).edits(operation) { self.edits.record(edit) }
        } else {
            let name = target.attribute.name
            let present = self.resource.container(of: target.schema)?[name]
            let value = try target.result(operation.kind, operation.value, on: present, comparing: self.rules)
            self.resource.set(value, named: name, of: target.schema)
            self.named.append(AttributePath(schema: target.schema, attribute: name))
        }
    }

    /// Whether a path names an attribute of an extension that nobody knows here.
    private func isForeign(_ path: AttributePath) -> Bool {
        guard let schema = path.schema, schema != self.type.schema.id, !path.attribute.isEmpty else { return false }
        return self.type.extensionIndex(schema) == nil
    }

    /// Entra: the id comes along with the other attributes; it may be there as long as it is the right one.
    private func isUnchanged(_ target: PatchTarget, by operation: Patch.Operation) -> Bool {
        guard target.schema == nil, operation.kind != .remove else { return false }
        return switch target.attribute.name {
        case "id": operation.value?.string == self.resource.id
        case "schemas": true
        default: false
        }
    }

    private func unloadedPath(for target: PatchTarget) -> AttributePath? {
        self.unloaded.first {
            $0.schema == target.schema && $0.attribute.equalsIgnoringASCIICase(target.attribute.name)
        }
    }

    /// Removes every attribute of a schema that a client may change.
    private mutating func removeSchema(_ path: AttributePath) throws(SCIMError) {
        guard let schema = path.schema.flatMap({ self.type.extensionSchema($0) }) else {
            throw .invalidPath("'\(path)' is not an extension of a \(self.type.name); name the attribute to remove.")
        }
        for attribute in schema.attributes where attribute.mutability != .readOnly {
            try self.apply(.init(.remove, path: AttributePath(schema: schema.id, attribute: attribute.name)))
        }
    }

    /// - Throws: `mutability` if a required attribute has gone.
    func checkRequired(since old: Resource) throws(SCIMError) {
        for attribute in self.type.schema.attributes where attribute.isRequired {
            guard old.attributes[attribute.name] != nil, self.resource.attributes[attribute.name] == nil else {
                continue
            }
            throw .mutability("'\(attribute.name)' is required and cannot be removed; give it another value instead.")
        }
    }
}

extension Resource {
    /// Returns the resource after a patch, and the edits of attributes that were not loaded (RFC 7644 section 3.5.2).
    ///
    /// Each operation works on the result of the one before. If one fails, or cannot be read, nothing is done. An attribute of
    /// a schema that the type does not have is none of this resource: it is noted and ignored.
    ///
    /// - Parameters:
    ///   - unloaded: The attributes whose values this resource lacks, such as the members of a group.
    ///   - places: The places that there are for values; the patch has been ``ValuePlaces/placed(_:)-(Patch)`` by them.
    ///   - rules: Says for a path how texts compare there; without it only their case may count.
    /// - Throws: `invalidPath` for an attribute that the type does not know, `mutability` for one that is read-only or that
    ///   is required and removed, `invalidValue` for a value of the wrong type, `noTarget` for a filter that selects nothing.
    public func applying(
        _ patch: Patch, of type: ResourceType, unloaded: [AttributePath] = [], places: ValuePlaces = ValuePlaces(),
        comparing rules: @escaping (AttributePath) -> TextRule? = { _ in nil }
    ) throws(SCIMError) -> Revision {
        if let fault = patch.faults.first { throw fault.error }
        var application = PatchApplication(
            resource: self, type: type, unloaded: unloaded, places: places.paths, rules: rules)
        let extensions = type.extensionURNs
        for operation in patch.operations {
            let parts = operation.expanded(extensions: extensions)
            if let fault = parts.faults.first { throw fault.error }
            for part in parts.operations {
                do {
                    try application.apply(part)
                } catch {
                    throw SCIMError(status: error.status, type: error.type, detail: "\(part.label): \(error.detail)")
                }
            }
        }
        try application.checkRequired(since: self)
        return Revision(resource: application.resource, edits: application.edits, spoken: .only(application.named))
    }
}
