import Encodings
import Foundation
import JWTKit
import Sandbox
public import SCIM

/// A private key of RSA with which tests make tokens.
public struct SigningKey: Sendable {
    /// Its name in sets of keys.
    public var name: String
    private let key: Insecure.RSA.PrivateKey

    /// Three keys, which are made once.
    public static let all = Task { () async throws -> [SigningKey] in
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        var keys: [SigningKey] = []
        for name in ["one", "two", "three"] {
            let path = "\(folder.path)/\(name).pem"
            try await ChildProcess.run(
                "/usr/bin/openssl", ["genrsa", "-out", path, "2048"], log: folder.path + "/openssl.log")
            keys.append(SigningKey(name: name, key: try Insecure.RSA.PrivateKey(pem: FileText.read(path))))
        }
        return keys
    }

    /// The key as a member of a set (RFC 7517); further members may be added or changed.
    public func published(_ members: Object = Object()) throws -> Value {
        let (modulus, exponent) = try self.key.publicKey.getKeyPrimitives()
        var object: Object = [
            "kty": "RSA", "use": "sig", "kid": .string(self.name), "n": .string([UInt8](modulus).base64URL),
            "e": .string([UInt8](exponent).base64URL),
        ]
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    /// The public key as PEM.
    public var publicPEM: String { self.key.publicKey.pemRepresentation }

    /// A token with these claims, signed with RS256; `header` adds to the header, or changes it.
    public func token(_ claims: Value, header: Object = Object()) async throws -> String {
        var object: Object = ["typ": "JWT", "alg": "RS256", "kid": .string(self.name)]
        for (name, value) in header { object[name] = value }
        return try await self.token(header: JSONWriter.bytes(.object(object)), claims: JSONWriter.bytes(claims))
    }

    /// A token of any bytes, signed with RS256.
    public func token(header: [UInt8], claims: [UInt8]) async throws -> String {
        let message = header.base64URL + "." + claims.base64URL
        let collection = await JWTKeyCollection().add(rsa: self.key, digestAlgorithm: .sha256)
        let signature = try await collection.getKey().sign(Array(message.utf8))
        return message + "." + signature.base64URL
    }
}

extension SigningKey {
    /// A set of keys, in JSON.
    public static func set(_ keys: [Value]) -> [UInt8] {
        JSONWriter.bytes(["keys": .array(keys)])
    }
}
