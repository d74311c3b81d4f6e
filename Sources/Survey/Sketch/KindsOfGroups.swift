import LDAP
import SCIM
import Translator

/// The kinds of groups that are in use, as they can stand in one file beside people.
struct KindsOfGroups {
    /// How each is kept: those that can be served first, each with its obstacle else.
    let sections: [SketchedMapping]

    /// Decides it, and has people known by their `uid` where groups name them so.
    init(sketch: DirectorySketch, users: inout SketchedMapping) {
        func sections(keepsIDs: Bool, _ users: inout SketchedMapping) -> [SketchedMapping] {
            var served: [SketchedMapping] = []
            var others: [SketchedMapping] = []
            for kind in sketch.groups {
                var section = GroupSketcher(sketch: sketch, kind: kind, keepsIDs: keepsIDs).section
                if section.obstacle == nil, section.isLike([users] + served) {
                    section.obstacle = "Their base and filter are those of people, or of other groups."
                }
                if section.obstacle == nil, section.needsUserNames {
                    section.nameMembers(of: &users, sketch.people.usage)
                }
                if section.obstacle == nil { served.append(section) } else { others.append(section) }
            }
            return served + others
        }
        let all = sections(keepsIDs: true, &users)
        let served = all.filter { $0.obstacle == nil }
        guard Set(served.map(\.keepsIDs)).count > 1 else {
            self.sections = all
            return
        }
        var without = sections(keepsIDs: false, &users)
        without[0].note("attributes", "externalId is not kept: not every kind of groups has a place for it.")
        self.sections = without
    }
}

extension SketchedMapping {
    /// Whether it cannot be told from one of these.
    fileprivate func isLike(_ others: [SketchedMapping]) -> Bool {
        others.contains { $0.mapping.base == self.mapping.base && $0.mapping.filter == self.mapping.filter }
    }

    /// Whether members are named by their `uid`.
    fileprivate var needsUserNames: Bool { self.mapping.rules.contains { $0.referenceKey != nil } }

    /// Has people known by their `uid` alone; where they are not, the names are not written.
    fileprivate mutating func nameMembers(of users: inout SketchedMapping, _ usage: Usage) {
        if let index = users.mapping.rules.firstIndex(where: { $0.attribute == "uid" }), usage["uid"].repeated == 0 {
            if users.mapping.rules[index].path != AttributePath(attribute: "userName") {
                users.mapping.rules[index].isUnique = true
            }
            return
        }
        self.mapping.rules.removeAll(where: \.isCopy)
        if self.needsUserNames {
            self.obstacle = "They name members by uid, which is not mapped for people, or is not everybody's own."
        }
    }
}
