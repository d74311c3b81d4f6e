import Dispatch
import LDAP

/// What wakes a connection: its socket, and the one timer that looks for overdue operations.
struct Sources {
    private var socket: (descriptor: Int32, number: UInt64)?
    private var timer: (any DispatchSourceTimer)?
    private var interval = DispatchTimeInterval.milliseconds(100)
    /// Whether a half-written request waits until the socket takes bytes again.
    var isWriting = false
    private var isSweeping = false

    /// Begins to watch the socket of `connection`.
    /// - Throws: ``LDAPError`` where the kernel has no room to watch another one.
    mutating func start(
        _ connection: isolated Connection, descriptor: Int32, timeout: Duration
    ) throws(LDAPError) {
        let milliseconds = Int(timeout / .milliseconds(20))
        self.interval = .milliseconds(min(max(milliseconds, 10), 250))

        let number = SocketWatch.shared.add { isWritable in connection.post(isWritable ? .write : .read) }
        guard SocketWatch.shared.arm(descriptor, number, forWriting: false) else {
            SocketWatch.shared.remove(descriptor, number)
            throw LDAPError(.localError, diagnostic: "cannot watch the socket")
        }
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { @Sendable in connection.post(.sweep) }
        timer.schedule(deadline: .distantFuture)
        timer.activate()
        (self.socket, self.timer) = ((descriptor, number), timer)
    }

    /// Stops watching; the connection hears of the end when nothing that runs on its queue now can use the socket any more.
    mutating func stop(_ connection: isolated Connection) {
        self.timer?.cancel()
        self.timer = nil
        if let socket = self.socket.take() { SocketWatch.shared.remove(socket.descriptor, socket.number) }
        connection.executor.queue.async { connection.assumeIsolated { $0.sourcesEnded() } }
    }

    /// Waits for the socket to take bytes.
    mutating func watchWriting() {
        guard !self.isWriting else { return }
        self.isWriting = true
        self.arm()
    }

    /// Waits for the next event of the socket, after the last one was handled.
    func arm() {
        guard let socket else { return }
        SocketWatch.shared.arm(socket.descriptor, socket.number, forWriting: self.isWriting)
    }

    /// Sees to it that overdue operations are looked for soon.
    mutating func armSweep() {
        guard !self.isSweeping else { return }
        self.isSweeping = true
        self.timer?.schedule(deadline: .now() + self.interval, leeway: self.interval)
    }

    /// The timer fired.
    mutating func swept() {
        self.isSweeping = false
    }
}
