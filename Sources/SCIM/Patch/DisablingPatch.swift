import Encodings

/// A PATCH that leaves `active` false, taken apart into the disable and all that comes beside it.
///
/// Entra: a disable comes beside whatever else Entra's mapping wants to change at that moment, and must not be lost with it.
public struct DisablingPatch: Hashable, Sendable {
    /// What is wished for beside the disable: one operation for each attribute, in the order of the body.
    public let others: [Patch.Operation]
    /// What cannot be read beside the disable.
    public let faults: [Patch.Fault]

    /// Nil unless the last readable operation on `active` makes it false.
    public init?(_ patch: Patch, of type: ResourceType) {
        guard patch.operations.contains(where: { $0.mayBeOn("active") }),
            let active = type.schema.attribute(named: "active")
        else { return nil }
        var (others, faults) = ([Patch.Operation](), patch.faults)
        var isActive: Bool?
        for operation in patch.operations {
            let parts = operation.expanded(extensions: type.extensionURNs)
            faults += parts.faults
            for part in parts.operations {
                guard let path = part.path, path.isWhole(active.name, of: type) else {
                    others.append(part)
                    continue
                }
                do {
                    isActive = try part.word(on: active)
                } catch {
                    faults.append(Patch.Fault(name: active.name, error: error))
                }
            }
        }
        guard isActive == false else { return nil }
        self.others = others
        self.faults = faults
    }

    /// The disable with some of what comes beside it.
    public func patch(beside others: some Sequence<Patch.Operation>) -> Patch {
        let disable = Patch.Operation(.replace, path: AttributePath(attribute: "active"), value: false)
        return Patch(operations: others + [disable])
    }
}

extension AttributePath {
    /// Whether the path names a whole attribute of the core schema.
    fileprivate func isWhole(_ name: String, of type: ResourceType) -> Bool {
        (self.schema == nil || self.schema == type.schema.id) && self.filter == nil && self.subAttribute == nil
            && self.attribute.equalsIgnoringASCIICase(name)
    }
}

extension Patch.Operation {
    /// Whether the operation is on an attribute of this name, or on all of a schema.
    fileprivate func mayBeOn(_ name: String) -> Bool {
        guard let path, !path.attribute.isEmpty else { return true }
        return path.attribute.equalsIgnoringASCIICase(name)
    }

    /// What the operation says of a truth value; nil if it takes it away.
    fileprivate func word(on attribute: Schema.Attribute) throws(SCIMError) -> Bool? {
        guard self.kind != .remove, let value else { return nil }
        return try ValueDecoder(source: .operation).single(value, as: attribute)?.boolean
    }
}
