/// Why a text cannot be read, and where.
struct SyntaxError: Error, Hashable {
    /// What was expected or is refused, without a full stop.
    var reason: String
    /// How many bytes of the text precede the fault.
    var offset: Int

    /// The sentence for the reader of the error.
    func detail(_ subject: String) -> String {
        "\(subject) cannot be read at byte \(self.offset): \(self.reason)."
    }
}
