import Synchronization

/// What others may know of a connection without entering it.
final class Traffic: Sendable {
    private let tickets = Atomic<UInt64>(0)
    private let operations = Atomic<Int>(0)
    private let closed = Atomic<Bool>(false)
    private let gone = Atomic<Bool>(false)
    private let suspect = Atomic<Bool>(false)
    private let silent = Atomic<Bool>(false)
    private let retiring = Atomic<Bool>(false)
    private let shown = Mutex<[UInt8]?>(nil)

    /// How many operations are queued or in flight.
    var load: Int { self.operations.load(ordering: .relaxed) }

    /// Whether requests can be sent.
    var isOpen: Bool { !self.closed.load(ordering: .acquiring) }

    /// Whether new requests belong here.
    var isUsable: Bool { self.isOpen && !self.isRetiring }

    /// Whether only what is in flight is still awaited.
    var isRetiring: Bool {
        get { self.retiring.load(ordering: .acquiring) }
        set { self.retiring.store(newValue, ordering: .releasing) }
    }

    /// Whether the channel is closed.
    var isGone: Bool { self.gone.load(ordering: .acquiring) }

    /// Whether the server is asked for a sign of life.
    var isSuspect: Bool {
        get { self.suspect.load(ordering: .relaxed) }
        set { self.suspect.store(newValue, ordering: .relaxed) }
    }

    /// Whether the connection was ended because the server did not answer.
    var isSilent: Bool {
        get { self.silent.load(ordering: .acquiring) }
        set { self.silent.store(newValue, ordering: .releasing) }
    }

    /// The certificate that the server has shown, in DER, whether or not it is trusted; nil without TLS.
    var certificate: [UInt8]? {
        get { self.shown.withLock { $0 } }
        set { self.shown.withLock { $0 = newValue } }
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

    /// The channel is closed.
    func leave() {
        self.gone.store(true, ordering: .releasing)
    }
}
