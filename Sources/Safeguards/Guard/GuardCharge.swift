import Bridge
import Directories
import LDAP
import SCIM
import Translator

/// How much a plan counts in a class.
struct GuardCharge: Hashable, Sendable {
    let guardClass: GuardClass
    let count: Int

    init(_ kind: GuardClass.Kind, of part: String? = nil, _ count: Int = 1) {
        self.guardClass = GuardClass(kind, of: part)
        self.count = count
    }
}

extension GuardCharge {
    /// What a plan for an entry of a section counts.
    ///
    /// A plan that disables counts as that alone: what comes beside it must not keep it from being written. One that takes another
    /// one back, or takes a number for an entry, counts nothing.
    static func charges(of plan: Plan, in section: String) -> [GuardCharge] {
        if plan.steps.isEmpty || plan.takesBack { return [] }
        switch plan.effect {
        case .none, .allocate, .revive: return []
        case .delete: return [GuardCharge(.deletes)]
        case .create: return [GuardCharge(.creates, of: section)]
        case .disable: return [GuardCharge(.disables)]
        case .update, .rename, .enable, .membership: break
        }
        if plan.steps.contains(where: { $0.role == .disabling }) { return [GuardCharge(.disables)] }
        var charges = plan.effect == .rename ? [GuardCharge(.renames)] : []
        if plan.removedMembers > 0 { charges.append(GuardCharge(.removals, plan.removedMembers)) }
        if section == GuardClass.people {
            charges += plan.emptied.map { GuardCharge(.clears, of: $0.name) }
        }
        return charges
    }
}

/// Whose change it is, as an administrator knows them.
public struct GuardSubject: Codable, Hashable, Sendable {
    /// The immutable id of the entry; the name of one that is to be made.
    public var id: String
    /// The name of the entry.
    public var name: String
    /// What would happen to it, such as `disable`.
    public var change: String
    /// The name of the token that wants it.
    public var principal: String

    init(id: String, name: String, change: String, principal: String) {
        (self.id, self.name, self.change, self.principal) = (id, name, change, principal)
    }

    /// The subject of a plan that was made for a call.
    init(of plan: Plan, _ work: Work) {
        let step = plan.steps.first
        let name = step?.change.target.description ?? ""
        let id = step?.recovery.id.flatMap { work.dialect.id(from: $0.value) }
        self.init(
            id: id ?? name.lowercased(), name: name, change: plan.effect.description,
            principal: work.context.principal.name)
    }

    /// Whether an administrator means them: by the id, the name of the entry, or the value that names it (`ada` of `uid=ada,…`).
    func isMeant(by text: String) -> Bool {
        let wanted = text.lowercased()
        if [self.id.lowercased(), self.name.lowercased()].contains(wanted) { return true }
        guard let leaf = (try? DistinguishedName(parsing: self.name))?.leaf else { return false }
        return leaf.assertions.contains { $0.value.text?.lowercased() == wanted }
    }
}
