import Encodings
import SCIM

/// A JWT in its compact form (RFC 7515 section 3.1), read and not yet believed.
struct CompactJWT {
    /// The key that it names.
    let keyID: String
    /// What it claims.
    let claims: JWTClaims
    /// The bytes that are signed.
    let message: ArraySlice<UInt8>
    /// The signature over them.
    let signature: [UInt8]

    /// The most bytes of a token, of which Entra's have two thousand.
    private static let maximumSize = 16_384

    /// Whether a text has the form of a JWT: three parts with two dots between them.
    static func isSpelled(by text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: ".") } == 2
    }

    /// Reads `BASE64URL(header) "." BASE64URL(claims) "." BASE64URL(signature)`.
    ///
    /// The only algorithm is RS256, whatever the token says: one that could choose would choose `none`, or take the public key for
    /// a shared secret (RFC 8725 section 2.1).
    /// - Throws: ``TokenFault``.
    init(_ text: String) throws(TokenFault) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumSize else { throw .invalid("The token is too long.") }
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = Base64.decode(parts[2], as: .url) else {
            throw .invalid("The token is not a JWT.")
        }
        let header = try Self.object(parts[0], "header")
        guard let algorithm = header["alg"]?.string else { throw .invalid("The token names no algorithm.") }
        guard algorithm == "RS256" else {
            throw .invalid("The token is signed by \(algorithm.quoted), and only RS256 is taken.")
        }
        guard header["crit"] == nil else {
            throw .invalid("The token demands extensions (crit) that nobody knows here.")
        }
        guard let keyID = header["kid"]?.string, !keyID.isEmpty else { throw .invalid("The token names no key (kid).") }
        self.keyID = keyID
        self.claims = try JWTClaims(Self.object(parts[1], "claims"))
        self.message = bytes[..<parts[1].endIndex]
        self.signature = signature
    }

    /// One part as JSON; names that stand twice are refused, since others could read them in another way.
    private static func object(_ part: ArraySlice<UInt8>, _ name: String) throws(TokenFault) -> Object {
        guard let bytes = Base64.decode(part, as: .url),
            let object = (try? JSONReader.read(bytes, maximumDepth: 8))?.object
        else { throw .invalid("The \(name) of the token cannot be read.") }
        return object
    }
}
