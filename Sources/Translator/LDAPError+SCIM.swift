import Directories
import Encodings
import LDAP
import SCIM

extension SCIMError {
    /// What a client is told of a directory's refusal: the status by what it means, and a detail that says what to do.
    ///
    /// The directory's own words are passed on, unless the change carried a secret, which they might quote.
    public init(_ error: LDAPError, during change: Change? = nil, mapping: Mapping? = nil, dialect: Dialect) {
        let refusal = Refusal(error: error, change: change, mapping: mapping)
        self = refusal.error(for: dialect.meaning(of: error, during: change))
        self.cause = "\(error.code)"
    }
}

/// A refusal and all that is known of its circumstances.
private struct Refusal {
    let error: LDAPError
    let change: Change?
    let mapping: Mapping?

    func error(for failure: Failure) -> SCIMError {
        switch failure {
        case .alreadyExists, .constraint, .hasChildren: self.conflict(failure)
        case .targetMissing, .parentMissing, .referenceMissing: self.absence(failure)
        case .alreadyThere, .notThere, .invalidSyntax, .schemaViolation, .namingViolation: self.invalidValue(failure)
        case .tooManyEntries, .accessDenied, .unwilling, .unexpected, .unsupported, .referral: self.limit(failure)
        case .lostRace, .bindRefused, .strongerAuthRequired, .unavailable, .unknownOutcome: self.passing(failure)
        }
    }

    private func conflict(_ failure: Failure) -> SCIMError {
        switch failure {
        case .alreadyExists:
            .uniqueness(
                "The directory already has an entry with the name \(self.newName). \(self.matching)ive one of them another "
                    + "\(self.scimName(of: self.mapping?.rdn) ?? "name")."
            )
        case .constraint:
            .invalidValue(
                "The directory refuses \(self.writtenValues) because of a constraint of its own, and no other entry that the "
                    + "bridge can see holds the same values.\(self.diagnostic)"
            )
        default:
            SCIMError(
                status: 409,
                detail:
                    "\(self.target) has entries below it and cannot be deleted. Remove those in the directory first."
            )
        }
    }

    private func absence(_ failure: Failure) -> SCIMError {
        switch failure {
        case .targetMissing:
            .notFound(
                "\(self.target) is no longer in the directory. If it was moved or deleted there, restart provisioning so "
                    + "that the client matches it anew."
            )
        case .referenceMissing:
            .invalidValue("An entry that \(self.writtenValues) names is not in the directory. Provision it first.")
        default:
            .internalError(
                "The directory has no entry \(self.parent), below which this belongs. Create it, or correct the base in "
                    + "Starbridge's configuration\(self.nearest)."
            )
        }
    }

    private func invalidValue(_ failure: Failure) -> SCIMError {
        switch failure {
        case .alreadyThere:
            .invalidValue(
                "The directory takes two of the values of \(self.writtenValues) for the same. Send one of them.")
        case .notThere:
            .invalidValue("A value of \(self.writtenValues) that was to be removed is no longer there. Try again.")
        case .invalidSyntax:
            .invalidValue(
                "The directory does not allow a value of \(self.accusedValues): the attribute's syntax forbids it. Correct "
                    + "the value at its source.\(self.diagnostic)"
            )
        case .namingViolation:
            .invalidValue(
                "The directory does not allow the name \(self.newName). Correct "
                    + "\(self.scimName(of: self.mapping?.rdn) ?? "the value that names it") at its source.\(self.diagnostic)"
            )
        default:
            .invalidValue(
                "The entry would break the directory's schema: an attribute among \(self.writtenValues) is missing, too "
                    + "many, or not allowed. Check the required attributes and object_classes.\(self.diagnostic)"
            )
        }
    }

    private func limit(_ failure: Failure) -> SCIMError {
        switch failure {
        case .tooManyEntries:
            .tooMany(
                "More entries match than the directory returns to the bridge's account. Narrow the filter, or raise the "
                    + "account's size limit in the directory."
            )
        case .accessDenied:
            .forbidden(
                "The bridge's account lacks the right to \(self.missingRight). Grant it in the directory's access rules."
            )
        case .referral:
            .internalError(
                "The directory refers to another server (\(self.error.referrals.joined(separator: ", "))). Starbridge does "
                    + "not follow referrals: list a server that may be written to in directory.servers."
            )
        case .unsupported:
            .internalError(
                "The directory does not support what was asked of it (\(self.error.code)). Check that directory.kind fits "
                    + "the server.\(self.diagnostic)"
            )
        default:
            if failure == .unexpected, let attribute = self.longName {
                .invalidValue(
                    "The directory refused a new name, perhaps because it does not take one so long. Send a shorter value for "
                        + "\(self.words(for: attribute)).\(self.diagnostic)"
                )
            } else {
                .internalError("The directory refused \(self.action): \(self.error.code).\(self.diagnostic)")
            }
        }
    }

