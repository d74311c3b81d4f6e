import LDAP

extension Dialect {
    /// How a write is protected against another writer of the same entry; no server is without protection.
    ///
    /// A step of a plan is right only for the entry as it was read. What the server itself checks holds against every writer; a lock
    /// holds within one process.
    public enum Concurrency: Sendable, Hashable {
        /// The server checks a condition with the write, in one step (RFC 4528).
        case assertion
        /// The server refuses to delete a value that is not there, so the old value is deleted with the write that adds the new one; what
        /// has no old value is written under a lock. Of these attributes the server takes a stale old value all the same.
        case exchange(except: Set<AttributeDescription> = [])
        /// The server checks nothing: each write is made under a lock of its entry, which is read before and after.
        case lock
    }

    /// Returns how a write is protected on a server with this root DSE: without the control, the server cannot be asked to check.
    public func concurrency(on rootDSE: RootDSE) -> Concurrency {
        switch self.concurrency {
        case .assertion: self.supportsAssertion(rootDSE) ? .assertion : .exchange()
        case .exchange, .lock: self.concurrency
        }
    }
}
