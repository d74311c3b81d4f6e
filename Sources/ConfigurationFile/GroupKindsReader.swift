import SCIM
import Translator
import Yams

/// Reads `groups:`, which is one kind of groups or a list of them.
struct GroupKindsReader {
    private let root: ConfigurationSection
    /// Makes the reader of one kind.
    private let reader: (ConfigurationSection) -> MappingReader

    init(_ root: ConfigurationSection, _ reader: @escaping (ConfigurationSection) -> MappingReader) {
        self.root = root
        self.reader = reader
    }

    /// The mappings of all kinds, in the order of the file; none where no groups are served.
    func mappings() -> [Mapping] {
        guard self.root.node("groups")?.sequence != nil else {
            return self.root.section("groups").flatMap { self.reader($0).groups() }.map { [$0] } ?? []
        }
        let sections = self.root.sections("groups") ?? []
        let groups = sections.compactMap { section -> Mapping? in
            if sections.count > 1, section.node("filter") == nil {
                section.report(
                    "\(section.name).filter is missing: kinds of groups are told apart by it", at: section.mark)
            }
            return self.reader(section).groups()
        }
        self.check(groups)
        return groups.kinds
    }

    /// Reports what kinds of groups cannot be together.
    private func check(_ groups: [Mapping]) {
        for (index, group) in groups.enumerated() {
            if groups[..<index].contains(where: group.isIdle) {
                self.root.report(
                    "groups[\(index)].filter finds the same groups as that of an earlier kind: tell them apart by the filter, or take "
                        + "one out", at: self.root.mark(of: "groups"))
            } else if let earlier = groups[..<index].firstIndex(where: group.losesEntries) {
                self.root.warn(
                    "groups[\(index)] leaves out what the filter of groups[\(earlier)] finds, also outside of groups[\(earlier)].base, "
                        + "where neither shows it: put the kind with the wider base first, or name in one filter what the other "
                        + "forbids", at: self.root.mark(of: "groups"))
            }
        }
        let path = AttributePath(attribute: "externalId")
        if Set(groups.map { $0.maps(path) }).count > 1 {
            self.root.report(
                "groups: externalId is mapped in some kinds of groups and not in others, so clients could not look for it: map it in "
                    + "all of them, or in none", at: self.root.mark(of: "groups"))
        }
    }
}
