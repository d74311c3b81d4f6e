import Dispatch
import LDAP

/// What wakes a connection: its socket, and the one timer that looks for overdue operations.
struct Sources {
    private var socket: (descriptor: Int32, number: UInt64)?
    private var timer: (any DispatchSourceTimer)?
    private var interval = DispatchTimeInterval.milliseconds(100)
    private var isReading = false
    private var isWriting = false
    private var isArmed = false
    /// Whether the socket may still be in use.
    private(set) var isAlive = false

    /// Begins to watch the socket of `connection`.
    /// - Throws: ``LDAPError`` where the kernel has no room to watch another one.
    mutating func start(
        _ connection: isolated Connection, descriptor: Int32, timeout: Duration
    ) throws(LDAPError) {
        let queue = connection.executor.queue
        let milliseconds = Int(timeout / .milliseconds(20))
        self.interval = .milliseconds(min(max(milliseconds, 10), 250))

        let number = SocketWatch.shared.add { isWritable in
            queue.sync { connection.enter { isWritable ? $0.write() : $0.drain() } }
        }
        guard SocketWatch.shared.watch(descriptor, number, forReading: true, forWriting: false) else {
            SocketWatch.shared.remove(descriptor, number)
            throw LDAPError(.localError, diagnostic: "cannot watch the socket")
        }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { connection.enter { $0.sweep() } }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
        (self.socket, self.timer) = ((descriptor, number), timer)
        (self.isReading, self.isAlive) = (true, true)
    }

    /// Stops watching; the connection hears of the end when nothing that runs on its queue now can use the socket any more.
    mutating func stop(_ connection: isolated Connection) {
        self.timer?.cancel()
        self.timer = nil
        guard let socket = self.socket.take() else { return }
        SocketWatch.shared.remove(socket.descriptor, socket.number)
        connection.executor.queue.async { connection.assumeIsolated { $0.sourcesEnded() } }
    }

    /// Nobody uses the socket any more.
    mutating func ended() {
        self.isAlive = false
    }

    mutating func pauseReading() {
        self.watch(forReading: false, forWriting: self.isWriting)
    }

    mutating func continueReading() {
        self.watch(forReading: true, forWriting: self.isWriting)
    }

    mutating func watchWriting() {
        self.watch(forReading: self.isReading, forWriting: true)
    }

    mutating func ignoreWriting() {
        self.watch(forReading: self.isReading, forWriting: false)
    }

    private mutating func watch(forReading: Bool, forWriting: Bool) {
        guard let socket, (forReading, forWriting) != (self.isReading, self.isWriting) else { return }
        (self.isReading, self.isWriting) = (forReading, forWriting)
        SocketWatch.shared.watch(socket.descriptor, socket.number, forReading: forReading, forWriting: forWriting)
    }

    /// Sees to it that overdue operations are looked for soon.
    mutating func armSweep() {
        guard !self.isArmed else { return }
        self.isArmed = true
        self.timer?.schedule(deadline: .now() + self.interval, leeway: self.interval)
    }

    /// The timer fired.
    mutating func swept() {
        self.isArmed = false
    }
}
