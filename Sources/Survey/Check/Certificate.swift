import COpenSSL
import Foundation
import LDAP

/// A certificate as a server shows it (RFC 5280), and whether it is good for that server.
struct Certificate {
    private let pointer: OpaquePointer

    /// Reads a certificate in DER, and hands it to `body`; nil if it is none.
    static func reading<Output>(_ der: [UInt8], _ body: (Certificate) -> Output) -> Output? {
        let pointer = der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            return d2i_X509(nil, &start, bytes.count)
        }
        guard let pointer else { return nil }
        defer { X509_free(pointer) }
        return body(Certificate(pointer: pointer))
    }

    /// Whom it is for.
    var subject: String { Self.text(X509_get_subject_name(self.pointer)) }
    /// Who has signed it.
    var issuer: String { Self.text(X509_get_issuer_name(self.pointer)) }
    /// When it ceases to be valid.
    var end: Date? {
        guard let start = ASN1_TIME_set(nil, 0) else { return nil }
        defer { ASN1_TIME_free(start) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        guard ASN1_TIME_diff(&days, &seconds, start, X509_get0_notAfter(self.pointer)) == 1 else { return nil }
        return Date(timeIntervalSince1970: Double(days) * 86_400 + Double(seconds))
    }

    /// Why it is not good for a server, by the authorities in a PEM file; nil if it is.
    func fault(for server: ServerURL, authorities: String) -> String? {
        let isHost =
            X509_check_host(self.pointer, server.host, server.host.utf8.count, 0, nil) == 1
            || X509_check_ip_asc(self.pointer, server.host, 0) == 1
        guard let store = X509_STORE_new(), let context = X509_STORE_CTX_new() else { return nil }
        defer {
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        guard X509_STORE_load_locations(store, authorities, nil) == 1,
            X509_STORE_CTX_init(context, store, self.pointer, nil) == 1
        else { return "\(authorities) cannot be read" }
        if X509_verify_cert(context) != 1 {
            return String(cString: X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(context))))
        }
        return isHost ? nil : "it is not issued for \(server.host)"
    }

    /// A name as RFC 2253 writes it, such as `CN=ldap.acme.example,O=Acme`.
    private static func text(_ name: OpaquePointer?) -> String {
        guard let name, let memory = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(memory) }
        // XN_FLAG_RFC2253, with letters beyond ASCII as they are.
        let letters =
            ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN
            | ASN1_STRFLGS_DUMP_DER
        let flags = UInt(letters | XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_DN_REV | XN_FLAG_DUMP_UNKNOWN_FIELDS)
        guard X509_NAME_print_ex(memory, name, 0, flags) >= 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = BIO_read(memory, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(max(0, Int(count))), as: UTF8.self)
    }
}
