import Bridge
import LDAP
import SCIM
import Translator

/// Entries below the base that look like people and that the filter hides: clients do not find them, and would create them anew.
struct HiddenCheck: Check {
    let census: Census
    let directory: any Directory
    let id = "hidden"
    var subject: String { "\(self.mapping.section).filter" }
    private var mapping: Mapping { self.census.bound.mapping }

    func findings() async throws(LDAPError) -> [CheckFinding] {
        if let stop = self.census.stop {
            return [.unmade(self.id, self.subject, because: "the server does not list all whom it shows (\(stop))")]
        }
        let request = SearchRequest(
            base: self.mapping.base, scope: self.mapping.scope, filter: self.likely, attributes: [.noAttributes])
        let shown = Set(self.census.entries.map(\.dn))
        let hidden = try await WholeList(request).entries(in: self.directory).map(\.dn).filter { !shown.contains($0) }
        if hidden.isEmpty {
            return [
                CheckFinding(
                    self.id, self.subject, .ok, "\(self.subject) hides nobody below \(self.mapping.base).")
            ]
        }
        return [
            CheckFinding(
                self.id, self.subject, .warning,
                "\(hidden.count) entries below \(self.mapping.base) look like those of \(self.mapping.section) and are hidden by "
                    + "\(self.mapping.filter): Entra does not find them, and a create with their name is refused.",
                advice: "Nothing, if they are not to be touched; else widen \(self.subject).", names: hidden.firstOnes)
        ]
    }

    /// What looks like an entry of the mapping: of its structural classes, or with the attributes that identify one.
    private var likely: LDAP.Filter {
        let schema = self.census.bound.schema
        let classes = ["person"] + self.mapping.objectClasses
        let known = classes.filter { schema.objectClass($0).map { $0.kind == .structural } ?? false }
        let isOfPeople = self.mapping.section == "users"
        let asked = (isOfPeople ? known : known.filter { $0 != "person" }).map {
            LDAP.Filter.equal(.objectClass, AttributeValue($0))
        }
        let named = isOfPeople ? Census.keys(of: self.mapping).prefix(1).map { LDAP.Filter.present($0.attribute) } : []
        let all = LDAP.Filter.or(asked + named)
        guard let mark = self.mapping.graveyard?.mark else { return all }
        return .and([all, .not(mark)])
    }
}
