import LDAP

/// What an entry is for the bridge, by its object classes.
enum EntryRole: Hashable, Sendable {
    /// Somebody with an account.
    case person
    /// A group, by the class that makes it one.
    case group(GroupClass)

    /// An object class of groups, and where it keeps members.
    struct GroupClass: Hashable, Sendable {
        /// The name of the class.
        let name: String
        /// The attribute with the members.
        let member: AttributeDescription
        /// Whether the groups are of the class `posixGroup` as well (RFC 2307bis).
        var isPosix = false

        /// Whether members are names of entries.
        var namesMembers: Bool { self.member != "memberUid" && !self.isDynamic }

        /// Whether members are those whom URLs find.
        var isDynamic: Bool { self.member == "memberURL" }
    }
}

/// Tells people and groups from other entries.
struct RoleFinder: Sendable {
    let schema: LDAP.Schema

    private static let people: Set = ["person", "account", "posixaccount", "inetuser", "nsperson"]
    /// Whatever has one of these is nobody.
    private static let nobody: Set = [
        "computer", "contact", "foreignsecurityprincipal", "organizationalunit", "organization", "organizationalrole",
        "domain", "dcobject", "locality", "device", "container", "pwdpolicy", "subentry", "applicationprocess", "room",
        "document",
    ]
    /// The classes of groups; of several that an entry has the first counts.
    static let groupClasses: [EntryRole.GroupClass] = [
        .init(name: "groupOfNames", member: "member"), .init(name: "groupOfMembers", member: "member"),
        .init(name: "group", member: "member"), .init(name: "groupOfUniqueNames", member: "uniqueMember"),
        .init(name: "posixGroup", member: "memberUid"), .init(name: "groupOfURLs", member: "memberURL"),
    ]
    private static let identifying: [AttributeDescription] = ["uid", "mail", "userPrincipalName", "sAMAccountName"]
    private static let naming: [AttributeDescription] = ["cn", "sn", "givenName", "displayName"]

    /// What entries of these classes are; nil where that is nothing to the bridge.
    func role(of classes: [String]) -> EntryRole? {
        let all = self.names(classes)
        let known = Self.groupClasses.first { all.contains($0.name.lowercased()) }
        if var type = known ?? self.customGroup(classes) {
            // In Active Directory every group may have a number, and is no other kind for that.
            type.isPosix = type.namesMembers && type.name != "group" && all.contains("posixgroup")
            return .group(type)
        }
        // An account of a program is one that has nothing but a password.
        if all.contains("simplesecurityobject"), all.isDisjoint(with: ["person", "posixaccount"]) { return nil }
        if !all.isDisjoint(with: Self.nobody), all.isDisjoint(with: ["person", "posixaccount"]) { return nil }
        if all.contains("computer") || all.contains("contact") { return nil }
        if !all.isDisjoint(with: Self.people) { return .person }
        return self.isLikeAPerson(classes) ? .person : nil
    }

    /// The names of the classes and of all that they refine, in lower case.
    private func names(_ classes: [String]) -> Set<String> {
        let known = self.schema.withSuperclasses(classes).flatMap { $0.names + [$0.oid] }
        return Set((known + classes).map { $0.lowercased() })
    }

    /// A structural class of somebody's own that has members and a name.
    private func customGroup(_ classes: [String]) -> EntryRole.GroupClass? {
        for type in classes.compactMap(self.schema.objectClass) where type.kind == .structural {
            let allowed = self.schema.allowed(by: [type.name])
            guard allowed.contains("cn"), !allowed.contains("sn") else { continue }
            for member: AttributeDescription in ["member", "uniqueMember"] where allowed.contains(member) {
                return .init(name: type.name, member: member)
            }
        }
        return nil
    }

    private func isLikeAPerson(_ classes: [String]) -> Bool {
        let allowed = self.schema.allowed(by: classes)
        return Self.identifying.contains(where: allowed.contains) && Self.naming.contains(where: allowed.contains)
    }
}
