/// The order in which operations are done: the client's, but for those that others before them refer to.
///
/// A resource that is referred to is made before the operation that does. Where two refer to each other (RFC 7644 section
/// 3.7.1), one is made without the reference, which follows as soon as the other is there.
public struct BulkSchedule: Hashable, Sendable {
    /// One step; operations are known by their position.
    public enum Step: Hashable, Sendable {
        /// The operation is done, without its references to these bulk ids.
        case perform(Int, without: Set<String>)
        /// The references that were left out are written.
        case complete(Int)
    }

    /// The steps in their order.
    public private(set) var steps: [Step] = []

    /// Puts operations into order.
    public init(_ operations: [BulkRequest.Operation]) {
        var traversal = Traversal(operations)
        for index in operations.indices { traversal.visit(index) }
        self.steps = traversal.steps
    }
}

/// A walk from each operation to those that it refers to first.
private struct Traversal {
    private enum Progress {
        case untouched, started, done
    }

    private let references: [[String]]
    private let positions: [String: Int]
    private var progress: [Progress]
    private var incomplete: [(index: Int, missing: Set<Int>)] = []
    private(set) var steps: [BulkSchedule.Step] = []

    init(_ operations: [BulkRequest.Operation]) {
        self.references = operations.map { (try? $0.call.get())?.references ?? [] }
        self.progress = operations.map { _ in .untouched }
        var positions: [String: Int] = [:]
        for (index, operation) in operations.enumerated() {
            guard let id = operation.bulkID, let call = try? operation.call.get(), call.method == .post else {
                continue
            }
            positions[id] = index
        }
        self.positions = positions
    }

    mutating func visit(_ index: Int) {
        guard self.progress[index] == .untouched else { return }
        self.progress[index] = .started
        var without: Set<String> = []
        for id in self.references[index] {
            guard let position = self.positions[id] else { continue }
            if self.progress[position] == .started { without.insert(id) } else { self.visit(position) }
        }
        self.progress[index] = .done
        self.steps.append(.perform(index, without: without))
        if !without.isEmpty { self.incomplete.append((index, Set(without.compactMap { self.positions[$0] }))) }
        self.complete()
    }

    /// Completes what misses nothing any more.
    private mutating func complete() {
        for (index, missing) in self.incomplete where missing.allSatisfy({ self.progress[$0] == .done }) {
            self.steps.append(.complete(index))
        }
        self.incomplete.removeAll { $0.missing.allSatisfy { self.progress[$0] == .done } }
    }
}
