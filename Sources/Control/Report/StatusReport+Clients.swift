public import Foundation

extension StatusReport {
    /// An address that calls are taken on.
    public struct Listener: Codable, Hashable, Sendable {
        /// The host and the port, or the path of a Unix socket.
        public var address: String
        /// The certificate that it shows; nil for one without TLS.
        public var certificate: Certificate?

        /// Creates the part.
        public init(address: String, certificate: Certificate? = nil) {
            (self.address, self.certificate) = (address, certificate)
        }
    }

    /// A certificate.
    public struct Certificate: Codable, Hashable, Sendable {
        /// The path of its file.
        public var file: String
        /// The name of whom it is of, where it says one.
        public var subject: String?
        /// When it ends.
        public var expires: Date

        /// Creates the part.
        public init(file: String, subject: String? = nil, expires: Date) {
            (self.file, self.subject, self.expires) = (file, subject, expires)
        }
    }

    /// A token, or another way in which a client shows who it is.
    public struct Token: Codable, Hashable, Sendable {
        /// Its name, as the log has it.
        public var name: String
        /// What it is, such as `token` or `client`.
        public var kind: String
        /// What whoever has it may do.
        public var scopes: [String]
        /// When it was made, where that is known.
        public var created: Date?
        /// When it ends; nil for never.
        public var expires: Date?
        /// When it came last with a call; nil for never since that is written down.
        public var lastUsed: Date?

        /// Creates the part.
        public init(
            name: String, kind: String, scopes: [String], created: Date? = nil, expires: Date? = nil,
            lastUsed: Date? = nil
        ) {
            (self.name, self.kind, self.scopes) = (name, kind, scopes)
            (self.created, self.expires, self.lastUsed) = (created, expires, lastUsed)
        }
    }

    /// Who issues tokens that are verified by keys from elsewhere.
    public struct Issuer: Codable, Hashable, Sendable {
        /// Its name or URL.
        public var name: String
        /// How many keys of it are known.
        public var keys: Int
        /// When they were fetched last; nil for never.
        public var fetched: Date?
        /// Why they could not be fetched since.
        public var problem: String?

        /// Creates the part.
        public init(name: String, keys: Int, fetched: Date? = nil, problem: String? = nil) {
            (self.name, self.keys, self.fetched, self.problem) = (name, keys, fetched, problem)
        }
    }
}
