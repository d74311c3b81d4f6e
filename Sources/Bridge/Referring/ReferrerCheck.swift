import Directories
import LDAP
import SCIM
import Translator

/// The search for the referrers of an entry that is added, renamed or deleted, by its old, new and interim names.
///
/// It makes the requests and judges the answers; the caller sends them, together with others.
struct ReferrerCheck {
    /// What the answers mean.
    enum Verdict: Equatable {
        /// These entries refer to the entry.
        case named(by: [Referrer])
        /// Some entry refers to the name that is to be given; ``closer(_:)`` asks which.
        case lookCloser
        /// Some of these refer to these new names alone: dangling references, unless another entry has the name.
        case namedUnlessLiving([ReferenceName], by: [Referrer])
    }

    /// How far the questions reach.
    enum Reach {
        /// The entries that the bridge may write: those that the mappings show, and what was deleted and is kept.
        case ours
        /// The groups alone that the mappings show.
        case groups
        /// All the directory, for the attributes that a mapping has for references, and those in which groups have their members.
        case everywhere
        /// The same attributes, in one search that only tells whether there is a referrer.
        case anybody
    }

    let names: EntryNames
    private let reach: Reach
    private let wanted: [ReferenceName]
    private let trashes: [DistinguishedName]
    private let questions: [Question]

    private struct Question {
        var attribute: ReferringAttribute
        var request: SearchRequest
        /// The rule that shows the reference; nil for one elsewhere.
        var rule: Mapping.Rule?
        /// What is asked for, where the answer does not hold it.
        var name: ReferenceName?
        /// Whether it asks for entries that were deleted and are kept.
        var isOfDeleted = false
    }

    /// Asks for some of an entry's names.
    init(_ names: EntryNames, _ wanted: [ReferenceName], _ reach: Reach, _ book: Rulebook) {
        // Where nothing names who is not there, and the server carries names along, there is nobody to be found by one.
        let isNeedless = book.dialect.keepsNames && book.mapping.renaming == .server && reach != .groups
        self.names = names
        self.reach = reach
        self.wanted = isNeedless ? wanted.filter { if case .key = $0 { true } else { false } } : wanted
        self.trashes = book.trashes
        self.questions = Self.questions(self.wanted, reach, book)
    }

    /// The searches to be sent.
    var requests: [SearchRequest] { self.questions.map(\.request) }
}

// MARK: - The occasions

extension ReferrerCheck {
    /// Before an entry gets names that are new to it, or none.
    static func before(_ names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        let (name, keys) = (names.change(by: nil), names.keyChanges)
        let keyed = keys.flatMap { $0.isSame ? [$0.interim].compactMap(\.self) : $0.all }
        guard book.mapping.renaming == .server else {
            return ReferrerCheck(names, (name.isSame ? [] : name.all) + keyed, .everywhere, book)
        }
        let reach: Reach = name.new != nil ? .anybody : keyed.isEmpty ? .ours : .everywhere
        return ReferrerCheck(names, (name.isSame ? [] : [name.new].compactMap(\.self)) + keyed, reach, book)
    }

    /// Before an entry of these names is added.
    static func beforeAdding(_ names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        let changes = [names.change(by: nil)] + names.keyChanges
        return ReferrerCheck(names, changes.compactMap(\.new), .anybody, book)
    }

    /// Before an entry leaves its groups.
    static func memberships(of names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        let changes = [names.change(by: nil)] + names.keyChanges
        return ReferrerCheck(
            names, changes.flatMap { $0.old + [$0.interim].compactMap(\.self) }, .groups, book)
    }

    /// Before an entry is removed whose references the directory keeps right.
    static func beforeRemoval(of names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        ReferrerCheck(names, names.change(by: nil).old, book.dialect.keepsNames ? .groups : .ours, book)
    }

    /// After an entry has got its new names, or is gone.
    static func after(_ names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        let isServers = book.mapping.renaming == .server && !names.isSame
        let changes = ([names.change(by: nil)] + names.keyChanges).filter { !$0.isSame }
        let wanted = changes.flatMap { $0.old + [$0.interim].compactMap(\.self) }
        return ReferrerCheck(names, wanted, isServers ? .everywhere : .ours, book)
    }

