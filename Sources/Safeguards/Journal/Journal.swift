import Encodings
import Glibc
public import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The journal of a process: every plan that is applied stands in it, with who wanted it, what takes it back, and what became of it.
///
/// It outlives configurations that keep it in the same folder, and nobody else writes there meanwhile. ``JournalReader`` reads it.
public final class Journal: Sendable {
    private struct State {
        var store: JournalStore
        /// When it was last tried to open the folder, in seconds.
        var tried: Int64 = 0
        /// Why nothing could be written the last time.
        var fault: JournalError?
        /// Why nothing could be brought to the disk the last time.
        var syncFault: JournalError?
        /// When the fault was last told, in seconds.
        var told: Int64 = 0
        var isSyncDue = false
    }

    /// What was written within this time goes to the disk together.
    private static let delay = TimeAmount.milliseconds(50)
    /// How many seconds pass until something that fails is tried, or told, again.
    private static let (retry, repetition): (Int64, Int64) = (5, 60)

    /// The folder.
    public let directory: String
    /// What finds out what became of the events that were under way when the last process ended.
    let recovery: JournalRecovery
    let logger: Logger
    private let clock: @Sendable () -> Timestamp
    private let disk: JournalDisk
    private let state: Mutex<State>

    /// Opens the journal of a folder, which is made if it is missing.
    ///
    /// A disk that is full or out of order keeps no daemon from its start: reads are answered and disables are made, and all else waits.
    /// - Throws: ``JournalError`` where another process writes there; and where it cannot be written otherwise, if it is required.
    public convenience init(_ terms: JournalTerms, logger: Logger) throws(JournalError) {
        try self.init(terms, clock: { Timestamp.now }, logger: logger)
    }

    init(
        _ terms: JournalTerms, clock: @escaping @Sendable () -> Timestamp, disk: JournalDisk = .system, logger: Logger
    ) throws(JournalError) {
        let folder = JournalFolder(terms.directory)
        var state = State(store: JournalStore(folder))
        var open: [JournalEvent] = []
        do {
            open = try state.store.open(terms, at: clock())
        } catch {
            if error.kind == .inUse || terms.isRequired && error.kind != .outOfOrder { throw error }
            (state.fault, state.tried) = (error, clock().seconds)
            logger.warning("No journal is kept until that is mended.", metadata: ["error": "\(error)"])
        }
        for notice in state.store.notices { logger.warning("\(notice)") }
        state.store.notices = []
        self.directory = folder.path
        self.recovery = JournalRecovery(open)
        self.logger = logger
        self.clock = clock
        self.disk = disk
        self.state = Mutex(state)
    }

    deinit {
        self.close()
    }

    /// Brings what was written to the disk, and lets others have the folder.
    func close() {
        self.state.withLock { state in
            if state.isSyncDue, let file = state.store.file { _ = self.disk.synchronize(file.descriptor) }
            state.isSyncDue = false
            state.store.close()
        }
    }

    /// Whether something that was written may not be on the disk, since it could not be brought there the last time.
    var isDoubtful: Bool { self.state.withLock { $0.syncFault != nil } }

    /// How it stands at this moment.
    public var standing: JournalStanding {
        self.state.withLock { state in
            JournalStanding(
                file: state.store.file?.path, size: state.store.size, oldest: state.store.days.first?.day.text,
                fault: (state.fault ?? state.syncFault)?.reason, shortage: state.store.shortage)
        }
    }

    /// Whether it is known what became of the changes that were under way when the last process ended.
    public var isSettled: Bool { self.recovery.isDone }

    /// Whether it is kept in a folder.
    public func isKept(in directory: String) -> Bool { JournalFolder(directory).path == self.directory }
}

// MARK: - Writing

extension Journal {
    /// The id of an event that begins.
    func nextID() -> EventID {
        let now = self.clock()
        return self.state.withLock { $0.store.nextID(at: now) }
    }

