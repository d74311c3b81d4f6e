import Directories
import Encodings
import LDAP

/// `object-class`: an auxiliary class that disabled accounts have, or active ones.
struct ClassStrategy: ValueStrategy {
    var state: StateAttribute
    /// The class, as the configuration spells it.
    let name: String
    /// Whether it is active accounts that have it.
    let isOfActive: Bool

    init(_ name: String, isOfActive: Bool) {
        self.name = name
        self.isOfActive = isOfActive
        self.state = Self.state([name], isOfActive)
    }

    private static func state(_ names: [String], _ isOfActive: Bool) -> StateAttribute {
        let words = StateWords(names)
        return StateAttribute(.objectClass, active: isOfActive ? words : [], inactive: isOfActive ? [] : words)
    }

    /// Entries are of a class by any of its names, and by those of the classes that refine it.
    func bound(to schema: LDAP.Schema, on dialect: Dialect) -> ClassStrategy {
        var strategy = self
        strategy.state = Self.state([self.name] + schema.otherNames(of: self.name), self.isOfActive)
        strategy.state.bind(to: schema)
        return strategy
    }

    func problems(of mapping: Mapping, in schema: LDAP.Schema) -> [String] {
        guard let type = schema.objectClass(self.name) else {
            return ["active uses the object class \(self.name), which the directory's schema does not know."]
        }
        if mapping.objectClasses.contains(where: { type.isNamed($0) }) {
            return [
                "active uses the object class \(self.name), which object_classes gives to everybody: name another one."
            ]
        }
        return mapping.reasonsNotToMove(type, for: "active", in: schema)
    }
}

extension Mapping {
    /// Why a class cannot be given to entries and taken from them as if nothing else depended on it; `subject` wants that.
    func reasonsNotToMove(_ type: LDAP.ObjectClass, for subject: String, in schema: LDAP.Schema) -> [String] {
        var reasons: [String] = []
        if type.kind != .auxiliary {
            reasons.append(
                "\(subject) uses the object class \(type.name), which is not auxiliary: entries cannot get it and lose it."
            )
        }
        let demanded = schema.required(by: [type.name]).filter { !schema.areSame($0, .objectClass) }
        if !demanded.isEmpty {
            reasons.append(
                "\(subject) uses the object class \(type.name), which demands \(demanded.map(\.description).joined(separator: ", ")): "
                    + "name one that demands nothing.")
        }
        let held = schema.allowed(by: [type.name]).filter { !self.allows($0, in: schema) }
        let mapped = self.rules.map(\.attribute).filter { rule in held.contains { schema.areSame($0, rule) } }
        if !mapped.isEmpty {
            reasons.append(
                "\(subject) uses the object class \(type.name), without which nobody may have "
                    + "\(mapped.map(\.description).joined(separator: ", ")): name one that no mapped attribute needs.")
        }
        return reasons
    }
}

extension Mapping.Activation {
    /// Whether it is by a class that accounts are disabled or active.
    func usesClass(_ type: LDAP.ObjectClass) -> Bool {
        (self.strategy as? ClassStrategy).map { type.isNamed($0.name) } ?? false
    }
}

extension LDAP.ObjectClass {
    /// The name to call it by: the first short name, or else the object identifier.
    var name: String { self.names.first ?? self.oid }

    /// Whether it has a name, or that object identifier.
    func isNamed(_ name: String) -> Bool {
        ([self.oid] + self.names).contains { $0.utf8.equalsIgnoringASCIICase(name.utf8) }
    }
}

extension LDAP.Schema {
    /// The other names of a class, and those of the classes that refine it.
    fileprivate func otherNames(of name: String) -> [String] {
        guard let type = self.objectClass(name) else { return [] }
        let kin = self.objectClasses.filter { other in
            self.withSuperclasses([other.name]).contains { $0.oid == type.oid }
        }
        return kin.flatMap(\.names).filter { !$0.utf8.equalsIgnoringASCIICase(name.utf8) }
    }
}

extension Mapping.Activation {
    /// An auxiliary class that only disabled accounts have, or only active ones.
    public static func objectClass(_ name: String, of state: State) -> Mapping.Activation {
        Mapping.Activation(ClassStrategy(name, isOfActive: state == .active))
    }
}
