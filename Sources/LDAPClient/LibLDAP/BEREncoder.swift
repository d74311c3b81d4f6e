import CLDAP
import LDAP

/// Encodes what controls hold in the pieces that liblber takes (X.690).
struct BEREncoder: ~Copyable {
    private let ber: OpaquePointer
    /// Whether everything so far could be encoded.
    private var isSound = true

    private init() throws(LDAPError) {
        guard let ber = ber_alloc_t(LBER_USE_DER) else { throw LDAPError(.noMemory) }
        self.ber = ber
    }

    deinit {
        ber_free(self.ber, 1)
    }

    /// The bytes of what `write` puts in.
    /// - Throws: ``LDAPError`` with ``ResultCode/encodingError``.
    static func bytes(_ write: (inout Self) -> Void) throws(LDAPError) -> [UInt8] {
        var encoder = try Self()
        write(&encoder)
        var value = berval()
        guard encoder.isSound, ber_flatten2(encoder.ber, &value, 0) == 0 else {
            throw LDAPError(.encodingError, diagnostic: "a control cannot be encoded")
        }
        return Array(value.bytes)
    }

    /// Puts in a sequence, or a set, of what `write` puts in.
    mutating func sequence(as tag: ber_tag_t = Tag.sequence, _ write: (inout Self) -> Void) {
        self.isSound = self.isSound && ber_start_seq(self.ber, tag) >= 0
        write(&self)
        self.isSound = self.isSound && ber_put_seq(self.ber) >= 0
    }

    /// Puts in an octet string.
    mutating func octets(_ bytes: ArraySlice<UInt8>, as tag: ber_tag_t = Tag.octetString) {
        let isPut = bytes.withUnsafeBytes {
            ber_put_ostring(self.ber, $0.baseAddress?.assumingMemoryBound(to: CChar.self), ber_len_t($0.count), tag)
                >= 0
        }
        self.isSound = self.isSound && isPut
    }

    /// Puts in a text.
    mutating func text(_ text: String, as tag: ber_tag_t = Tag.octetString) {
        var text = text
        let isPut = text.withUTF8 {
            let bytes = UnsafeRawBufferPointer($0).baseAddress?.assumingMemoryBound(to: CChar.self)
            return ber_put_ostring(self.ber, bytes, ber_len_t($0.count), tag) >= 0
        }
        self.isSound = self.isSound && isPut
    }

    /// Puts in `TRUE`.
    mutating func yes(as tag: ber_tag_t) {
        self.isSound = self.isSound && ber_put_boolean(self.ber, 1, tag) >= 0
    }
}

/// The tags of X.690 that controls are built of.
enum Tag {
    static let octetString: ber_tag_t = 0x04
    static let sequence: ber_tag_t = 0x30
}
