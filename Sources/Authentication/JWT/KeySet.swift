import JWTKit
import SCIM

/// The keys with which an issuer signs (RFC 7517 section 5), those of them that are good for RS256.
struct KeySet: Sendable {
    /// One public key.
    struct Key: Sendable {
        fileprivate let algorithm: any JWTAlgorithm

        /// Whether a signature over a message was made with the key.
        func verifies(_ signature: [UInt8], of message: ArraySlice<UInt8>) -> Bool {
            (try? self.algorithm.verify(signature, signs: message)) ?? false
        }
    }

    /// The most keys that are taken of a set; an issuer has a handful.
    private static let maximumCount = 100
    /// The most characters of a modulus, those of 8192 bits: the time that a check takes grows with its square.
    private static let maximumModulus = 1366
    /// The most characters of an exponent; nearly all have `AQAB`.
    private static let maximumExponent = 6

    private var keys: [String: Key] = [:]

    /// The names of the keys.
    var names: [String] { self.keys.keys.sorted() }

    subscript(name: String) -> Key? { self.keys[name] }

    /// Reads a set; keys of other kinds, of other uses and of other tenants are left out.
    ///
    /// Entra: in a set for all tenants each key names its issuer, with `{tenantid}` for the one that asks. A key of another tenant's
    /// own must not sign for this one.
    /// - Throws: ``KeyFault`` if there is no key in it that can be used.
    init(_ bytes: [UInt8], of issuer: TrustedIssuer) async throws(KeyFault) {
        guard let members = (try? JSONReader.read(bytes, maximumDepth: 8))?.object?["keys"]?.array else {
            throw KeyFault("what came is not a set of keys (JWKS)")
        }
        for member in members.prefix(Self.maximumCount) {
            guard let object = member.object, let name = object["kid"]?.string, self.keys[name] == nil,
                Self.isMeant(object, issuer), let key = await Self.key(object)
            else { continue }
            self.keys[name] = key
        }
        guard !self.keys.isEmpty else {
            throw KeyFault("no key in what came can check RS256 for this tenant")
        }
    }

    private static func isMeant(_ object: Object, _ issuer: TrustedIssuer) -> Bool {
        guard object["kty"]?.string == "RSA", object["use"].map({ $0.string == "sig" }) ?? true,
            object["alg"].map({ $0.string == "RS256" }) ?? true
        else { return false }
        guard let owner = object["issuer"] else { return true }
        let name = owner.string?.replacing("{tenantid}", with: issuer.tenant)
        return name.map { issuer.names.contains($0) } ?? false
    }

    private static func key(_ object: Object) async -> Key? {
        guard let modulus = object["n"]?.string, modulus.utf8.count <= self.maximumModulus,
            let exponent = object["e"]?.string, exponent.utf8.count <= self.maximumExponent,
            let key = try? Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
        else { return nil }
        let collection = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        return (try? await collection.getKey()).map(Key.init(algorithm:))
    }
}

/// Why the keys of an issuer cannot be had; it ends a sentence that begins with "because".
struct KeyFault: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
