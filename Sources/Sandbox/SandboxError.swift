import Glibc

/// Why a private directory could not be started or loaded, or a file of it not written.
public struct SandboxError: Error, CustomStringConvertible {
    /// What happened, in words for the person at the terminal.
    public let description: String

    /// Creates an error; `description` tells the person at the terminal what happened.
    public init(_ description: String) {
        self.description = description
    }

    /// Creates an error with the system's reason (errno) for a file that cannot be written.
    public init(writing path: String) {
        self.init("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
