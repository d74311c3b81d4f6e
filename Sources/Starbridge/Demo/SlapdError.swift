import Glibc

/// Why a private directory could not be started or loaded.
struct SlapdError: Error, CustomStringConvertible {
    /// What happened, in words for the person at the terminal.
    let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The system's reason for a file that cannot be written.
    init(writing path: String) {
        self.init("\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
