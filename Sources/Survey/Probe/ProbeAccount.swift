import Bridge
import Directories
import LDAP
import Translator

/// The entry of a probe as the directory has it: where it is, its password, and its end.
struct ProbeAccount: Sendable {
    let person: ProbePerson
    let checked: CheckedDirectory
    private var mapping: Mapping { self.checked.users.mapping }

    /// The entries that the probe has left, wherever they are by now; none where it is gone.
    /// - Throws: ``LDAPError``: why the directory does not tell.
    func entries() async throws(LDAPError) -> [DistinguishedName] {
        let names = self.mapping.rules.filter { $0.path == .userName }.flatMap { rule in
            [self.person.name, self.person.otherName].map { name in
                LDAP.Filter.equal(rule.attribute, AttributeValue(rule.form?.stored(name) ?? name))
            }
        }
        var found: [DistinguishedName] = []
        for base in [self.mapping.base] + (self.mapping.graveyard.map { [$0.base] } ?? []) {
            let request = SearchRequest(base: base, filter: .or(names), attributes: [.noAttributes])
            found +=
                try await self.checked.directory.searchIfAllowed(request, self.checked.dialect)?.entries.map(\.dn) ?? []
        }
        return found.reduce(into: []) { all, name in if !all.contains(name) { all.append(name) } }
    }

    /// The attribute that takes a password; nil where the entry can have none.
    var passwordAttribute: AttributeDescription? {
        let schema = self.checked.schema
        let allowed = schema.allowed(by: self.mapping.objectClasses)
        let wished: [AttributeDescription] =
            self.checked.dialect.preset == .inetOrgPerson ? ["userPassword"] : ["unicodePwd"]
        return wished.first { name in
            schema.attributeType(name) != nil && allowed.contains { schema.areSame($0, name) }
        }
    }

    /// Gives the entry a password.
    /// - Throws: ``LDAPError``: why the directory takes none.
    func set(_ password: String, _ attribute: AttributeDescription) async throws(LDAPError) {
        guard let name = try await self.entries().first else { throw LDAPError(.noSuchObject) }
        let value =
            attribute == "unicodePwd"
            // [MS-ADTS] section 3.1.1.3.1.5: quoted, in UTF-16 with the low byte first.
            ? AttributeValue(
                bytes: "\"\(password)\"".utf16.flatMap {
                    [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
                }) : AttributeValue(password)
        _ = try await self.checked.directory.apply(
            .modify(name, [Modification(.replace, attribute, [value])]), options: WriteOptions())
    }

    /// Removes whatever the probe has left, also of the groups by which people are disabled; returns what could not be removed.
    /// - Throws: ``LDAPError``: why that is not known, or cannot be.
    func remove() async throws(LDAPError) -> [DistinguishedName] {
        var reason: LDAPError?
        for name in try await self.entries() {
            do throws(LDAPError) {
                for case .group(let group, let member) in self.mapping.grounds {
                    try await self.take(name, from: member, of: group)
                }
                _ = try await self.checked.directory.apply(.delete(name), options: WriteOptions())
            } catch {
                reason = error
            }
        }
        let rest = try await self.entries()
        if !rest.isEmpty, let reason { throw reason }
        return rest
    }

    private func take(
        _ name: DistinguishedName, from member: AttributeDescription, of group: DistinguishedName
    ) async throws(LDAPError) {
        let value = AttributeValue(name.description)
        let request = SearchRequest(
            base: group, scope: .base, filter: .equal(member, value), attributes: [.noAttributes])
        let isNone = try await self.checked.directory.searchIfAllowed(request, self.checked.dialect)?.entries.isEmpty
        if isNone != false { return }
        _ = try await self.checked.directory.apply(
            .modify(group, [Modification(.delete, member, [value])]), options: WriteOptions())
    }
}
