import COpenSSL

/// A secret token as Entra's form takes it: 256 random bits, written in 44 letters, digits, `-` and `_`.
struct SecretToken {
    let text: String

    /// Makes a token from the system's random numbers.
    /// - Throws: ``TokenError`` if libcrypto has no randomness to give.
    init() throws(TokenError) {
        self.text = Self.base64URL(try Self.randomBytes(33))
    }

    /// Random numbers of the system that nobody can foresee.
    /// - Throws: ``TokenError`` if libcrypto has no randomness to give.
    static func randomBytes(_ count: Int) throws(TokenError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else {
            throw TokenError("libcrypto has no random numbers to make a token from")
        }
        return bytes
    }

    /// The SHA-256 digest by which a token is kept: a token has too many bits to be guessed from it.
    static func digest(of text: String) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        var text = text
        let done = text.withUTF8 { EVP_Digest($0.baseAddress, $0.count, &digest, &length, EVP_sha256(), nil) }
        return done == 1 ? Array(digest[..<Int(length)]) : []
    }

    /// Whether two digests are equal, in a time that does not tell where they differ.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        !left.isEmpty && left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }

    private static func base64URL(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
            text += [18, 12, 6, 0].map { letters[group >> $0 & 63] }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Why tokens cannot be read, written or made; the text tells an administrator what to do.
struct TokenError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
