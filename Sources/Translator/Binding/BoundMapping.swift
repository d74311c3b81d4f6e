import Directories
import LDAP
import SCIM

/// A mapping read against one server: every rule bound to the schemas on both sides, once for all who translate by it.
///
/// A class, so that the planner, the projector and the filter translator share one. Make one for each server's schema.
public final class BoundMapping: Sendable {
    /// The mapping, with attributes under the names that the server answers with.
    public let mapping: Mapping
    /// How the server differs from others.
    public let dialect: Dialect
    /// What the server says of its attributes.
    public let schema: LDAP.Schema
    /// The rules whose values clients may write.
    let writable: [Binding]
    /// The rules whose values clients may see; passwords are not among them.
    let readable: [Binding]
    /// What `active` is.
    let activity: Activity

    /// Binds a mapping to a server; a rule whose path is no attribute of the resource type is left out.
    public init(mapping: Mapping, dialect: Dialect, schema: LDAP.Schema) {
        let mapping = mapping.canonical(in: schema, dialect)
        let rules = Dictionary(grouping: mapping.rules, by: \.attribute)
        let inputs = mapping.computedInputs
        let bindings = mapping.rules.compactMap { rule in
            let isInput = inputs.contains { $0.sharesAttribute(with: rule.path) }
            let isShared = (rules[rule.attribute]?.count ?? 0) > 1
            return Binding(
                rule, of: mapping.resourceType, schema: schema, isShared: isShared, isInput: isInput,
                timesIn: dialect.timeForm)
        }
        self.mapping = mapping
        self.dialect = dialect
        self.schema = schema
        self.writable = bindings.filter { !$0.rule.isReadOnly }
        self.readable = bindings.filter { !$0.isSecret && !$0.rule.isCopy && $0.definition.returned != .never }
        self.activity = Activity(mapping, dialect: dialect, schema: schema)
    }
}
