import CLDAP
import LDAP

/// The end of an operation, as the server put it (LDAPResult, RFC 4511 section 4.1.9).
struct OperationResult {
    var code: ResultCode
    var matchedDN = ""
    var diagnostic = ""
    var referrals: [String] = []
    var controls: [ResponseControl] = []
    var value: [UInt8]?
}

extension Handle {
    /// Decodes the message that ends an operation.
    func result(of message: borrowing Message) throws(LDAPError) -> OperationResult {
        var code: Int32 = 0
        var matched: UnsafeMutablePointer<CChar>?
        var text: UnsafeMutablePointer<CChar>?
        var referrals: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var controls: UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>?
        let parsing = ldap_parse_result(
            self.pointer, message.pointer, &code, &matched, &text, &referrals, &controls, 0)
        defer {
            ldap_memfree(matched)
            ldap_memfree(text)
            if let referrals {
                ber_memvfree(UnsafeMutableRawPointer(referrals).assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
            }
            if let controls { ldap_controls_free(controls) }
        }
        guard parsing == LDAP_SUCCESS else { throw LDAPError(.decodingError) }
        var result = OperationResult(code: ResultCode(rawValue: code))
        if let matched, matched.pointee != 0 { result.matchedDN = String(cString: matched) }
        if let text, text.pointee != 0 { result.diagnostic = String(cString: text) }
        result.referrals = Self.strings(referrals)
        result.controls = try self.decode(controls)
        if message.kind == .extended { result.value = try self.extendedValue(of: message) }
        return result
    }

    /// Decodes the URLs of a search reference.
    func references(of message: borrowing Message) -> [String] {
        var references: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        guard ldap_parse_reference(self.pointer, message.pointer, &references, nil, 0) == LDAP_SUCCESS else {
            return []
        }
        defer {
            if let references {
                ber_memvfree(UnsafeMutableRawPointer(references).assumingMemoryBound(to: UnsafeMutableRawPointer?.self))
            }
        }
        return Self.strings(references)
    }

    private static func strings(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> [String] {
        guard var next = list else { return [] }
        var strings: [String] = []
        while let text = next.pointee {
            strings.append(String(cString: text))
            next += 1
        }
        return strings
    }

    private func extendedValue(of message: borrowing Message) throws(LDAPError) -> [UInt8]? {
        var value: UnsafeMutablePointer<berval>?
        guard ldap_parse_extended_result(self.pointer, message.pointer, nil, &value, 0) == LDAP_SUCCESS else {
            throw LDAPError(.decodingError)
        }
        defer { ber_bvfree(value) }
        return value.map { Array($0.pointee.bytes) }
    }
}

// MARK: - Entries

extension Handle {
    /// Decodes an entry straight from the message.
    func entry(of message: borrowing Message) throws(LDAPError) -> Entry {
        var ber: OpaquePointer?
        var name = berval()
        let code = ldap_get_dn_ber(self.pointer, message.pointer, &ber, &name)
        defer { ber_free(ber, 0) }
        var count: ber_len_t = 0
        guard code == LDAP_SUCCESS, let ber,
            ber_get_option(UnsafeMutableRawPointer(ber), LBER_OPT_BER_REMAINING_BYTES, &count) == LBER_OPT_SUCCESS
        else {
            throw LDAPError(.decodingError, diagnostic: "an entry is malformed")
        }
        return try self.entry(named: name, attributesOf: count)
    }

    /// Decodes an entry of which libldap has read the name and the length of the list of attributes that follows it.
    func entry(named name: berval, attributesOf count: ber_len_t) throws(LDAPError) -> Entry {
        // Between them are a tag, which libldap overwrites, and the octets of the length.
        guard let tag = name.bv_val.map({ UnsafeRawPointer($0) + Int(name.bv_len) }) else {
            throw LDAPError(.decodingError, diagnostic: "an entry has no name")
        }
        let octet = Int((tag + 1).load(as: UInt8.self))
        let start = tag + (octet > 0x7F ? 2 + octet & 0x7F : 2)
        let attributes = try AttributeListReader.attributes(
            in: Array(UnsafeRawBufferPointer(start: start, count: Int(count))), knowing: &self.names)
        return Entry(dn: DistinguishedName(server: String(decoding: name.bytes, as: UTF8.self)), attributes: attributes)
    }
}

extension berval {
    /// The bytes, valid for as long as the message is.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: self.bv_val, count: self.bv_val == nil ? 0 : Int(self.bv_len))
    }
}
