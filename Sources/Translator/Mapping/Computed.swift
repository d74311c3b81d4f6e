import Encodings
import LDAP
import SCIM

extension Mapping {
    /// An LDAP attribute that no client sends and none is shown: Starbridge makes its values of constants and of what clients send.
    public struct Computed: Sendable, Hashable {
        /// Where the values are in LDAP.
        public var attribute: LDAP.AttributeDescription
        /// What the values are made of.
        public var templates: [Template]
        /// Whether new entries alone get them; else they follow the resource.
        public var isInitial: Bool
        /// What former values begin with, in the place of what stands before the braces; nil where they go.
        ///
        /// With `smtp:` beside `SMTP:{emails.value}` the entry keeps an address that is no longer the primary one.
        public var formerPrefix: String?

        /// Creates a rule.
        public init(
            attribute: LDAP.AttributeDescription, templates: [Template], isInitial: Bool = false,
            formerPrefix: String? = nil
        ) {
            self.attribute = attribute
            self.templates = templates
            self.isInitial = isInitial
            self.formerPrefix = formerPrefix
        }
    }

    /// The attributes of resources of which something is computed, each once.
    var computedInputs: [SCIM.AttributePath] { self.computed.flatMap(\.templates).flatMap(\.paths).uniqued() }
}

extension Mapping.Computed {
    /// The values for a resource, each once.
    func values(for resource: SCIM.Resource) -> [AttributeValue] {
        self.templates.flatMap { $0.values(for: resource) }.uniqued().map { AttributeValue($0) }
    }

    /// How values begin and how former ones do; nil where former ones go.
    var prefixes: (current: String, former: String)? {
        guard let current = self.templates.first?.prefix, let former = self.formerPrefix else { return nil }
        return (current, former)
    }

    /// Returns what does not fit a server with this schema, as a sentence that says what to change.
    func problem(of mapping: Mapping, in schema: LDAP.Schema) -> String? {
        guard let type = schema.attributeType(self.attribute) else {
            return "\(self.attribute) is computed, and the directory's schema does not know it."
        }
        if !type.isUserModifiable {
            return "\(self.attribute) is computed, and only the directory itself may write it."
        }
        if !type.isOperational, !mapping.allows(self.attribute.withoutOptions, in: schema) {
            return
                "\(self.attribute) is computed, and \(mapping.classNames) does not allow it: add an object class that does."
        }
        if type.isSingleValued, self.templates.count > 1 {
            return "\(self.attribute) is computed as \(self.templates.count) values, and can hold one alone."
        }
        if type.isSingleValued, self.formerPrefix != nil {
            return "\(self.attribute) holds one value alone, so there is no room for a former one: leave `keep` out."
        }
        if mapping.rules.contains(where: { !$0.isReadOnly && schema.areSame($0.attribute, self.attribute) }) {
            return
                "\(self.attribute) is computed, and mapped under `attributes` as well: write `default` there instead, or remove one "
                + "of the two."
        }
        return nil
    }
}
