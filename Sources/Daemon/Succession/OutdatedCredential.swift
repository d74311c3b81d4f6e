import ConfigurationFile
import Files
import Foundation

/// A credential that has changed since systemd copied it for this process.
enum OutdatedCredential {
    /// What is to be said of those of this process.
    static var warnings: [String] {
        Secrets.copiedCredentials().filter { Self.isNewer($0.source, than: $0.copy) }.map { credential in
            "\(credential.source) has changed since systemd copied it for this process, which goes on with the copy: "
                + "restart the daemon to have it used"
        }
    }

    /// Whether a file was written after another one; one that cannot be looked at was not.
    static func isNewer(_ file: String, than other: String) -> Bool {
        guard let time = FileStatus(of: file)?.modified, let reference = FileStatus(of: other)?.modified else {
            return false
        }
        return time > reference
    }
}
