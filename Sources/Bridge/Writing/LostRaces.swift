/// The races that one write has lost against other writers of the same entry.
///
/// Nobody waits before the first attempt. Before each further one passes a random time below a limit, so that many writers
/// of one entry spread out instead of meeting again.
///
/// | lost races | at most |
/// |---|---|
/// | 1 | 10 ms |
/// | 2 | 20 ms |
/// | 3 | 40 ms |
/// | 4 | 80 ms |
/// | 5 | 160 ms |
/// | 6 and more | 320 ms |
struct LostRaces {
    private(set) var count = 0

    /// Notes that another writer came first.
    mutating func add() {
        self.count += 1
    }

    /// The time to wait now; `jitter` lies between 0 and 1.
    func delay(jitter: Double) -> Duration {
        self.count == 0 ? .zero : .milliseconds(10) * (1 << min(self.count - 1, 5)) * jitter
    }

    /// Waits before the next attempt; a caller that has gone waits for nothing.
    func pause() async {
        guard self.count > 0 else { return }
        try? await Task.sleep(for: self.delay(jitter: .random(in: 0...1)))
    }
}
