/// Counts the conditions of being ready and tells when all of them are met: open listeners, and what is known of the directory.
actor Readiness {
    private var missing: Int
    private let whenReady: @Sendable () async -> Void

    init(conditions: Int, whenReady: @escaping @Sendable () async -> Void) {
        self.missing = conditions
        self.whenReady = whenReady
    }

    /// One more condition is met, and stays so.
    func met() async {
        self.missing -= 1
        if self.missing == 0 { await self.whenReady() }
    }
}
