import Directories
import LDAP
import SCIM

/// Refuses a write after which the mapping's own filter would not find the entry, which would be gone for the client.
struct VisibilityCheck: Sendable {
    private let bound: BoundMapping
    /// The bindings of the attributes that the filter asks about.
    private let bindings: [Binding]
    /// Whether the filter asks about nothing but what an update reads.
    private let isFilterRead: Bool
    /// Whether the filter asks only for object classes that every new entry has.
    private let findsEveryNew: Bool
    /// The filter as far as it can be told of an entry that is not there yet: what the server gives it is not known.
    private let filterOfNew: LDAP.Filter
    /// Whether the filter asks about something that the server gives a new entry.
    private let asksForGiven: Bool

    /// Creates the check of a mapping; `read` are the attributes that an update reads.
    init(_ bound: BoundMapping, reading read: [LDAP.AttributeDescription]) {
        let (asked, schema) = (bound.mapping.filter.attributes, bound.schema)
        self.bound = bound
        self.bindings = bound.writable.filter { binding in
            asked.contains { schema.areSame($0, binding.rule.attribute) }
        }
        let classes = Attribute(.objectClass, values: bound.mapping.objectClasses.map { AttributeValue($0) })
        let bare = Entry(dn: bound.mapping.base, attributes: [classes])
        self.findsEveryNew =
            self.bindings.isEmpty && bound.mapping.filter.demandsOnlyClasses
            && !bound.mapping.activationAttributes.contains(.objectClass)
            && bound.mapping.filter.matches(bare, schema: schema) == true
        let given = bound.dialect.givenAttributes.subtracting(bound.writable.map(\.rule.attribute))
        self.asksForGiven = asked.contains(where: given.contains)
        self.filterOfNew = self.asksForGiven ? bound.mapping.filter.undefining(given) : bound.mapping.filter
        self.isFilterRead = asked.allSatisfy { asked in read.contains { schema.areSame($0, asked) } }
    }

    /// Checks that the filter finds a new entry.
    ///
    /// - Throws: `invalidValue` naming the SCIM attributes that the filter asks about; 500 where it asks about none.
    func check(new entry: Entry) throws(SCIMError) {
        if self.findsEveryNew { return }
        let isVisible = self.filterOfNew.matches(entry, schema: self.bound.schema)
        if isVisible == true || isVisible == nil && self.asksForGiven { return }
        if self.bindings.isEmpty {
            throw .internalError(
                self.outOfSight("new") + "Change `filter` or `object_classes` in the configuration.")
        }
        throw self.outOfSight("new", by: self.bindings)
    }

    /// Checks that the filter still finds a changed entry, where it asks about nothing but what was read.
    ///
    /// That the account is disabled may hide the entry: nobody may stay active for the filter's sake.
    /// - Throws: `invalidValue` naming the SCIM attributes that are changed and that the filter asks about.
    func check(changed draft: EntryDraft) throws(SCIMError) {
        let changed = self.bindings.filter { draft.touched.contains($0.rule.attribute) }
        if changed.isEmpty { return }
        guard self.isFilterRead, self.isVisible(draft.entry) == true else { return }
        let changedEntry = draft.wished.with(draft.entry, in: self.bound.mapping.activationAttributes)
        guard self.isVisible(changedEntry) == false else { return }
        throw self.outOfSight("changed", by: changed)
    }

    private func isVisible(_ entry: Entry) -> Bool? {
        self.bound.mapping.filter.matches(entry, schema: self.bound.schema)
    }

    private func outOfSight(_ kind: String) -> String {
        "The \(kind) entry would not match the configured filter \(self.bound.mapping.filter) and so be out of sight. "
    }

    private func outOfSight(_ kind: String, by bindings: [Binding]) -> SCIMError {
        let paths = bindings.map(\.rule.path.description).joined(separator: ", ")
        return .invalidValue(
            self.outOfSight(kind)
                + "Send a value for \(paths) that it accepts, or change `filter` in the configuration.")
    }
}

extension LDAP.Filter {
    /// Whether it asks for object classes and for nothing else, so that an entry which it finds may get more of them.
    fileprivate var demandsOnlyClasses: Bool {
        switch self {
        case .and(let filters): filters.allSatisfy(\.demandsOnlyClasses)
        case .equal(let attribute, _): attribute == .objectClass
        default: false
        }
    }

    /// The filter with conditions on some attributes in whose place stands one of which nobody can say whether it holds.
    fileprivate func undefining(_ attributes: Set<LDAP.AttributeDescription>) -> LDAP.Filter {
        switch self {
        case .and(let filters): .and(filters.map { $0.undefining(attributes) })
        case .or(let filters): .or(filters.map { $0.undefining(attributes) })
        case .not(let filter): .not(filter.undefining(attributes))
        case .equal, .substrings, .greaterOrEqual, .lessOrEqual, .approximate, .present, .extensible:
            self.attributes.contains(where: attributes.contains)
                ? .extensible(attribute: nil, rule: nil, value: "") : self
        }
    }

    /// The attributes that the filter asks about.
    var attributes: [LDAP.AttributeDescription] {
        switch self {
        case .and(let filters), .or(let filters): filters.flatMap(\.attributes)
        case .not(let filter): filter.attributes
        case .equal(let attribute, _), .greaterOrEqual(let attribute, _), .lessOrEqual(let attribute, _),
            .approximate(let attribute, _), .present(let attribute), .substrings(let attribute, _, _, _):
            [attribute]
        case .extensible(let attribute, _, _, _): attribute.map { [$0] } ?? []
        }
    }
}
