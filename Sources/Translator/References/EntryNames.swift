import Directories
import LDAP

/// The names of an entry that gets other ones, or none.
public struct EntryNames: Hashable, Sendable {
    /// The one that it has.
    public var old: LDAP.DistinguishedName
    /// The one that it gets; nil if it is deleted.
    public var new: LDAP.DistinguishedName?
    /// The one that stands for it while references are under way; nil for an entry that shows no id.
    public var interim: LDAP.DistinguishedName?
    /// The keys by which others may name it besides, such as the `uid` that groups of RFC 2307 hold.
    public var keys: [KeyNames]

    /// Creates the names of an entry.
    public init(
        old: LDAP.DistinguishedName, new: LDAP.DistinguishedName?, interim: LDAP.DistinguishedName?,
        keys: [KeyNames] = []
    ) {
        self.old = old
        self.new = new
        self.interim = interim
        self.keys = keys
    }

    /// Whether the entry keeps its distinguished name, be it in another spelling.
    public var isSame: Bool { self.old == self.new }

    /// Whether the entry keeps all its names.
    public var areSame: Bool { self.isSame && self.keys.allSatisfy(\.old.isEmpty) }

    /// The same as far as keys go, for an entry whose distinguished name is another's to take along.
    public var keysAlone: EntryNames {
        EntryNames(old: self.new ?? self.old, new: self.new ?? self.old, interim: nil, keys: self.keys)
    }
}

/// The values of one attribute of an entry by which others name it.
public struct KeyNames: Hashable, Sendable {
    /// The attribute.
    public var attribute: LDAP.AttributeDescription
    /// The values that the entry loses.
    public var old: [LDAP.AttributeValue]
    /// The value that it has afterwards; nil if it is deleted, or has none.
    public var new: LDAP.AttributeValue?
    /// The value that stands for it while references are under way; nil for an entry that is new.
    public var interim: LDAP.AttributeValue?

    /// Creates the values of an attribute.
    public init(
        _ attribute: LDAP.AttributeDescription, old: [LDAP.AttributeValue], new: LDAP.AttributeValue?,
        interim: LDAP.AttributeValue?
    ) {
        self.attribute = attribute
        self.old = old
        self.new = new
        self.interim = interim
    }
}

/// The names of an entry in one form, by which some attributes name it.
public struct NameChange: Hashable, Sendable {
    /// The names that it loses; where it keeps its distinguished name, that one.
    public var old: [ReferenceName] = []
    /// The one that it has afterwards; nil if it is deleted.
    public var new: ReferenceName?
    /// The one that stands for it while references are under way.
    public var interim: ReferenceName?
    /// Whether it keeps its name.
    public var isSame = true

    /// Whether the entry is new, and so nobody's name is taken along.
    public var isOfNew: Bool { self.isSame && self.interim == nil }

    /// All of the names.
    public var all: [ReferenceName] { self.old + [self.new, self.interim].compactMap(\.self) }
}

extension EntryNames {
    /// Returns the names in the form that a key says; nil stands for distinguished names.
    public func change(by key: LDAP.AttributeDescription?) -> NameChange {
        guard let key else {
            return NameChange(
                old: [.entry(self.old)], new: self.new.map { .entry($0) }, interim: self.interim.map { .entry($0) },
                isSame: self.isSame)
        }
        guard let names = self.keys.first(where: { $0.attribute == key }) else { return NameChange() }
        func name(_ value: AttributeValue) -> ReferenceName {
            .key(AttributeValueAssertion(attribute: key, value: value))
        }
        return NameChange(
            old: names.old.map(name), new: names.new.map(name), interim: names.interim.map(name),
            isSame: names.old.isEmpty)
    }
}

extension Planner {
    /// Returns the names of an entry that gets another one, or none, and `keys` or else keeps its keys until it is deleted.
    public func names(
        of entry: LDAP.Entry, becoming new: LDAP.DistinguishedName?, keys: [KeyNames] = []
    ) -> EntryNames {
        let id = self.id(of: entry)
        return EntryNames(
            old: entry.dn, new: new, interim: id.map(self.interims.name),
            keys: keys.isEmpty ? self.keys(from: entry, to: new == nil ? nil : entry) : keys)
    }

    /// Returns what becomes of the keys of an entry that is changed, or deleted; none where nobody is named by one.
    public func keys(from entry: LDAP.Entry, to changed: LDAP.Entry?) -> [KeyNames] {
        if self.keyBindings.isEmpty { return [] }
        let id = self.id(of: entry)
        return self.keyBindings.map { binding in
            let attribute = binding.rule.attribute
            let left = changed.map { binding.admitted(in: $0) } ?? []
            return KeyNames(
                attribute, old: entry[attribute].without(Array(changed?[attribute] ?? [])), new: left.first,
                interim: id.map { self.interims.value(of: $0, by: attribute) })
        }
    }

    /// The names of an entry that is added.
    public func names(ofNew entry: LDAP.Entry) -> EntryNames {
        EntryNames(old: entry.dn, new: entry.dn, interim: nil, keys: self.keys(from: Entry(dn: entry.dn), to: entry))
    }

    private func id(of entry: Entry) -> ResourceID? {
        entry[self.dialect.idAttribute].first.flatMap(self.dialect.id).map(ResourceID.init)
    }
}
