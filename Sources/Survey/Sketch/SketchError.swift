/// Why a directory cannot be sketched, and what to do about it.
public struct SketchError: Error, CustomStringConvertible {
    /// What is wrong and what to do, as sentences.
    public let description: String

    /// Creates the error.
    public init(_ description: String) {
        self.description = description
    }
}