    /// What an earlier call has left under way.
    static func leftOvers(ofID id: String, _ book: Rulebook) -> ReferrerCheck {
        let (interims, id) = (book.planner.interims, ResourceID(id))
        let name = interims.name(of: id)
        let keys = book.referenceKeys.map { key in
            let value = interims.name(of: id, by: key).value
            return KeyNames(key, old: [value], new: nil, interim: value)
        }
        let isServers = book.mapping.renaming == .server
        let wanted = (isServers ? [] : [.entry(name)]) + book.referenceKeys.map { interims.name(of: id, by: $0) }
        return ReferrerCheck(EntryNames(old: name, new: nil, interim: name, keys: keys), wanted, .ours, book)
    }

    /// The same question, put so that the answer tells who.
    func closer(_ book: Rulebook) -> ReferrerCheck { ReferrerCheck(self.names, self.wanted, .everywhere, book) }
}

extension EntryNames {
    /// What becomes of each key.
    fileprivate var keyChanges: [NameChange] { self.keys.map { self.change(by: $0.attribute) } }
}

// MARK: - The answers

extension ReferrerCheck {
    /// What the answers to ``requests`` mean, in their order.
    func verdict(on results: ArraySlice<SearchResult>) -> Verdict {
        if case .anybody = self.reach {
            return results.allSatisfy { $0.entries.isEmpty } ? .named(by: []) : .lookCloser
        }
        let referrers = self.referrers(in: results)
        let others = Set(referrers.filter(self.meansAnother).compactMap { self.names.change(by: $0.key).new })
        return others.isEmpty
            ? .named(by: referrers) : .namedUnlessLiving(self.wanted.filter(others.contains), by: referrers)
    }

    /// Whether a reference is to the new name only, so that it cannot be to the entry.
    func meansAnother(_ referrer: Referrer) -> Bool {
        let change = self.names.change(by: referrer.key)
        let isOwn = referrer.names(change.interim) || !change.isOfNew && change.old.contains(where: referrer.names)
        return referrer.names(change.new) && !isOwn
    }

    /// The referrers without those that mean one of some living entries.
    func referrers(_ referrers: [Referrer], withoutThoseOf living: [ReferenceName]) -> [Referrer] {
        referrers.filter { referrer in
            let new = self.names.change(by: referrer.key).new
            return !(new.map(living.contains) ?? false) || !self.meansAnother(referrer)
        }
    }

    /// The entries among the answers, each once for an attribute; what is in the trash and not the bridge's does not count.
    func referrers(in results: ArraySlice<SearchResult>) -> [Referrer] {
        var referrers: [Referrer] = []
        var places: [Place: Int] = [:]
        for (question, result) in zip(self.questions, results) {
            for entry in result.entries {
                let place = Place(dn: entry.dn, attribute: question.attribute)
                if let index = places[place] {
                    if !referrers[index].isShown, let name = question.name {
                        referrers[index].entry[question.attribute.name].append(name.value)
                    }
                } else if let referrer = self.referrer(entry, question) {
                    places[place] = referrers.count
                    referrers.append(referrer)
                }
            }
        }
        return referrers
    }

    private struct Place: Hashable {
        var dn: DistinguishedName
        var attribute: ReferringAttribute
    }

    private func isTrashed(_ entry: Entry) -> Bool { self.trashes.contains { entry.dn.isWithin($0) } }

    private func referrer(_ entry: Entry, _ question: Question) -> Referrer? {
        let attribute = question.attribute
        if let rule = question.rule {
            let referrer = Referrer(
                entry, attribute: attribute.name, key: attribute.key,
                isDeleted: question.isOfDeleted || self.isTrashed(entry), placeholder: rule.placeholder)
            // The interim name stands for one that the rule shows.
            let isShown = rule.choice == .first || referrer.names(self.names.change(by: attribute.key).interim)
            return isShown || self.wanted.contains { rule.shows($0, in: entry) } ? referrer : nil
        }
        if self.isTrashed(entry) { return nil }
        var entry = entry
        if let name = question.name { entry[attribute.name] = [name.value] }
        return Referrer(entry, attribute: attribute.name, key: attribute.key, isShown: false)
    }
}

// MARK: - The questions

