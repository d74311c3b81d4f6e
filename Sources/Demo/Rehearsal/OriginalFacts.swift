import Bridge
import ConfigurationFile
import Directories
import Encodings
import LDAP
import SCIM
import Translator

/// What the original shows of itself that its copy must have, too.
struct OriginalFacts: Sendable {
    /// The kind of server.
    var dialect: Dialect
    /// What it knows of attributes and classes.
    var schema: LDAP.Schema
    /// The names of its topmost entries.
    var contexts: [DistinguishedName]
    /// What the configuration maps, as servers of this kind have it.
    var mappings: [Mapping]
    /// The default password policy.
    var defaultPolicy: DistinguishedName?
    /// All password policies.
    var policies: [DistinguishedName] = []
    /// In which attributes the server keeps names right; nil where it does not show it.
    var keeping: ReferenceKeeping?
    /// What its overlay keeps unique, in its words.
    var uniqueness: [String] = []

    /// Looks.
    ///
    /// - Throws: `LDAPError`, or ``RehearsalError`` where the kind of server is not known.
    init(of settings: Settings, in directory: any Bridge.Directory) async throws {
        let server = try await directory.server()
        guard let dialect = settings.directory.dialect ?? Dialect.detected(from: server.rootDSE) else {
            throw RehearsalError("This server is of a kind that Starbridge does not know: set directory.kind.")
        }
        (self.dialect, self.schema, self.contexts) = (dialect, server.schema, server.rootDSE.namingContexts)
        self.mappings = settings.mappings.map { $0.adapted(to: dialect) }
        let base = settings.users.base
        self.keeping = try await ReferenceKeeping.shown(by: directory, holding: base, dialect)
        guard dialect == .openLDAP else { return }
        let shown = try await ServerConfiguration.read(holding: base, in: directory, dialect)
        let named = settings.mappings.flatMap(\.grounds).compactMap { ground in
            if case .lockout(ownPolicy: _, defaultPolicy: let policy) = ground { policy } else { nil }
        }
        self.defaultPolicy = named.first ?? shown?.defaultPolicy
        self.uniqueness = shown?.uniquenessURIs ?? []
        self.policies = try await Self.policies(self.contexts.filter(base.isWithin), directory, dialect)
    }

    private static func policies(
        _ contexts: [DistinguishedName], _ directory: any Bridge.Directory, _ dialect: Dialect
    ) async throws -> [DistinguishedName] {
        var found: [DistinguishedName] = []
        for context in contexts {
            let request = SearchRequest(
                base: context, filter: .equal("objectClass", "pwdPolicy"), attributes: [.noAttributes])
            found += try await directory.searchIfAllowed(request, dialect)?.entries.map(\.dn) ?? []
        }
        return found
    }
}

extension OriginalFacts {
    /// Whether it locks accounts by password policies.
    var hasPolicies: Bool { self.dialect == .openLDAP && self.schema.attributeType("pwdAccountLockedTime") != nil }

    /// The attributes in which a mapping names other entries.
    var references: [AttributeDescription] {
        self.mappings.flatMap(\.rules).filter { $0.isReference && $0.referenceKey == nil && !$0.isReadOnly }
            .map(\.attribute).filter(self.schema.holdsNames).uniqued()
    }

    /// In which attributes the copy takes names along: as the original shows it, or as the configuration relies on it.
    var followed: [AttributeDescription] {
        if let keeping, !keeping.attributes.isEmpty {
            return keeping.attributes.filter { self.schema.attributeType($0) != nil }
        }
        let isTrusted = self.dialect.keepsNames || self.mappings.contains { $0.renaming == .server }
        return isTrusted && self.keeping == nil ? self.references : []
    }

    /// The attributes that say whether somebody is disabled.
    var state: Set<AttributeDescription> {
        let mapping = self.mappings.first { $0.section == "users" }
        let bound = mapping.map { BoundMapping(mapping: $0, dialect: self.dialect, schema: self.schema) }
        return Set(bound?.attributesOfState ?? []).subtracting([.noAttributes])
    }

    /// The attributes in which the configuration has passwords.
    var passwords: Set<AttributeDescription> {
        Set(self.mappings.flatMap(\.rules).filter { $0.path.description.lowercased() == "password" }.map(\.attribute))
    }
}
