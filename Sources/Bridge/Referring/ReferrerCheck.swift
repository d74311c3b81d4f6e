import Directories
import LDAP
import SCIM
import Translator

/// The search for the referrers of an entry that is added, renamed or deleted, by its old, new and interim name.
///
/// It makes the requests and judges the answers; the caller sends them, together with others.
struct ReferrerCheck {
    /// What the answers mean.
    enum Verdict: Equatable {
        /// These entries refer to the entry.
        case named(by: [Referrer])
        /// Some entry refers to the name that is to be given; ``closer(_:)`` asks which.
        case lookCloser
        /// Some of these refer to the new name alone: a dangling reference, unless another entry has that name.
        case namedUnlessLiving(DistinguishedName, by: [Referrer])
    }

    /// How far the questions reach.
    enum Reach {
        /// The entries that the bridge may write: those that the mappings show, and what was deleted and is kept.
        case ours
        /// All the directory, for the attributes that a mapping has for references, and those in which groups have their members.
        case everywhere
        /// The same attributes, in one search that only tells whether there is a referrer.
        case anybody
    }

    let names: EntryNames
    private let reach: Reach
    private let wanted: [DistinguishedName]
    private let trashes: [DistinguishedName]
    private let questions: [Question]

    private struct Question {
        var attribute: AttributeDescription
        var request: SearchRequest
        /// The rule that shows the reference; nil for one elsewhere.
        var rule: Mapping.Rule?
        /// What is asked for, where the answer does not hold it.
        var name: DistinguishedName?
        /// Whether it asks for entries that were deleted and are kept.
        var isOfDeleted = false
    }

    /// Asks for some of an entry's names.
    init(_ names: EntryNames, _ wanted: [DistinguishedName?], _ reach: Reach, _ book: Rulebook) {
        self.names = names
        self.reach = reach
        self.wanted = wanted.compactMap(\.self)
        self.trashes = book.graveyards.filter { $0.mark == nil }.map(\.base)
        // Where nothing names who is not there, and the server carries names along, there is nobody to be found.
        let isNeedless = book.dialect.keepsNames && book.mapping.renaming == .server
        self.questions = isNeedless ? [] : Self.questions(names, self.wanted, reach, book)
    }

    /// The searches to be sent.
    var requests: [SearchRequest] { self.questions.map(\.request) }
}

// MARK: - The occasions

extension ReferrerCheck {
    /// Before an entry gets a name that is new to it.
    static func before(_ names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        if book.mapping.renaming == .server {
            return ReferrerCheck(names, [names.new], names.new == nil ? .ours : .anybody, book)
        }
        return ReferrerCheck(names, [names.old, names.new, names.interim], .everywhere, book)
    }

    /// Before an entry of this name is added.
    static func beforeAdding(_ name: DistinguishedName, _ book: Rulebook) -> ReferrerCheck {
        ReferrerCheck(EntryNames(old: name, new: name, interim: nil), [name], .anybody, book)
    }

    /// After an entry has got its new name, or is gone.
    static func after(_ names: EntryNames, _ book: Rulebook) -> ReferrerCheck {
        let isServers = book.mapping.renaming == .server
        return ReferrerCheck(names, [names.old, names.interim], isServers ? .everywhere : .ours, book)
    }

    /// What an earlier call has left under way.
    static func leftOvers(ofID id: String, _ book: Rulebook) -> ReferrerCheck {
        let interim = book.planner.interims.name(of: ResourceID(id))
        return ReferrerCheck(EntryNames(old: interim, new: nil, interim: interim), [interim], .ours, book)
    }

    /// The same question, put so that the answer tells who.
    func closer(_ book: Rulebook) -> ReferrerCheck { ReferrerCheck(self.names, self.wanted, .everywhere, book) }
}

// MARK: - The answers

extension ReferrerCheck {
    /// What the answers to ``requests`` mean, in their order.
    func verdict(on results: ArraySlice<SearchResult>) -> Verdict {
        if case .anybody = self.reach {
            return results.allSatisfy { $0.entries.isEmpty } ? .named(by: []) : .lookCloser
        }
        let referrers = self.referrers(in: results)
        guard let new = self.names.new, referrers.contains(where: self.meansAnother) else {
            return .named(by: referrers)
        }
        return .namedUnlessLiving(new, by: referrers)
    }

    /// Whether a reference is to the new name only, so that it cannot be to the entry.
    func meansAnother(_ referrer: Referrer) -> Bool {
        let isOwn = referrer.names(self.names.interim) || !self.isNew && referrer.names(self.names.old)
        return referrer.names(self.names.new) && !isOwn
    }

    /// Whether the entry has no name yet.
    private var isNew: Bool { self.names.isSame && self.names.interim == nil }

