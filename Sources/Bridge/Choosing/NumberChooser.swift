import LDAP
import SCIM
import Translator

/// What was chosen for an entry, and somebody else has.
enum TakenChoice: Sendable, Hashable {
    /// The name that the entry was to get.
    case name(DistinguishedName)
    /// The value of an allocated attribute.
    case value(AttributeDescription)
}

/// Chooses the numbers that set an entry apart from others: behind its name, behind texts, or as the whole value.
struct NumberChooser {
    /// The highest number behind a text that is tried.
    private static let maximumSuffix = 10_000

    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// Chooses texts, which takes nothing from anybody; returns whether there was one to choose.
    func chooseTexts(
        _ lacking: [Mapping.Allocation], for resource: Resource, _ choices: inout Choices
    ) async throws(SCIMError) -> Bool {
        try await self.choose(lacking.filter { !$0.isNumber }, for: resource, &choices)
    }

    /// Chooses the values of attributes for an entry of a resource; returns whether there was one to choose.
    ///
    /// A number that a counter has given is gone, whatever becomes of the entry.
    func choose(
        _ lacking: [Mapping.Allocation], for resource: Resource, _ choices: inout Choices
    ) async throws(SCIMError) -> Bool {
        for allocation in lacking {
            choices.allocated[allocation.attribute] = try await self.number(of: allocation, from: 1, for: resource)
        }
        return !lacking.isEmpty
    }

    /// Chooses other numbers than those that others were found to have; a name without numbers stays.
    /// - Throws: 409 where there is none.
    func chooseAnew(
        _ taken: [TakenChoice], for resource: Resource, _ choices: inout Choices
    ) async throws(SCIMError) {
        for choice in taken {
            switch choice {
            case .name(let name): choices.name = try await self.number(of: name, after: choices.name, for: resource)
            case .value(let attribute):
                guard let allocation = self.book.mapping.allocations.first(where: { $0.attribute == attribute })
                else { continue }
                let next = (choices.allocated[attribute] ?? 0) + 1
                choices.allocated[attribute] = try await self.number(of: allocation, from: next, for: resource)
            }
        }
    }

    /// The first number behind the name of an entry that none beside it has.
    private func number(
        of name: DistinguishedName, after number: Int, for resource: Resource
    ) async throws(SCIMError) -> Int {
        guard self.book.mapping.naming?.isNumbered == true, let text = self.book.planner.name(of: resource),
            let parent = name.parent
        else { return number }
        let search = FreeNumberSearch(
            bases: [parent], scope: .oneLevel, attribute: self.book.mapping.rdn,
            value: { AttributeValue(text.text($0)) }, work: self.work)
        return try await self.first(from: number + 1, search, text)
    }

    private func number(
        of allocation: Mapping.Allocation, from first: Int, for resource: Resource
    ) async throws(SCIMError) -> Int {
        switch allocation.source {
        case .number(let range, let counter):
            let search = FreeNumberSearch(
                bases: self.book.basesOfAll, scope: .subtree, attribute: allocation.attribute,
                counter: counter?.entry, value: { AttributeValue("\($0)") }, work: self.work)
            return try await NumberSource(allocation: allocation, range: range, search: search, work: self.work).take()
        case .text:
            guard let text = try self.book.planner.text(of: allocation, for: resource) else { return first }
            let search = FreeNumberSearch(
                bases: self.book.basesOfAll, scope: .subtree, attribute: allocation.attribute,
                value: { AttributeValue(text.text($0)) }, work: self.work)
            return try await self.first(from: first, search, text)
        }
    }

    private func first(
        from number: Int, _ search: FreeNumberSearch, _ text: NumberedText
    ) async throws(SCIMError) -> Int {
        if number <= Self.maximumSuffix, let free = try await search.first(in: number...Self.maximumSuffix) {
            return free
        }
        throw .uniqueness(
            "Others have \(text.text(1)) as their \(search.attribute), and all numbers behind it up to \(Self.maximumSuffix). Send "
                + "another value.")
    }
}

extension Rulebook {
    /// Below which entries anybody may have a value: all of the directory, and the trash.
    var basesOfAll: [DistinguishedName] {
        let all = self.context ?? self.mapping.base
        let trash = self.mapping.deletion?.trashBase
        return [all] + (trash.map { $0.isWithin(all) ? [] : [$0] } ?? [])
    }
}
