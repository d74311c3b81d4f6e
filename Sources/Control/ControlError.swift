/// Why something could not be done by way of the control socket, and what to do.
public struct ControlError: Error, Hashable, CustomStringConvertible {
    /// The reason, in words for an administrator.
    public let description: String
    /// Whether no daemon is behind the socket.
    public let isNobodyThere: Bool
    /// Whether there is no folder for the socket.
    public let hasNoFolder: Bool

    /// Says why.
    public init(_ description: String, isNobodyThere: Bool = false, hasNoFolder: Bool = false) {
        self.description = description
        self.isNobodyThere = isNobodyThere
        self.hasNoFolder = hasNoFolder
    }
}