    /// Never 401 or 403, for which Entra would give up at once.
    private func passing(_ failure: Failure) -> SCIMError {
        switch failure {
        case .lostRace:
            .unavailable("Another program changed \(self.target) at the same time. Try again.", retryAfter: 1)
        case .bindRefused:
            .unavailable(
                "The directory refuses the credentials of the bridge's account (\(self.error.code)). Correct directory.bind "
                    + "in Starbridge's configuration, or unlock the account.",
                retryAfter: 60
            )
        case .strongerAuthRequired:
            .unavailable(
                "The directory demands an encrypted connection or a stronger bind (\(self.error.code)). Use ldaps:// or "
                    + "start_tls in Starbridge's configuration.",
                retryAfter: 60
            )
        case .unknownOutcome:
            .unavailable(
                "The connection to the directory was lost during \(self.action), which may or may not have been done. Try "
                    + "again: what is done is not done twice.",
                retryAfter: 10
            )
        default:
            .unavailable(
                "The directory is down, busy or too slow (\(self.error.code)); nothing was changed. Check its state and "
                    + "the network between it and the bridge.",
                retryAfter: 10
            )
        }
    }
}

extension Refusal {
    private var target: String { self.change.map { "\($0.target)" } ?? "The entry" }

    /// The name that an entry was to get.
    private var newName: String {
        guard case .rename(let target, to: let leaf, deleteOld: _, superior: let superior)? = self.change else {
            return self.target
        }
        return (superior ?? target.parent).map { "\($0.appending(leaf))" } ?? "\(leaf)"
    }

    /// The name of the entry that was expected to be there.
    private var parent: String {
        switch self.change {
        case .rename(_, to: _, deleteOld: _, superior: let superior?)?: "\(superior)"
        case let change?: change.target.parent.map { "\($0)" } ?? "\(change.target)"
        case nil: self.mapping.map { "\($0.base)" } ?? "at the configured base"
        }
    }

    /// What to do first where a new entry finds one of its name.
    private var matching: String {
        guard case .add? = self.change else { return "Nothing was changed. G" }
        let kind = self.mapping?.resourceType.schema.id == .group ? "group" : "person"
        return "If it is the same \(kind), let the client match it; otherwise g"
    }

    private var nearest: String {
        self.error.matchedDN.isEmpty ? "" : " (the nearest that exists is \(self.error.matchedDN))"
    }

    private var action: String {
        switch self.change {
        case .add(let entry)?: "adding \(entry.dn)"
        case .modify(let name, _)?: "changing \(name)"
        case .rename(let name, to: _, deleteOld: _, superior: _)?: "renaming \(name)"
        case .delete(let name)?: "deleting \(name)"
        case nil: "a search"
        }
    }

    private var missingRight: String {
        switch self.change {
        case .add(let entry)?: "add \(entry.dn) (write access to the children of \(self.parent) and to the new entry)"
        case .modify(let name, let changes)?: "write \(Self.list(changes.map { "\($0.attribute)" })) of \(name)"
        case .rename(let name, to: _, deleteOld: _, superior: _)?:
            "rename \(name) to \(self.newName) (write access to the entry and to the children of both parents)"
        case .delete(let name)?: "delete \(name) (write access to the entry and to the children of \(self.parent))"
        case nil: "search below \(self.mapping.map { "\($0.base)" } ?? "the configured base") (read access)"
        }
    }

    /// The attributes that were written, as SCIM names them.
    private var writtenValues: String {
        let names = self.writtenAttributes.filter { $0 != "objectClass" }.map(self.words(for:))
        return names.isEmpty ? "the entry" : Self.list(names)
    }

    /// The attribute that the directory names at the front of its diagnostic, as OpenLDAP and 389 DS do (`mail: value #0
    /// invalid per syntax`); all that were written if it names none.
    private var accusedValues: String {
        let accused = self.error.diagnostic.prefix { $0 != ":" }.lowercased()
        guard let attribute = self.writtenAttributes.first(where: { "\($0)".lowercased() == accused }) else {
            return self.writtenValues
        }
        return self.words(for: attribute)
    }

    private func words(for attribute: AttributeDescription) -> String {
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
        return mapping.activation.contains { $0.attribute == attribute } ? "active" : nil
    }

    /// The attribute of a new name that may be too long: OpenLDAP's index of names has room for about 500 bytes, and what
    /// exceeds it is answered with `other`.
    private var longName: AttributeDescription? {
        let leaf: RelativeDistinguishedName? =
            switch self.change {
            case .add(let entry)?: entry.dn.leaf
            case .rename(_, to: let leaf, deleteOld: _, superior: _)?: leaf
            case .modify?, .delete?, nil: nil
            }
        return leaf?.assertions.first { $0.value.bytes.count > 200 }?.type
    }

    /// What the directory says of it, if it cannot quote a secret; the beginning is enough where it quotes a long value.
    private var diagnostic: String {
        let isSecret = self.writtenAttributes.contains { Change.secretAttributes.contains($0.withoutOptions) }
        guard !isSecret, !self.error.diagnostic.isEmpty else { return "" }
        let start = self.error.diagnostic.prefix(300)
        let isWhole = start.endIndex == self.error.diagnostic.endIndex
        return " The directory says: \(start)\(isWhole ? "" : "…")"
    }

    private static func list(_ names: [String]) -> String {
        names.uniqued().joined(separator: ", ")
    }
}
