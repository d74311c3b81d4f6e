/// Which of the configured servers is used: the first that works, and then that one until it fails.
struct ServerSelection {
    /// How many servers there are.
    let count: Int
    /// The server in use, or the one that is tried.
    private(set) var current = 0
    private var failed: Set<Int> = []

    init(count: Int) {
        self.count = count
    }

    /// Notes that a server could not be reached; returns whether another one is left to try at once.
    ///
    /// Servers are tried in their order; when all have failed, a new round begins with the first.
    mutating func failed(_ server: Int) -> Bool {
        guard server == self.current else { return true }
        self.failed.insert(server)
        if let next = (0..<self.count).first(where: { !self.failed.contains($0) }) {
            self.current = next
            return true
        }
        self.failed = []
        self.current = 0
        return false
    }

    /// Notes that a server answers, which makes it the one in use.
    mutating func succeeded(_ server: Int) {
        if server == self.current { self.failed = [] }
    }

    /// Leaves the server in use for another one.
    mutating func turn(to server: Int) {
        self.current = server
        self.failed = []
    }
}
