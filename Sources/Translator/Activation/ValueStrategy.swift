import Directories
import LDAP

/// A strategy that writes one value or another into one attribute.
protocol ValueStrategy: DisableStrategy {
    /// The attribute and the values.
    var state: StateAttribute { get set }

    /// What is said where the server does not know the attribute.
    var complaintIfUnknown: String { get }
}

extension ValueStrategy {
    var attributes: [AttributeDescription] { [self.state.name] }

    var attributesOfBothStates: [AttributeDescription] {
        self.state.active.isEmpty || self.state.inactive.isEmpty ? [] : [self.state.name]
    }

    var complaintIfUnknown: String { "active uses \(self.state.name), which the directory's schema does not know." }

    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> Self {
        var strategy = self
        strategy.state.bind(to: schema)
        return strategy
    }

    func isDisabled(_ entry: Entry) -> Bool { self.state.isDisabled(entry) }

    var disabled: Narrowing { self.state.disabled }

    func changes(of entry: Entry, isActive: Bool) -> [Attribute] {
        let present = entry[self.state.name]
        let wished = self.state.values(isActive: isActive, over: present)
        return wished == present ? [] : [Attribute(self.state.name, values: wished)]
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        let name = self.state.name
        guard let type = schema.attributeType(name) else { return [self.complaintIfUnknown] }
        var reasons: [String] = []
        if self.state.isAmbiguous {
            reasons.append("active uses \(name) with the same value for active and inactive.")
        }
        return reasons + mapping.reasonsNotToWrite(type, name, for: "active", in: schema)
    }
}

extension Mapping {
    /// Why an attribute cannot be written into the entries of the mapping; `subject` wants that.
    func reasonsNotToWrite(
        _ type: LDAP.AttributeType, _ name: AttributeDescription, for subject: String, in schema: LDAP.Schema
    ) -> [String] {
        if !type.isUserModifiable { return ["\(subject) uses \(name), which only the directory itself may write."] }
        if type.isOperational || self.allows(name.withoutOptions, in: schema) { return [] }
        return [
            "\(subject) uses \(name), which \(self.classNames) does not allow: add an object class that does, such as an "
                + "auxiliary one."
        ]
    }
}
