import Encodings
import LDAP
import SCIM

/// A refusal of the directory and all that is known of its circumstances, in words.
struct Refusal {
    /// What the directory said.
    let error: LDAPError
    /// The change that it refused; nil for a search.
    let change: Change?
    /// What was looked for; nil for a change, or where it is not known.
    let filter: LDAP.Filter?
    /// The mapping by whose names attributes are called.
    let mapping: Mapping?
    /// Whether the server can protect entries from being deleted or moved, as Active Directory does.
    let isProtective: Bool
}

extension Refusal {
    var target: String { self.change.map { "\($0.target)" } ?? "The entry" }

    /// The name that an entry was to get.
    var newName: String {
        guard case .rename(let target, to: let leaf, deleteOld: _, superior: let superior)? = self.change else {
            return self.target
        }
        return (superior ?? target.parent).map { "\($0.appending(leaf))" } ?? "\(leaf)"
    }

    /// The name of the entry that was expected to be there.
    var parent: String {
        switch self.change {
        case .rename(_, to: _, deleteOld: _, superior: let superior?)?: "\(superior)"
        case let change?: change.target.parent.map { "\($0)" } ?? "\(change.target)"
        case nil: self.mapping.map { "\($0.base)" } ?? "at the configured base"
        }
    }

    /// What to do about an entry that has the name already.
    var wayOut: String {
        let name = self.scimName(of: self.mapping?.rdn) ?? "name"
        guard case .add? = self.change else { return "Nothing was changed. Give one of them another \(name)." }
        let kind = self.mapping?.resourceType.schema.id == .group ? "group" : "person"
        return "If it is the same \(kind), let the client match it; otherwise give one of them another \(name)."
    }

    /// The SCIM attribute that an entry is named by.
    var namingValue: String { self.scimName(of: self.mapping?.rdn) ?? "the value that names it" }

    var nearest: String {
        self.error.matchedDN.isEmpty ? "" : " (the nearest that exists is \(self.error.matchedDN))"
    }

    var action: String {
        switch self.change {
        case .add(let entry)?: "adding \(entry.dn)"
        case .modify(let name, _)?: "changing \(name)"
        case .rename(let name, to: _, deleteOld: _, superior: _)?: "renaming \(name)"
        case .delete(let name)?: "deleting \(name)"
        case nil: "a search"
        }
    }

    var isDeletion: Bool { if case .delete? = self.change { true } else { false } }

    var missingRight: String {
        switch self.change {
        case .add(let entry)?: "add \(entry.dn) (write access to the children of \(self.parent) and to the new entry)"
        case .modify(let name, let changes)?: "write \(Self.list(changes.map { "\($0.attribute)" })) of \(name)"
        case .rename(let name, to: _, deleteOld: _, superior: _)?:
            "rename \(name) to \(self.newName) (write access to the entry and to the children of both parents)"
        case .delete(let name)?: "delete \(name) (write access to the entry and to the children of \(self.parent))"
        case nil: "search below \(self.mapping.map { "\($0.base)" } ?? "the configured base") (read access)"
        }
    }

    /// What else may be in the way where a right is missing.
    var protection: String {
        guard self.isProtective, self.change?.endsName ?? false else { return "" }
        return " If \(self.target) is protected from accidental deletion, its administrator has to lift that first."
    }

    /// The attributes that were written, as SCIM names them.
    var writtenValues: String {
        let names = self.writtenAttributes.filter { $0 != "objectClass" }.map(self.words(for:))
        return names.isEmpty ? "the entry" : Self.list(names)
    }

    /// The attribute that the directory names at the front of its diagnostic, as OpenLDAP and 389 DS do (`mail: value #0
    /// invalid per syntax`); all that were written if it names none.
    var accusedValues: String {
        let accused = self.error.diagnostic.prefix { $0 != ":" }.lowercased()
        guard let attribute = self.writtenAttributes.first(where: { "\($0)".lowercased() == accused }) else {
            return self.writtenValues
        }
        return self.words(for: attribute)
    }

    /// The beginning of what to do about a search that no index answers; servers have one of object classes.
    var missingIndex: String {
        let names = (self.filter?.attributes ?? []).filter { $0 != .objectClass }.map(self.words(for:))
        return names.isEmpty
            ? "Raise" : "It has no index for one of these: \(Self.list(names)). Have it indexed for equality, or raise"
    }

    func words(for attribute: AttributeDescription) -> String {
        self.scimName(of: attribute).map { "\($0) (\(attribute))" } ?? "\(attribute)"
    }

    private var writtenAttributes: [AttributeDescription] {
        switch self.change {
        case .add(let entry)?: entry.attributes.map(\.description)
        case .modify(_, let changes)?: changes.map(\.attribute)
        case .rename(_, to: let leaf, deleteOld: _, superior: _)?: leaf.assertions.map(\.type)
        case .delete?, nil: []
        }
    }

    private func scimName(of attribute: AttributeDescription?) -> String? {
        guard let attribute, let mapping = self.mapping else { return nil }
        if let rule = mapping.rules.first(where: { $0.attribute == attribute }) { return "\(rule.path)" }
        return mapping.activationAttributes.contains(attribute) ? "active" : nil
    }

    /// The attribute of a new name that may be too long: OpenLDAP's index of names has room for about 500 bytes, and what
    /// exceeds it is answered with `other`.
    var longName: AttributeDescription? {
        let leaf: RelativeDistinguishedName? =
            switch self.change {
            case .add(let entry)?: entry.dn.leaf
            case .rename(_, to: let leaf, deleteOld: _, superior: _)?: leaf
            case .modify?, .delete?, nil: nil
            }
        return leaf?.assertions.first { $0.value.bytes.count > 200 }?.type
    }

    /// Whether a value was written that nobody is to see.
    var writesPassword: Bool {
        self.writtenAttributes.contains { Change.secretAttributes.contains($0.withoutOptions) }
    }

    /// What the directory says of it, if it cannot quote a secret; the beginning is enough where it quotes a long value.
    var diagnostic: String {
        guard !self.writesPassword, !self.error.diagnostic.isEmpty else { return "" }
        let start = self.error.diagnostic.prefix(300)
        let isWhole = start.endIndex == self.error.diagnostic.endIndex
        return " The directory says: \(start)\(isWhole ? "" : "…")"
    }

    private static func list(_ names: [String]) -> String {
        names.uniqued().joined(separator: ", ")
    }
}

extension Change {
    /// Whether it renames, moves or deletes the entry.
    public var endsName: Bool {
        switch self {
        case .add, .modify: false
        case .rename, .delete: true
        }
    }
}
