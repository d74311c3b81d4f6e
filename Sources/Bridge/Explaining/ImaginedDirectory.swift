import Directories
import LDAP
import Translator

/// A directory as it would be after changes that were only explained: the entries that they touch, over those that are there.
///
/// It does no input or output. What a search asks the real directory is told by ``question(for:_:)``, and ``finding(by:in:_:)``
/// makes of its answer what would be found. Whether an imagined entry matches a filter is judged here by RFC 4511 and 4517,
/// since no directory has it. What overlays would add by themselves, such as `memberOf`, is not imagined.
struct ImaginedDirectory {
    /// An entry that would be new, or another than it is.
    private struct Imagined {
        var entry: Entry
        /// The name of the real entry; nil for a new one.
        var origin: DistinguishedName?
    }

    private var entries: [Imagined] = []
    /// The real names of the entries that would be changed or gone.
    private var replaced: Set<DistinguishedName> = []
    /// The new names that the directory itself would write into references; nil for that of a deleted entry.
    private var carried: [DistinguishedName: DistinguishedName?] = [:]

    /// Whether no change was imagined.
    var isEmpty: Bool { self.entries.isEmpty && self.replaced.isEmpty }
}

/// What a search finds, and how much of it the directory has not said.
struct Finding {
    var result: SearchResult
    /// How many of the entries are imagined.
    var imagined = 0
    /// How many of the entries that the directory has found would be changed by then, or gone.
    var replaced = 0

    init(_ result: SearchResult) { self.result = result }
}

// MARK: - Changes

extension ImaginedDirectory {
    /// Whether the real entry of a name must be read before a change of it can be imagined.
    func needsEntry(_ name: DistinguishedName) -> Bool {
        !self.entries.contains { $0.entry.dn == name } && !self.replaced.contains(name)
    }

    /// Takes in a real entry, which a change is about to be made of.
    mutating func take(_ entry: Entry, _ schema: Schema) {
        self.replaced.insert(entry.dn)
        self.entries.append(Imagined(entry: self.carriedAlong(entry, schema), origin: entry.dn))
    }

    /// Imagines a change of an entry that is new or was taken in; one of any other entry changes nothing.
    ///
    /// `carriesNames` tells that the directory itself changes the names of a renamed or deleted entry in others.
    mutating func apply(_ change: Change, carriesNames: Bool, _ dialect: Dialect, _ schema: Schema) {
        if case .add(let entry) = change { self.entries.append(Imagined(entry: entry)) }
        guard let index = self.entries.firstIndex(where: { $0.entry.dn == change.target }) else { return }
        let origin = self.entries[index].origin
        switch change {
        case .add: break
        case .modify(_, let modifications):
            for modification in modifications { self.entries[index].entry.take(modification, schema) }
        case .rename(_, let leaf, let deleteOld, _):
            self.entries[index].entry.rename(to: change.resultingName, leaf, deleteOld: deleteOld, schema)
        case .delete:
            self.entries.remove(at: index)
        }
        if let name = change.resultingName {
            self.entries[index].entry[dialect.nameAttribute] = [AttributeValue(name.description)]
        }
        if carriesNames, change.resultingName != change.target {
            self.carry(change.target, of: origin, to: change.resultingName, schema)
        }
    }

    private mutating func carry(
        _ old: DistinguishedName, of origin: DistinguishedName?, to new: DistinguishedName?, _ schema: Schema
    ) {
        if let origin { self.carried[origin] = .some(new) }
        for index in self.entries.indices {
            self.entries[index].entry.replaceNames(schema: schema) { $0 == old ? .some(new) : nil }
        }
    }

    /// A real entry with the names that the directory would have changed in it.
    private func carriedAlong(_ entry: Entry, _ schema: Schema) -> Entry {
        if self.carried.isEmpty { return entry }
        var entry = entry
        entry.replaceNames(schema: schema) { self.carried[$0] }
        return entry
    }
}

// MARK: - Searches

