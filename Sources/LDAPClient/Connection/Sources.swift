import Dispatch

/// The Dispatch sources of a connection's socket and the one timer that looks for overdue operations.
///
/// A suspended source must not be cancelled or released, so each is resumed first.
struct Sources {
    private var reading: (any DispatchSourceRead)?
    private var writing: (any DispatchSourceWrite)?
    private var timer: (any DispatchSourceTimer)?
    private var interval = DispatchTimeInterval.milliseconds(100)
    private var isReading = false
    private var isWriting = false
    private var isArmed = false
    /// How many sources still know the descriptor.
    private(set) var count = 0

    /// Begins to watch the socket of `connection`.
    mutating func start(_ connection: isolated Connection, descriptor: Int32, timeout: Duration) {
        let queue = connection.executor.queue
        let milliseconds = Int(timeout / .milliseconds(20))
        self.interval = .milliseconds(min(max(milliseconds, 10), 250))

        let reading = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        reading.setEventHandler { connection.enter { $0.drain() } }
        reading.setCancelHandler { connection.assumeIsolated { $0.sourceEnded() } }
        let writing = DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue)
        writing.setEventHandler { connection.enter { $0.write() } }
        writing.setCancelHandler { connection.assumeIsolated { $0.sourceEnded() } }
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { connection.enter { $0.sweep() } }
        timer.schedule(deadline: .distantFuture)

        (self.reading, self.writing, self.timer) = (reading, writing, timer)
        self.count = 2
        self.isReading = true
        reading.activate()
        timer.activate()
    }

    /// Stops watching; the connection hears of each source's end.
    mutating func stop() {
        self.timer?.cancel()
        self.timer = nil
        self.continueReading()
        self.reading?.cancel()
        if !self.isWriting { self.writing?.resume() }
        self.writing?.cancel()
        (self.reading, self.writing) = (nil, nil)
    }

    /// A source no longer knows the descriptor.
    mutating func ended() {
        self.count -= 1
    }

    mutating func pauseReading() {
        guard self.isReading else { return }
        self.isReading = false
        self.reading?.suspend()
    }

    mutating func continueReading() {
        guard !self.isReading else { return }
        self.isReading = true
        self.reading?.resume()
    }

    mutating func watchWriting() {
        guard !self.isWriting else { return }
        self.isWriting = true
        self.writing?.resume()
    }

    mutating func ignoreWriting() {
        guard self.isWriting else { return }
        self.isWriting = false
        self.writing?.suspend()
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