    /// The entries among the answers, each once for an attribute; what is in the trash and not the bridge's does not count.
    private func referrers(in results: ArraySlice<SearchResult>) -> [Referrer] {
        var referrers: [Referrer] = []
        var places: [Place: Int] = [:]
        for (question, result) in zip(self.questions, results) {
            for entry in result.entries {
                let place = Place(dn: entry.dn, attribute: question.attribute)
                if let index = places[place] {
                    if !referrers[index].isShown, let name = question.name {
                        referrers[index].entry[question.attribute].append(AttributeValue(name.description))
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
        var attribute: AttributeDescription
    }

    private func isTrashed(_ entry: Entry) -> Bool { self.trashes.contains { entry.dn.isWithin($0) } }

    private func referrer(_ entry: Entry, _ question: Question) -> Referrer? {
        if let rule = question.rule {
            let referrer = Referrer(
                entry, attribute: rule.attribute, isDeleted: question.isOfDeleted || self.isTrashed(entry),
                placeholder: rule.placeholder)
            // The interim name stands for one that the rule shows.
            let isShown = rule.choice == .first || referrer.names(self.names.interim)
            return isShown || self.wanted.contains { rule.shows($0, in: entry) } ? referrer : nil
        }
        if self.isTrashed(entry) { return nil }
        var entry = entry
        if let name = question.name { entry[question.attribute] = [AttributeValue(name.description)] }
        return Referrer(entry, attribute: question.attribute, isShown: false)
    }
}

// MARK: - The questions

extension ReferrerCheck {
    private static func questions(
        _ names: EntryNames, _ wanted: [DistinguishedName], _ reach: Reach, _ book: Rulebook
    ) -> [Question] {
        if wanted.isEmpty { return [] }
        let values = wanted.map { AttributeValue($0.description) }
        func anyName(_ attribute: AttributeDescription) -> LDAP.Filter {
            values.count == 1 ? .equal(attribute, values[0]) : .or(values.map { .equal(attribute, $0) })
        }
        let (attributes, context) = (book.referringAttributes, book.context)
        switch reach {
        case .anybody:
            guard let context, let first = attributes.first else { return [] }
            let filters = attributes.map(anyName)
            let request = SearchRequest(
                base: context, scope: .subtree, filter: filters.count == 1 ? filters[0] : .or(filters),
                attributes: [.noAttributes])
            return [Question(attribute: first, request: request)]
        case .ours:
            return Self.ours(anyName, book)
        case .everywhere:
            let marks = book.graveyards.compactMap(\.mark)
            let elsewhere = attributes.flatMap { attribute in
                wanted.filter { $0 != names.interim }.map { name in
                    let isNamed = LDAP.Filter.equal(attribute, AttributeValue(name.description))
                    let filter = marks.isEmpty ? isNamed : .and([isNamed] + marks.map { .not($0) })
                    let request = context.map {
                        SearchRequest(base: $0, scope: .subtree, filter: filter, attributes: [.noAttributes])
                    }
                    return request.map { Question(attribute: attribute, request: $0, name: name) }
                }
            }
            return Self.ours(anyName, book) + elsewhere.compactMap(\.self)
        }
    }

    /// The questions for what the mappings show, and for the same attributes of what was deleted.
    private static func ours(
        _ anyName: (AttributeDescription) -> LDAP.Filter, _ book: Rulebook
    ) -> [Question] {
        let version = book.dialect.versionAttribute.map { [$0] } ?? []
        return book.targets.flatMap { target in
            target.referringRules(in: book.server.schema).flatMap { rule -> [Question] in
                let (attribute, filter) = (rule.attribute, anyName(rule.attribute))
                let wanted = [book.dialect.idAttribute, "objectClass", attribute] + version
                let shown = SearchRequest(
                    base: target.base, scope: target.scope, filter: .and([filter, target.filter]), attributes: wanted)
                var anyRule = rule
                anyRule.choice = .first
                let deleted = book.graveyards.map { graveyard in
                    let request = SearchRequest(
                        base: graveyard.base, scope: .subtree, filter: graveyard.filter(filter), attributes: wanted)
                    return Question(attribute: attribute, request: request, rule: anyRule, isOfDeleted: true)
                }
                return [Question(attribute: attribute, request: shown, rule: rule)] + deleted
            }
        }
    }

}

extension Mapping.Rule {
    /// Whether the values of an entry that may be shown include a name.
    fileprivate func shows(_ dn: DistinguishedName, in entry: Entry) -> Bool {
        entry[self.attribute].lazy.compactMap(\.text)
            .contains { DistinguishedName(server: $0) == dn && self.choice.admits($0) }
    }
}