extension ImaginedDirectory {
    /// What the real directory is to be asked so that a search can be answered; nil if it knows nothing of that.
    /// - Throws: `noSuchObject` where the base would be gone.
    func question(for request: SearchRequest, _ schema: Schema) throws(LDAPError) -> SearchRequest? {
        let isImagined = self.entries.contains { $0.entry.dn == request.base }
        let isReplaced = self.replaced.contains(request.base)
        if isImagined, request.scope == .base || !isReplaced { return nil }
        if isReplaced, !isImagined {
            throw LDAPError(.noSuchObject, matchedDN: request.base.parent?.description ?? "")
        }
        var question = request
        question.filter = self.reallyNamed(request.filter, schema)
        if request.sizeLimit > 0 { question.sizeLimit += self.replaced.count }
        return question
    }

    /// What a search would find; the real directory has found something for the question.
    /// - Throws: `sizeLimitExceeded` where that is more than the search allows.
    func finding(by request: SearchRequest, in found: SearchResult, _ schema: Schema) throws(LDAPError) -> Finding {
        var finding = Finding(found)
        let unchanged = found.entries.filter { !self.replaced.contains($0.dn) }
        let imagined = self.entries.map(\.entry).filter { entry in
            request.covers(entry.dn) && request.filter.matches(entry, schema: schema) == true
        }
        finding.result.entries =
            unchanged.map { self.carriedAlong($0, schema) }
            + imagined.map { $0.limited(to: request.attributes, schema: schema) }
        (finding.imagined, finding.replaced) = (imagined.count, found.entries.count - unchanged.count)
        let count = finding.result.entries.count
        if request.sizeLimit > 0, count > request.sizeLimit { throw LDAPError(.sizeLimitExceeded) }
        return finding
    }

    /// Some attributes of an imagined entry; nil if none of this name is imagined.
    func entry(_ name: DistinguishedName, _ attributes: [AttributeDescription], _ schema: Schema) -> Entry? {
        self.entries.first { $0.entry.dn == name }?.entry.limited(to: attributes, schema: schema)
    }

    /// The filter with names as they are in the real directory.
    private func reallyNamed(_ filter: Filter, _ schema: Schema) -> Filter {
        if self.carried.isEmpty { return filter }
        switch filter {
        case .and(let filters): return .and(filters.map { self.reallyNamed($0, schema) })
        case .or(let filters): return .or(filters.map { self.reallyNamed($0, schema) })
        case .not(let filter): return .not(self.reallyNamed(filter, schema))
        case .equal(let attribute, let value) where schema.holdsNames(attribute):
            guard let name = value.text.map({ DistinguishedName(server: $0) }) else { return filter }
            if let origin = self.carried.first(where: { $0.value == name })?.key {
                return .equal(attribute, AttributeValue(origin.description))
            }
            return self.carried[name] == nil ? filter : .absoluteFalse
        default: return filter
        }
    }
}

extension Schema {
    /// The form in which equal values of an attribute have equal bytes.
    fileprivate func key(_ value: AttributeValue, of attribute: AttributeDescription) -> AttributeValue {
        self.equality(of: attribute)?.normalized(value) ?? value
    }
}

extension Entry {
    fileprivate mutating func take(_ modification: Modification, _ schema: Schema) {
        let (attribute, values) = (modification.attribute, modification.values)
        let keys = Set(values.map { schema.key($0, of: attribute) })
        let others = self[attribute].filter { !keys.contains(schema.key($0, of: attribute)) }[...]
        switch modification.operation {
        case .add: self[attribute] = others + values
        case .delete: self[attribute] = values.isEmpty ? [] : others
        case .replace: self[attribute] = values
        case .increment:
            if let number = self[attribute].first?.number, let delta = values.first?.number {
                self[attribute] = [AttributeValue("\(number + delta)")]
            }
        }
    }

    fileprivate mutating func rename(
        to name: DistinguishedName?, _ leaf: RelativeDistinguishedName, deleteOld: Bool, _ schema: Schema
    ) {
        if deleteOld {
            for assertion in self.dn.leaf?.assertions ?? [] {
                self.take(Modification(.delete, assertion.type, [assertion.value]), schema)
            }
        }
        for assertion in leaf.assertions {
            self.take(Modification(.add, assertion.type, [assertion.value]), schema)
        }
        if let name { self.dn = name }
    }
}