    /// Appends a block; it is with the system when this returns, and on the disk soon.
    /// - Throws: ``JournalError`` if it cannot be written, of which the log was told.
    func append(_ block: [UInt8], _ terms: JournalTerms) throws(JournalError) {
        let now = self.clock()
        let result = self.state.withLock { state -> (Result<Void, JournalError>, [String]) in
            let result = Result<Void, JournalError> { () throws(JournalError) in
                try self.open(&state, terms, at: now)
                try state.store.append(block, terms, at: now)
            }
            defer { state.store.notices = [] }
            return (result, state.store.notices)
        }
        for notice in result.1 { self.logger.warning("\(notice)") }
        do throws(JournalError) {
            try result.0.get()
        } catch {
            self.state.withLock { $0.fault = error }
            self.fail(error, at: now)
            throw error
        }
        self.succeed(terms)
    }

    /// Appends a block, or keeps it until one can be appended.
    func appendLater(_ block: [UInt8], _ terms: JournalTerms) {
        do throws(JournalError) {
            try self.append(block, terms)
        } catch {
            self.keep(block)
        }
    }

    /// Keeps a block until one can be appended.
    func keep(_ block: [UInt8]) {
        self.state.withLock { $0.store.keep(block) }
    }

    private func open(_ state: inout State, _ terms: JournalTerms, at now: Timestamp) throws(JournalError) {
        if state.store.isOpen { return }
        if let fault = state.fault, abs(now.seconds - state.tried) < Self.retry { throw fault }
        state.tried = now.seconds
        self.recovery.add(try state.store.open(terms, at: now))
    }

    private func fail(_ error: JournalError, at now: Timestamp) {
        let isTold = self.state.withLock { state in
            guard abs(now.seconds - state.told) >= Self.repetition else { return true }
            state.told = now.seconds
            return false
        }
        if isTold { return }
        self.logger.error("The journal cannot be written.", metadata: ["error": "\(error)"])
    }

    private func succeed(_ terms: JournalTerms) {
        let (isMended, isSyncDue, lost) = self.state.withLock { state in
            defer { (state.fault, state.isSyncDue) = (nil, true) }
            return (state.fault != nil, !state.isSyncDue, state.store.lost)
        }
        if isMended {
            self.logger.notice("The journal is written again.", metadata: ["lost": "\(lost)"])
        }
        if isSyncDue, terms.synchronisation == .batch { self.syncSoon() }
    }
}

// MARK: - The disk

extension Journal {
    private func syncSoon() {
        _ = MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: Self.delay) { [weak self] in
            NIOThreadPool.singleton.submit { [weak self] _ in _ = self?.synchronize() }
        }
    }

    /// Waits until what was written is on the disk.
    /// - Throws: ``JournalError`` if it cannot be brought there, of which the log was told; or if the call ends before that is known.
    func sync() async throws(JournalError) {
        let result: Result<Void, JournalError>
        do {
            result = try await NIOThreadPool.singleton.runIfActive { [self] in self.synchronize() }
        } catch {
            throw JournalError(.outOfOrder, "the call has ended before the journal was on the disk")
        }
        try result.get()
    }

    private func synchronize() -> Result<Void, JournalError> {
        let (file, notices) = self.state.withLock { state in
            state.isSyncDue = false
            state.store.leaveLostFile()
            defer { state.store.notices = [] }
            return (state.store.file, state.store.notices)
        }
        for notice in notices { self.logger.warning("\(notice)") }
        guard let file else { return .success(()) }
        let reason = self.disk.synchronize(file.descriptor)
        // What is no regular file cannot be synchronised.
        if reason == 0 || reason == EINVAL {
            let isMended = self.state.withLock { state in
                defer { state.syncFault = nil }
                return state.syncFault != nil
            }
            if isMended { self.logger.notice("The journal gets to the disk again.") }
            return .success(())
        }
        let error = JournalError(file.path, "cannot be brought to the disk", errno: reason)
        self.state.withLock { $0.syncFault = error }
        self.fail(error, at: self.clock())
        return .failure(error)
    }
}
