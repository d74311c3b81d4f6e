import Encodings
import SCIM

/// A token that the token endpoint has given (RFC 6749 section 1.4): it says for whom it is and how long, and is signed, so that every
/// bridge with the same tokens file takes it.
struct AccessToken: Hashable {
    /// By what it names whoever it was given to: half of the SHA-256 digest of the client's secret, or of what a federated client is.
    ///
    /// It ends with that secret, or with that client.
    var holder: [UInt8]
    /// What it allows.
    var scopes: Scopes
    /// From when on it is refused, in seconds since 1970.
    var end: Int64

    static let holderSize = 16
    /// How its text begins.
    static let prefix = "sba_"

    private static let version: UInt8 = 1
    /// Version, scopes, end and holder.
    private static let size = 2 + 8 + Self.holderSize
    private static let codeSize = 32

    /// The text that the client gets: the parts and a code over them.
    func text(signedWith key: [UInt8]) -> String {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: self.end >> (56 - 8 * $0)) }
        let bytes = [Self.version, self.scopes.rawValue] + time + self.holder
        return Self.prefix + (bytes + MessageCode.hash(bytes, key: key)).base64URL
    }
}

extension AccessToken {
    /// Reads a text; nil if it is none of these tokens, or was signed with another key.
    init?(_ text: String, signedWith key: [UInt8]) {
        guard text.hasPrefix(Self.prefix), text.utf8.count < 200,
            let bytes = Base64.decode(text.utf8.dropFirst(Self.prefix.utf8.count), as: .url),
            bytes.count == Self.size + Self.codeSize, bytes[0] == Self.version
        else { return nil }
        let message = Array(bytes[..<Self.size])
        guard MessageCode.hash(message, key: key).equalsInConstantTime(Array(bytes[Self.size...])) else { return nil }
        self.scopes = Scopes(rawValue: message[1])
        self.end = message[2..<10].reduce(0) { $0 << 8 | Int64($1) }
        self.holder = Array(message[10...])
    }
}
