import LDAP
import Translator

/// What a directory says of some people and groups, all of them by their ids.
struct DirectoryTruth: Equatable, Sendable {
    struct Person: Equatable, Sendable {
        var name = ""
        /// Whether the person was deleted and is kept: in the trash, or with a mark.
        var isInTrash = false
        var isLocked = false
        var isElsewhere = false
        var hasNumber = false
        var title: String?
        var displayName: String?
        var password: String?
        /// An id, or in brackets the name of nobody.
        var manager: String?
    }

    struct Group: Equatable, Sendable {
        var name = ""
        /// Ids, and in brackets the names of nobody.
        var members: Set<String> = []
    }

    var people: [String: Person] = [:]
    var groups: [String: Group] = [:]
    /// The numbers that people have.
    private var numbers: [String] = []

    /// What entries say; `disabled` are the members of the group that disables.
    init(_ entries: [Entry] = [], disabled: [AttributeValue] = []) {
        let disabled = Set(disabled.compactMap(\.text).map { DistinguishedName(server: $0) })
        let disabledPeople = DistinguishedName(server: FaultWorld.disabledPeople)
        let ids = Dictionary(
            entries.compactMap { entry in entry["entryUUID"].first?.text.map { (entry.dn, $0) } },
            uniquingKeysWith: { first, _ in first })
        func who(_ value: AttributeValue) -> String {
            let name = DistinguishedName(server: value.text ?? "")
            return ids[name] ?? "[\(name)]"
        }
        let uids = Dictionary(
            entries.flatMap { entry in entry["uid"].compactMap { uid in ids[entry.dn].map { (uid, $0) } } },
            uniquingKeysWith: { first, _ in first })
        for entry in entries {
            guard let id = ids[entry.dn] else { continue }
            var leaf = entry.dn.leaf?.assertions.first?.value.text ?? ""
            // The trash tells namesakes apart by their ids.
            if leaf.hasSuffix("-\(id)") { leaf.removeLast(id.count + 1) }
            if entry["objectClass"].contains("posixGroup") {
                let members = entry["memberUid"].map { uids[$0] ?? "[\($0.text ?? "")]" }
                self.groups[id] = Group(name: leaf, members: Set(members))
                continue
            }
            guard entry["objectClass"].contains("groupOfNames") else {
                self.numbers += entry["uidNumber"].compactMap(\.text)
                self.people[id] = Person(
                    name: leaf,
                    isInTrash: entry.dn.isWithin(DistinguishedName(server: "ou=leavers,\(FaultWorld.suffix)"))
                        || entry[FaultWorld.mark.attribute].contains(FaultWorld.mark.value),
                    isLocked: entry["pwdAccountLockedTime"] == [Mapping.Activation.permanentLock]
                        || disabled.contains(entry.dn) || entry.dn.isWithin(disabledPeople),
                    isElsewhere: entry.dn.parent == DistinguishedName(server: FaultWorld.elsewhere),
                    hasNumber: !entry["uidNumber"].isEmpty,
                    title: entry["title"].first?.text, displayName: entry["cn"].first?.text,
                    password: entry["userPassword"].first?.text,
                    manager: entry["manager"].first { !FaultWorld.nobody.contains($0.text ?? "") }.map(who))
                continue
            }
            let members = entry["member"].filter { !FaultWorld.nobody.contains($0.text ?? "") }
            self.groups[id] = Group(name: leaf, members: Set(members.map(who)))
        }
    }

    /// Somebody who is deleted is named by nobody.
    mutating func forget(_ id: String) {
        self.people[id] = nil
        for other in self.people.keys where self.people[other]?.manager == id { self.people[other]?.manager = nil }
        for group in self.groups.keys { self.groups[group]?.members.remove(id) }
    }
}

extension DirectoryTruth {
    /// What is not as it should be in what was found; `newcomers` may be there, and belong to nothing.
    func faults(in found: DirectoryTruth, made: [Person] = [], newcomers: Set<String> = []) -> [String] {
        var faults: [String] = []
        for (id, person) in self.people where found.people[id] != person {
            faults.append("\(person.name) is \(found.describe(id)) instead of \(self.describe(id))")
        }
        for (id, group) in self.groups where found.groups[id] != group {
            faults.append("\(group.name) is \(found.describe(id)) instead of \(self.describe(id))")
        }
        let strangers = found.people.filter { self.people[$0.key] == nil }.values
        for person in made where !strangers.contains(person) {
            faults.append("\(person) is not as it was made: \(strangers.map { "\($0)" })")
        }
        let names = newcomers.union(made.map(\.name))
        faults += strangers.filter { !names.contains($0.name) }.map { "\($0) should not be there" }
        return faults + found.dangling
    }

    private func describe(_ id: String) -> String {
        if let person = self.people[id] {
            let marks = [
                person.isInTrash ? "trashed" : nil, person.isLocked ? "locked" : nil,
                person.isElsewhere ? "elsewhere" : nil, person.hasNumber ? "numbered" : nil,
                person.title.map { "title \($0)" },
                person.displayName.map { "called \($0)" }, person.password.map { "password \($0)" },
                person.manager.map { "managed by \(self.who($0))" },
            ]
            return ([self.who(id)] + marks.compactMap(\.self)).joined(separator: ", ")
        }
        return self.groups[id].map { "\($0.name) of \($0.members.map(self.who).sorted())" } ?? "gone"
    }

    /// A name, and so much of the id that a namesake is told apart.
    private func who(_ id: String) -> String {
        (self.people[id]?.name ?? self.groups[id]?.name).map { "\($0)#\(id.prefix(8))" } ?? id
    }

    /// Who is in the trash and not locked, who is named and nobody, and what is given twice.
    var dangling: [String] {
        let open = self.people.values.filter { $0.isInTrash && !$0.isLocked }.map {
            "\($0.name) is trashed and not locked"
        }
        let lost = self.groups.values.flatMap { group in
            group.members.filter { $0.hasPrefix("[") }.map { "\(group.name) names nobody: \($0)" }
        }
        let alone = self.people.values.filter { $0.manager?.hasPrefix("[") ?? false }
            .map { "\($0.name) has nobody as manager: \($0.manager ?? "")" }
        let twice = Set(self.numbers).count == self.numbers.count ? [] : ["a number is given twice: \(self.numbers)"]
        return open + lost + alone + twice
    }
}
