import COpenSSL

/// Codes that show who has written a message, to whoever has the same key.
public enum MessageCode {
    /// HMAC with SHA-256 (RFC 2104), 32 bytes.
    public static func hash(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let done = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, &length)
        precondition(done != nil, "libcrypto has no HMAC")
        return Array(code[..<Int(length)])
    }
}
