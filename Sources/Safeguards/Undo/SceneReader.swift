import Bridge
import Directories
import Encodings
import LDAP
import SCIM
import Translator

/// Reads from the directory what a ``Reversal`` must know: the entries of an event as they are today, wherever they are.
struct SceneReader {
    /// What was found.
    struct Scene {
        /// The entries that are there.
        var entries: [EntryKey: Entry] = [:]
        /// The entry that the call was about, if it is found by the id in its path.
        var subject: Entry?
        /// The names that the event has put into lists or taken out, that are not there, and that no entry has any more.
        var gone: Set<DistinguishedName> = []
    }

    /// An entry that is looked for.
    private struct Quest {
        var key: EntryKey
        /// Where it should be.
        var name: DistinguishedName
        var attributes: [AttributeDescription]
        /// The values of lists that it may hold; lists are not read as a whole.
        var listed: [AttributeValueAssertion] = []
    }

    /// With more values than this, a list is read as a whole.
    private static let fewValues = 20

    private let event: JournalEvent
    private let work: Work

    init(_ event: JournalEvent, _ work: Work) {
        self.event = event
        self.work = work
    }

    /// Reads the entries.
    /// - Throws: what the directory refused.
    func scene() async throws(LDAPError) -> Scene {
        var scene = Scene()
        let quests = self.quests
        for (quest, entry) in zip(quests, try await self.found(quests)) { scene.entries[quest.key] = entry }
        if let quest = self.subjectQuest, scene.entries[quest.key] == nil {
            scene.subject = try await self.found([quest])[0]
        }
        let names = [scene.subject?.dn] + scene.entries.values.map(\.dn)
        for quest in quests where !quest.listed.isEmpty {
            guard let entry = scene.entries[quest.key] else { continue }
            scene.entries[quest.key] = try await self.completed(entry, quest, names.compactMap(\.self))
        }
        scene.gone = try await self.gone(quests, scene.entries)
        return scene
    }
}

// MARK: - What is looked for

extension SceneReader {
    private var quests: [Quest] {
        var quests: [EntryKey: Quest] = [:]
        var order: [EntryKey] = []
        for step in self.event.effective {
            let key = step.key
            if quests[key] == nil { order.append(key) }
            var quest = quests[key] ?? Quest(key: key, name: step.target, attributes: self.always)
            quest.name = step.nameAfter ?? step.target
            for change in [step.change, step.inverse].compactMap(\.self) { self.add(change, to: &quest) }
            quests[key] = quest
            // Another entry may have the name of one that was removed.
            if case .delete? = step.change, step.id != nil {
                let name = EntryKey.name(step.target)
                quests[name] = Quest(key: name, name: step.target, attributes: quest.attributes)
                order.append(name)
            }
        }
        return order.compactMap { quests[$0] }
    }

    private var always: [AttributeDescription] { self.work.planner.attributesToRead }

    private func add(_ change: Change, to quest: inout Quest) {
        switch change {
        case .add(let entry):
            quest.attributes += entry.attributes.map(\.description)
        case .modify(_, let modifications):
            for modification in modifications {
                guard self.isList(modification.attribute) else {
                    quest.attributes.append(modification.attribute)
                    continue
                }
                quest.listed += modification.values.map {
                    AttributeValueAssertion(attribute: modification.attribute, value: $0)
                }
            }
        case .rename, .delete: break
        }
        quest.attributes = quest.attributes.uniqued()
    }

    /// Whether an attribute may have very many values.
    private func isList(_ attribute: AttributeDescription) -> Bool {
        let schema = self.work.server.schema
        if self.work.mapping.rules.contains(where: { !$0.isLoaded && schema.areSame($0.attribute, attribute) }) {
            return true
        }
        guard let type = schema.attributeType(attribute) else { return false }
        return !type.isSingleValued && schema.holdsNames(attribute)
    }

    private var subjectQuest: Quest? {
        let parts = self.event.origin.path.split(separator: "/")
        guard parts.count > 1, case .equal(let attribute, let value)? = self.work.dialect.idFilter(String(parts[1])),
            let main = self.event.mainStep
        else { return nil }
        let key = EntryKey.id(AttributeValueAssertion(attribute: attribute, value: value))
        return Quest(key: key, name: main.target, attributes: self.always)
    }
}

