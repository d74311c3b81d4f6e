extension Provisioner {
    /// What the provisioner of one resource type remembers between calls.
    ///
    /// While another provisioner takes its place, calls of the former are still under way: both need the same claims and doubts.
    public struct Memory: Sendable {
        /// Which unique values are being written.
        let claims: UniqueClaims
        /// Which entries were being renamed when their server died.
        let doubts: NamesInDoubt
        /// The sorted lists that are kept for their next page.
        let lists = ListShelf()

        private init(claims: UniqueClaims, doubts: NamesInDoubt) {
            self.claims = claims
            self.doubts = doubts
        }

        /// Creates an empty memory.
        public init() {
            self.init(claims: UniqueClaims(), doubts: NamesInDoubt())
        }

        /// The memory for a successor: without the kept lists, whose connections end with this provisioner.
        public var handedOn: Memory { Memory(claims: self.claims, doubts: self.doubts) }
    }
}
