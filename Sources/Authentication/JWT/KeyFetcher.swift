/// What brings the keys of an issuer.
protocol KeyFetcher: Sendable {
    /// Fetches a set of keys, in JSON.
    /// - Throws: ``KeyFault``.
    func fetch() async throws(KeyFault) -> [UInt8]
}
