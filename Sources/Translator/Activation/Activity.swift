import Directories
import LDAP

/// The strategies of `active` on one server; any of them disables.
///
/// A class, because every entry is asked and nothing should be copied.
final class Activity: Sendable {
    /// The strategies, bound to the server.
    let strategies: [any DisableStrategy]
    /// Those of their attributes that the server knows.
    let attributes: [AttributeDescription]
    private let dialect: Dialect
    private let mapping: Mapping

    /// `mapping` is bound to the schema already.
    init(_ mapping: Mapping, dialect: Dialect, schema: LDAP.Schema) {
        self.strategies = mapping.activation.map(\.strategy)
        self.attributes = mapping.activationAttributes.filter { schema.attributeType($0) != nil }
        self.dialect = dialect
        self.mapping = mapping
    }

    /// Whether `active` is mapped at all.
    var isMapped: Bool { !self.strategies.isEmpty }

    /// Whether none of the strategies says that the account is disabled.
    func isActive(_ entry: Entry) -> Bool {
        for strategy in self.strategies where strategy.isDisabled(entry) { return false }
        return true
    }

    /// The condition that an account is active, as far as the directory can decide it.
    var narrowing: Narrowing { Narrowing.any(self.strategies.map(\.disabled)).negated }

    /// Where an entry moves when its account is enabled or disabled; nil where it stays.
    func destination(of entry: Entry, isActive: Bool) -> DistinguishedName? {
        self.strategies.lazy.compactMap { $0.destination(of: entry, isActive: isActive, self.mapping) }.first
    }

    /// Where new accounts are made; `place` is where the mapping has whoever is active.
    func home(isActive: Bool, placed place: DistinguishedName? = nil) -> DistinguishedName {
        if isActive, let place { return place }
        return self.strategies.lazy.compactMap { $0.home(isActive: isActive, self.mapping) }.first ?? place
            ?? self.mapping.base
    }

    /// Which groups an entry comes into, or leaves, when its account is enabled or disabled.
    func memberships(of entry: Entry, isActive: Bool) -> [Membership] {
        self.strategies.compactMap { $0.membership(of: entry, isActive: isActive) }
    }

    /// The attributes to write again after a password, which the server changes by itself with it.
    func restatement(isActive: Bool) -> [Attribute] {
        self.strategies.flatMap { $0.restatement(isActive: isActive, on: self.dialect) }
    }

    /// Whether the server enables an account in this way by itself when a password is written.
    func isEnabledByPassword(_ strategy: any DisableStrategy) -> Bool {
        !strategy.restatement(isActive: true, on: self.dialect).isEmpty
    }
}
