import Encodings
public import Foundation
public import SCIM

extension TokensFile {
    /// One token, or one secret of a client of OAuth, as it is kept.
    public struct Record: Sendable, Hashable {
        /// What the log calls whoever shows the token.
        public var name: String
        /// The SHA-256 digest of the token, 32 bytes.
        public var digest: [UInt8]
        /// When it was made.
        public var created: Date
        /// From when on it is refused; nil for never.
        public var expires: Date?
        /// What its owner may do.
        public var scopes: Scopes
        /// The client of OAuth whose secret this is, which opens nothing but the token endpoint; nil for a bearer token.
        public var client: String?

        /// Creates the record of a token, which may do all of the SCIM service unless it is given scopes.
        public init(
            name: String, digest: [UInt8], created: Date, expires: Date? = nil, scopes: Scopes = .service,
            client: String? = nil
        ) {
            self.name = name
            self.digest = digest
            self.created = created
            self.expires = expires
            self.scopes = scopes
            self.client = client
        }

        /// Whether the token is good at a time.
        public func isValid(at date: Date) -> Bool {
            self.expires.map { date < $0 } ?? true
        }
    }
}

extension TokensFile.Record {
    /// Reads a record; one without scopes was made when there were none, and may do all of the service.
    init?(decoding value: Value) {
        guard let object = value.object, let name = object["name"]?.string,
            let digest = object["sha256"]?.string.flatMap([UInt8].init(hexadecimal:)), digest.count == 32,
            let created = object["created"]?.string.flatMap({ try? Date($0, strategy: .iso8601) })
        else { return nil }
        self.init(name: name, digest: digest, created: created)
        if let expires = object["expires"] {
            guard let date = expires.string.flatMap({ try? Date($0, strategy: .iso8601) }) else { return nil }
            self.expires = date
        }
        if let scopes = object["scopes"] {
            guard let scopes = Self.scopes(scopes) else { return nil }
            self.scopes = scopes
        }
        if let client = object["client"] {
            guard let client = client.string else { return nil }
            self.client = client
        }
    }

    private static func scopes(_ value: Value) -> Scopes? {
        guard let names = value.array else { return nil }
        var scopes: Scopes = []
        for name in names {
            guard let scope = name.string.flatMap(Scopes.init(name:)) else { return nil }
            scopes.insert(scope)
        }
        return scopes
    }

    /// The record as the file has it.
    var value: Value {
        var object: Object = [
            "name": .string(self.name),
            "sha256": .string(self.digest.hexadecimal),
            "created": .string(self.created.formatted(.iso8601)),
            "scopes": .array(self.scopes.names.map { .string($0) }),
        ]
        if let expires { object["expires"] = .string(expires.formatted(.iso8601)) }
        if let client { object["client"] = .string(client) }
        return .object(object)
    }
}
