extension Provisioner {
    /// What the provisioner of one resource type remembers between calls.
    ///
    /// While another provisioner takes its place, calls of the former are still under way: both need the same claims and doubts. The next
    /// page of a list is read by the successor, on the connection of the former's that the list was kept with.
    public struct Memory: Sendable {
        /// Which unique values are being written.
        let claims = UniqueClaims()
        /// Whose turn it is with an entry that several want to write.
        let turns = WriterTurns()
        /// Which entries were being renamed when their server died.
        let doubts = NamesInDoubt()
        /// The sorted lists that are kept for their next page.
        let lists = ListShelf()

        /// Which numbers were given to new entries.
        let numbers = GivenNumbers()

        /// Creates an empty memory.
        public init() {}
    }
}
