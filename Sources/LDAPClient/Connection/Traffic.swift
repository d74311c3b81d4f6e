import Synchronization

/// What others may know of a connection without entering it.
final class Traffic: Sendable {
    private let tickets = Atomic<UInt64>(0)
    private let operations = Atomic<Int>(0)
    private let closed = Atomic<Bool>(false)
    private let suspect = Atomic<Bool>(false)

    /// How many operations are queued or in flight.
    var load: Int { self.operations.load(ordering: .relaxed) }

    /// Whether requests can be sent.
    var isOpen: Bool { !self.closed.load(ordering: .acquiring) }

    /// Whether the server has gone silent.
    var isSuspect: Bool {
        get { self.suspect.load(ordering: .relaxed) }
        set { self.suspect.store(newValue, ordering: .relaxed) }
    }

    /// An operation begins; the ticket is its own.
    func begin() -> Ticket {
        self.operations.wrappingAdd(1, ordering: .relaxed)
        return self.ticket()
    }

    /// A number that no other operation of the connection has.
    func ticket() -> Ticket {
        Ticket(number: self.tickets.wrappingAdd(1, ordering: .relaxed).newValue)
    }

    /// An operation ended.
    func end() {
        self.operations.wrappingSubtract(1, ordering: .relaxed)
    }

    /// No request is sent any more.
    func close() {
        self.closed.store(true, ordering: .releasing)
    }
}
