/// Why a rehearsal cannot begin, or be reported on.
public struct RehearsalError: Error, CustomStringConvertible {
    /// What is in the way, and what to do about it.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