extension ReferrerCheck {
    private static func questions(_ wanted: [ReferenceName], _ reach: Reach, _ book: Rulebook) -> [Question] {
        if wanted.isEmpty { return [] }
        switch reach {
        case .anybody:
            let filters = book.referringAttributes.flatMap { $0.filters(for: wanted) }
            guard let context = book.context, let first = book.referringAttributes.first, !filters.isEmpty else {
                return []
            }
            let request = SearchRequest(
                base: context, scope: .subtree, filter: filters.count == 1 ? filters[0] : .or(filters),
                attributes: [.noAttributes])
            return [Question(attribute: first, request: request)]
        case .groups:
            return book.targets.flatMap { target in
                target.rules.filter { $0.path == target.membersRule?.path && !$0.isReadOnly }
                    .compactMap { Self.shown(by: $0, of: target, wanted, book) }
            }
        case .ours:
            return Self.ours(wanted, book)
        case .everywhere:
            return Self.ours(wanted, book) + Self.elsewhere(wanted, book)
        }
    }

    /// The questions for all that holds the names in attributes for references; nobody but the bridge writes interim ones.
    private static func elsewhere(_ wanted: [ReferenceName], _ book: Rulebook) -> [Question] {
        guard let context = book.context else { return [] }
        // Nobody is to take along what the directory computes.
        let marks = book.graveyards.compactMap(\.mark) + book.targets.filter(\.hasComputedMembers).map(\.filter)
        return book.referringAttributes.flatMap { attribute in
            wanted.filter { $0.isIn(attribute) && book.planner.interims.id(in: $0) == nil }.map { name in
                let isNamed = LDAP.Filter.equal(attribute.name, name.value)
                let filter = marks.isEmpty ? isNamed : .and([isNamed] + marks.map { .not($0) })
                let request = SearchRequest(
                    base: context, scope: .subtree, filter: filter, attributes: [.noAttributes])
                return Question(attribute: attribute, request: request, name: name)
            }
        }
    }

    /// The questions for what the mappings show, and for the same attributes of what was deleted.
    private static func ours(_ wanted: [ReferenceName], _ book: Rulebook) -> [Question] {
        book.targets.flatMap { target in
            target.referringRules(in: book.server.schema).flatMap { rule -> [Question] in
                guard let shown = Self.shown(by: rule, of: target, wanted, book),
                    let filter = shown.attribute.filter(for: wanted)
                else { return [] }
                var anyRule = rule
                anyRule.choice = .first
                let deleted = book.graveyards.map { graveyard in
                    let request = SearchRequest(
                        base: graveyard.base, scope: .subtree, filter: graveyard.filter(filter),
                        attributes: shown.request.attributes)
                    return Question(attribute: shown.attribute, request: request, rule: anyRule, isOfDeleted: true)
                }
                return [shown] + deleted
            }
        }
    }

    /// The question for what one rule shows; nil where its attribute holds none of the names.
    private static func shown(
        by rule: Mapping.Rule, of target: Mapping, _ wanted: [ReferenceName], _ book: Rulebook
    ) -> Question? {
        let attribute = ReferringAttribute(name: rule.attribute, key: rule.referenceKey)
        guard let filter = attribute.filter(for: wanted) else { return nil }
        let version = book.dialect.versionAttribute.map { [$0] } ?? []
        let request = SearchRequest(
            base: target.base, scope: target.scope, filter: .and([filter, target.filter]),
            attributes: [book.dialect.idAttribute, "objectClass", rule.attribute] + version)
        return Question(attribute: attribute, request: request, rule: rule)
    }
}

extension Mapping {
    fileprivate var hasComputedMembers: Bool { self.membersRule?.isReadOnly ?? false }
}

extension ReferenceName {
    /// Whether an attribute may hold the name.
    fileprivate func isIn(_ attribute: ReferringAttribute) -> Bool {
        switch self {
        case .entry: attribute.key == nil
        case .key(let key): attribute.key == key.attribute
        }
    }
}

extension ReferringAttribute {
    /// What finds those who hold one of the names in the attribute, for each that it may hold.
    fileprivate func filters(for wanted: [ReferenceName]) -> [LDAP.Filter] {
        wanted.filter { $0.isIn(self) }.map { .equal(self.name, $0.value) }
    }

    /// What finds those who hold one of the names in the attribute; nil where it may hold none of them.
    fileprivate func filter(for wanted: [ReferenceName]) -> LDAP.Filter? {
        let filters = self.filters(for: wanted)
        return filters.count > 1 ? .or(filters) : filters.first
    }
}

extension Mapping.Rule {
    /// Whether the values of an entry that may be shown include a name.
    fileprivate func shows(_ name: ReferenceName, in entry: Entry) -> Bool {
        Referrer(entry, attribute: self.attribute, key: self.referenceKey).values(of: name)
            .contains { $0.text.map(self.choice.admits) ?? false }
    }
}
