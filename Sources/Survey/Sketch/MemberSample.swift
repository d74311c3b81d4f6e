import Bridge
import LDAP

/// What some groups of a kind show of how they keep members.
struct MemberSample: Sendable {
    /// How many groups are looked at, and how many of them at once: some have very many members.
    static let (limit, stride) = (200, 20)
    /// How many names are asked for, whether an entry has them.
    private static let questions = 20
    private static let copy: AttributeDescription = "memberUid"

    /// How many groups were looked at.
    private(set) var count = 0
    /// How many of them have user names, too.
    private(set) var copies = 0
    /// The attribute in which the directory itself shows the members of dynamic groups; nil where it shows none.
    private(set) var computed: AttributeDescription?
    /// The name that stands in groups for no member; nil where there is none but the empty one.
    private(set) var placeholder: DistinguishedName?
    /// In how many groups a name is that is outside of all bases.
    private var outsiders: [DistinguishedName: Int] = [:]
}

extension MemberSample {
    /// Whether at least half of the groups keep the user names of their members, too.
    var hasCopies: Bool { self.copies > 0 && self.copies * 2 >= self.count }

    /// Looks at groups of a kind; `bases` are those below which people and groups are.
    /// - Throws: ``LDAPError`` where the directory does not tell.
    static func taken(
        of type: EntryRole.GroupClass, _ population: Population, outside bases: [DistinguishedName],
        in directory: any Directory, _ server: DirectoryServer
    ) async throws(LDAPError) -> MemberSample {
        guard type.namesMembers || type.isDynamic, type.name != "group" else { return MemberSample() }
        let attributes = type.isDynamic ? ["member", "uniqueMember"] : [type.member, Self.copy]
        let request = SearchRequest(base: population.base, filter: population.filter, attributes: attributes)
        var sample = try await WholeList(request, stride: Self.stride).gathered(
            into: MemberSample(), upTo: Self.limit, in: directory
        ) { $0.note($1, type, outside: bases) }.result
        sample.placeholder = try await sample.nobody(in: directory, server)
        return sample
    }

    private mutating func note(_ group: Entry, _ type: EntryRole.GroupClass, outside bases: [DistinguishedName]) {
        self.count += 1
        if type.isDynamic {
            let shown: [AttributeDescription] = ["member", "uniqueMember"]
            self.computed = self.computed ?? shown.first { !group[$0].isEmpty }
            return
        }
        if !group[Self.copy].isEmpty { self.copies += 1 }
        for name in Set(group[type.member].compactMap(\.text).map { DistinguishedName(server: $0) })
        where !bases.contains(where: name.isWithin) { self.outsiders[name, default: 0] += 1 }
    }

    /// The name outside of all bases that most groups have and no entry: what one group has alone may be a leftover.
    private func nobody(
        in directory: any Directory, _ server: DirectoryServer
    ) async throws(LDAPError) -> DistinguishedName? {
        let frequent = self.outsiders.filter { $0.value > 1 }
            .sorted { ($0.value, $1.key.description) > ($1.value, $0.key.description) }
        for (name, _) in frequent.prefix(Self.questions) {
            // The empty name is meant anyway.
            if name.relativeNames.isEmpty { return nil }
            guard server.rootDSE.namingContexts.contains(where: name.isWithin), let parent = name.parent else {
                return name
            }
            // An entry that the account may not see would look like none: its parent must be seen.
            let (isThere, isSeen) = (
                try await self.shows(name, directory), try await self.shows(parent, directory)
            )
            if !isThere, isSeen { return name }
        }
        return nil
    }

    private func shows(_ name: DistinguishedName, _ directory: any Directory) async throws(LDAPError) -> Bool {
        let request = SearchRequest(base: name, scope: .base, attributes: [.noAttributes])
        do throws(LDAPError) {
            return try await directory.search(request).entries.isEmpty == false
        } catch {
            guard [.noSuchObject, .insufficientAccessRights].contains(error.code) else { throw error }
            return false
        }
    }
}
