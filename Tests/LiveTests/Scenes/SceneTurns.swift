/// Lets a few suites have their directory server at a time; the others wait until one of them has ended.
///
/// Swift Testing enters all suites at once, whatever number of tests may run side by side. Seventy servers that start together
/// keep two processors busy for so long that the first answers are late.
actor SceneTurns {
    /// More than the tests that run side by side, so that the next server starts while they do.
    static let shared = SceneTurns(count: 6)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(count: Int) { self.free = count }

    /// Runs `body` when its turn has come.
    func inTurn(_ body: @concurrent @Sendable () async throws -> Void) async throws {
        await self.take()
        defer { self.giveBack() }
        try await body()
    }

    private func take() async {
        guard self.free == 0 else {
            self.free -= 1
            return
        }
        await withCheckedContinuation { self.waiting.append($0) }
    }

    private func giveBack() {
        guard self.waiting.isEmpty else { return self.waiting.removeFirst().resume() }
        self.free += 1
    }
}
