import Files
import Foundation
import LDAP
import NIOSSL

/// A file that a configuration names, looked at before anything depends on it.
struct ConfiguredFile {
    let path: String

    /// A file that nobody but its owner and group may read.
    /// - Throws: ``ConfigurationReason`` that says what is wrong with it.
    func checkSecret() throws(ConfigurationReason) {
        let status = try self.status()
        guard status.permissions & 0o007 == 0 else {
            throw ConfigurationReason(
                "everybody on this machine may open \(self.path): take that away with `chmod o= \(self.path)`, and change the "
                    + "secret if it was there for long")
        }
        try self.checkReadable()
    }

    /// The secret in the file is not empty.
    /// - Throws: ``ConfigurationReason`` that says what is wrong with it.
    func checkPassword() throws(ConfigurationReason) {
        try self.checkSecret()
        do {
            _ = try Secrets.read(self.path)
        } catch {
            throw ConfigurationReason(error.diagnostic)
        }
    }

    /// The certificates of a PEM file, of which there is one at least.
    /// - Throws: ``ConfigurationReason`` that says what is wrong with it.
    func certificates() throws(ConfigurationReason) -> [NIOSSLCertificate] {
        try self.checkReadable()
        guard let chain = try? NIOSSLCertificate.fromPEMFile(self.path), !chain.isEmpty else {
            throw ConfigurationReason("there is no PEM certificate in \(self.path)")
        }
        return chain
    }

    /// The certificates of a PEM file, the first of which is one's own and valid now.
    /// - Throws: ``ConfigurationReason`` that says what is wrong with it.
    func identity(at now: Date = Date()) throws(ConfigurationReason) -> [NIOSSLCertificate] {
        let chain = try self.certificates()
        guard let own = chain.first else { return chain }
        if own.end < now {
            throw ConfigurationReason(
                "the certificate in \(self.path) expired on \(own.end.formatted(.iso8601)): renew it")
        }
        if own.begin > now {
            throw ConfigurationReason(
                "the certificate in \(self.path) is not valid before \(own.begin.formatted(.iso8601)): look at the clock of this "
                    + "machine, or take another certificate")
        }
        return chain
    }

    /// The private key of a PEM file.
    /// - Throws: ``ConfigurationReason`` that says what is wrong with it.
    func key() throws(ConfigurationReason) -> NIOSSLPrivateKey {
        try self.checkReadable()
        guard let key = try? NIOSSLPrivateKey(file: self.path, format: .pem) else {
            throw ConfigurationReason("there is no PEM key in \(self.path)")
        }
        try self.checkSecret()
        return key
    }

    private func checkReadable() throws(ConfigurationReason) {
        _ = try self.status()
        guard access(self.path, R_OK) == 0 else { throw self.unreadable }
    }

    private func status() throws(ConfigurationReason) -> FileStatus {
        guard let status = FileStatus(of: self.path) else { throw self.unreadable }
        return status
    }

    private var unreadable: ConfigurationReason {
        ConfigurationReason("\(self.path) cannot be read: \(String(cString: strerror(errno)))")
    }
}

extension NIOSSLCertificate {
    /// When the certificate begins to be valid.
    var begin: Date { Date(timeIntervalSince1970: Double(self.notValidBefore)) }
    /// When the certificate ceases to be valid.
    var end: Date { Date(timeIntervalSince1970: Double(self.notValidAfter)) }
}