// MARK: - Where it is

extension SceneReader {
    /// The entry of each quest, in their order: where it should be, else anywhere in the directory.
    private func found(_ quests: [Quest]) async throws(LDAPError) -> [Entry?] {
        var entries = try await self.answers(to: quests.map { self.request($0, at: $0.name, .base) })
        let missing = quests.indices.filter { entries[$0] == nil && quests[$0].key.name == nil }
        let requests = missing.map { self.request(quests[$0], at: self.context(of: quests[$0].name), .subtree) }
        for (index, entry) in zip(missing, try await self.answers(to: requests)) { entries[index] = entry }
        return entries
    }

    private func context(of name: DistinguishedName) -> DistinguishedName {
        let contexts = self.work.server.rootDSE.namingContexts.filter(name.isWithin)
        return contexts.min { $0.relativeNames.count < $1.relativeNames.count } ?? self.work.mapping.base
    }

    private func request(_ quest: Quest, at base: DistinguishedName, _ scope: SearchRequest.Scope) -> SearchRequest {
        var filter = LDAP.Filter.present(.objectClass)
        if case .id(let id) = quest.key { filter = .equal(id.attribute, id.value) }
        return SearchRequest(base: base, scope: scope, filter: filter, attributes: quest.attributes)
    }

    private func answers(to requests: [SearchRequest]) async throws(LDAPError) -> [Entry?] {
        if requests.isEmpty { return [] }
        var entries: [Entry?] = []
        for outcome in await self.work.directory.searchAll(requests) {
            do {
                entries.append(try outcome.get().entries.first)
            } catch  where error.code == .noSuchObject {
                entries.append(nil)
            }
        }
        return entries
    }
}

// MARK: - What its lists hold

extension SceneReader {
    /// The names that are missing from the lists, and that no entry has: who had one may be a member by another name.
    private func gone(
        _ quests: [Quest], _ entries: [EntryKey: Entry]
    ) async throws(LDAPError) -> Set<DistinguishedName> {
        guard case .membership = self.event.effect else { return [] }
        let names = quests.flatMap { quest in
            quest.listed.filter { listed in
                self.work.server.schema.holdsNames(listed.attribute)
                    && entries[quest.key]?[listed.attribute].contains(listed.value) == false
            }
        }.compactMap(\.value.text).map { DistinguishedName(server: $0) }.uniqued()
        let requests = names.map { SearchRequest(base: $0, scope: .base, attributes: [.noAttributes]) }
        return Set(zip(names, try await self.answers(to: requests)).filter { $1 == nil }.map(\.0))
    }

    /// The entry with those of the values that its lists hold; `names` are others by which its members may be named.
    private func completed(
        _ entry: Entry, _ quest: Quest, _ names: [DistinguishedName]
    ) async throws(LDAPError) -> Entry {
        let attributes = quest.listed.map(\.attribute).uniqued()
        var wanted = quest.listed
        for attribute in attributes where self.work.server.schema.holdsNames(attribute) && names.count < Self.fewValues
        {
            wanted += names.filter { $0 != entry.dn }.map {
                AttributeValueAssertion(attribute: attribute, value: AttributeValue($0.description))
            }
        }
        wanted = wanted.uniqued()
        var entry = entry
        if wanted.count > Self.fewValues {
            let whole = SearchRequest(base: entry.dn, scope: .base, attributes: attributes)
            let answer = try await self.answers(to: [whole])[0]
            for attribute in attributes { entry[attribute] = answer?[attribute] ?? [] }
            return entry
        }
        let requests = wanted.map {
            SearchRequest(
                base: entry.dn, scope: .base, filter: .equal($0.attribute, $0.value), attributes: [.noAttributes])
        }
        for attribute in attributes { entry[attribute] = [] }
        for (value, answer) in zip(wanted, try await self.answers(to: requests)) where answer != nil {
            entry[value.attribute].append(value.value)
        }
        return entry
    }
}
