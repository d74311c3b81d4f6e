import Directories
import Encodings
import LDAP
import Translator

/// Writes the steps of plans, each protected against other writers in the way that the server allows.
///
/// Where the server does not check the precondition itself, the entry is locked within this process, looked at by the precondition,
/// written, and looked at again for what the server did not check either.
/// CONTRIBUTING.md has a table of who wins.
struct StepWriter: Sendable {
    /// What became of a step that was written.
    struct Outcome {
        var result: WriteResult
        /// Whether another writer has changed the entry between the look at it and this write.
        var isOvertaken = false
    }

    var locks = EntryLocks.ofProcess

    /// Writes one step, with controls beside those that protect it.
    /// - Throws: ``LDAPError``, with ``ResultCode/assertionFailed`` where the entry is no more as the step needs it.
    func write(_ step: Plan.Step, controls: [Control] = [], _ work: Work) async throws(LDAPError) -> Outcome {
        guard let precondition = step.precondition else {
            let options = self.options(step, controls, work)
            return Outcome(result: try await work.directory.apply(step.change, options: options))
        }
        let concurrency = work.book.dialect.concurrency(on: work.book.server.rootDSE)
        switch concurrency {
        case .assertion:
            let options = self.options(asserting: step, controls: controls, work)
            return Outcome(result: try await work.directory.apply(step.change, options: options))
        case .exchange, .lock:
            let options = self.options(step, controls, work)
            let key = step.recovery.id ?? .init(nameOf: step.change.target, work.book.dialect)
            try await self.locks.take(key)
            defer { self.locks.release(key) }
            return try await self.writeLocked(step, if: precondition, options, concurrency, work)
        }
    }

    /// What goes with a step to a server that checks its precondition.
    func options(asserting step: Plan.Step, controls: [Control] = [], _ work: Work) -> WriteOptions {
        let condition = step.precondition.map { work.book.dialect.assertion(of: $0, for: step.change.target) }
        return self.options(step, (condition.map { [.assertion($0)] } ?? []) + controls, work)
    }

    /// The controls of a step, and the evidence by which one whose answer was lost is recognised.
    private func options(_ step: Plan.Step, _ controls: [Control], _ work: Work) -> WriteOptions {
        let isPermissive =
            step.needsPermissiveModify && work.book.dialect.supportsPermissiveModify(work.book.server.rootDSE)
        return WriteOptions(controls: controls + (isPermissive ? [.permissiveModify] : []), recovery: step.recovery)
    }

    private func writeLocked(
        _ step: Plan.Step, if precondition: Filter, _ options: WriteOptions, _ concurrency: Dialect.Concurrency,
        _ work: Work
    ) async throws(LDAPError) -> Outcome {
        let blind = BlindChanges(in: step, concurrency, work.book.server.schema)
        let before = try await self.entry(step.change.target, if: precondition, blind.attributes, work)
        guard let before else { throw .overtaken(step.change.target) }
        let result: WriteResult
        do {
            result = try await work.directory.apply(step.change, options: options)
        } catch {
            guard error.outcome != .unknown, !work.book.dialect.isAway(error) else { throw error }
            // What the server refuses of an entry that has become another may be right for that.
            let isSame = try await self.entry(step.change.target, if: precondition, [], work) != nil
            throw isSame ? error : .overtaken(step.change.target)
        }
        guard !blind.attributes.isEmpty else { return Outcome(result: result) }
        // An entry that cannot be read again may have been changed by another writer.
        let after = try? await self.entry(step.change.target, if: .present(.objectClass), blind.attributes, work)
        return Outcome(result: result, isOvertaken: after.map { !blind.turn(before, into: $0) } ?? true)
    }

    /// Some attributes of an entry; nil if it is not as it must be.
    private func entry(
        _ name: DistinguishedName, if condition: Filter, _ attributes: [AttributeDescription], _ work: Work
    ) async throws(LDAPError) -> Entry? {
        let request = SearchRequest(
            base: name, scope: .base, filter: condition, attributes: attributes.isEmpty ? [.noAttributes] : attributes)
        do {
            return try await work.directory.search(request).entries.first
        } catch  where error.code == .noSuchObject {
            return nil
        }
    }
}

/// The modifications of a step that the server makes without a check of the values that are there.
struct BlindChanges {
    private let modifications: [Modification]
    private let schema: Schema

    /// The attributes that are changed so.
    let attributes: [AttributeDescription]

    /// Values that come and go beside others are right for every version of an entry; secrets cannot be read.
    init(in step: Plan.Step, _ concurrency: Dialect.Concurrency, _ schema: Schema) {
        self.schema = schema
        guard case .modify(_, let modifications) = step.change, !step.needsPermissiveModify else {
            (self.modifications, self.attributes) = ([], [])
            return
        }
        let blind = Dictionary(grouping: modifications, by: \.attribute).filter { attribute, own in
            if Change.secretAttributes.contains(attribute.withoutOptions) { return false }
            return switch concurrency {
            case .assertion: false
            case .exchange(let exceptions):
                exceptions.contains(attribute) || !Self.areChecked(own, schema.attributeType(attribute))
            case .lock: true
            }
        }
        self.modifications = modifications.filter { blind[$0.attribute] != nil }
        self.attributes = self.modifications.map(\.attribute).uniqued()
    }

    /// Whether the server refuses them unless the attribute is as it was: an old value goes, or the only one comes.
    private static func areChecked(_ modifications: [Modification], _ type: AttributeType?) -> Bool {
        guard let type, type.equality != nil else { return false }
        return modifications.contains { modification in
            switch modification.operation {
            case .delete: !modification.values.isEmpty
            case .add: type.isSingleValued
            case .replace, .increment: false
            }
        }
    }

    /// Whether these modifications explain all that differs between two readings of an entry.
    func turn(_ before: Entry, into after: Entry) -> Bool {
        self.attributes.allSatisfy { attribute in
            let rule = self.schema.equality(of: attribute)
            func keys(_ values: Attribute.Values) -> Set<AttributeValue> {
                Set(values.map { rule?.normalized($0) ?? $0 })
            }
            var wished = keys(before[attribute])
            for modification in self.modifications where modification.attribute == attribute {
                switch modification.operation {
                case .add: wished.formUnion(keys(modification.values))
                case .delete where modification.values.isEmpty: wished = []
                case .delete: wished.subtract(keys(modification.values))
                case .replace: wished = keys(modification.values)
                case .increment: return true
                }
            }
            return wished == keys(after[attribute])
        }
    }
}

extension LDAPError {
    fileprivate static func overtaken(_ name: DistinguishedName) -> LDAPError {
        LDAPError(.assertionFailed, diagnostic: "\(name) is no more as it was read")
    }
}
