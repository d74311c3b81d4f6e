import COpenSSL
import Encodings
import Synchronization

/// A secret token as Entra's form takes it: 256 random bits, written in 44 letters, digits, `-` and `_`.
public struct SecretToken {
    /// The token as the client sends it.
    public let text: String

    private static let digester = Mutex(TokenDigester())

    /// Makes a token from the system's random numbers.
    /// - Throws: ``TokenError`` if libcrypto has no randomness to give.
    public init() throws(TokenError) {
        self.text = try Self.randomBytes(33).base64URL
    }

    /// Random numbers of the system that nobody can foresee.
    /// - Throws: ``TokenError`` if libcrypto has no randomness to give.
    public static func randomBytes(_ count: Int) throws(TokenError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else {
            throw TokenError("libcrypto has no random numbers to make a token from")
        }
        return bytes
    }

    /// The SHA-256 digest by which a token is kept: a token has too many bits to be guessed from it.
    public static func digest(of text: String) -> [UInt8] {
        self.digester.withLock { $0.digest(of: text) }
    }
}

/// Why tokens cannot be read, written or made; the text tells an administrator what to do.
public struct TokenError: Error, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    /// Creates an error with what it says.
    public init(_ description: String) {
        self.description = description
    }
}
