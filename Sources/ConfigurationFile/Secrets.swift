import Foundation
public import LDAP

/// Secrets are files, never values of the configuration.
public enum Secrets {
    /// The path with `${CREDENTIALS_DIRECTORY}` replaced by where systemd put the credentials.
    static func expanded(_ path: String) throws(ConfigurationReason) -> String {
        try self.expanded(path, environment: ProcessInfo.processInfo.environment)
    }

    /// Where systemd has not started the program, `${CREDENTIALS_DIRECTORY}/NAME` is the file that the installed unit takes NAME from.
    static func expanded(
        _ path: String, environment: [String: String], unit: UnitCredentials = UnitCredentials()
    ) throws(ConfigurationReason) -> String {
        let variable = "${CREDENTIALS_DIRECTORY}"
        guard path.contains(variable) else { return path }
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
            if path.hasPrefix(variable + "/"), let source = unit.source(of: String(path.dropFirst(variable.count + 1)))
            {
                return source
            }
            throw ConfigurationReason(
                "\(variable) is not set; it is there when systemd starts Starbridge with LoadCredential="
            )
        }
        return path.replacingOccurrences(of: variable, with: directory)
    }

    /// The content of a secret's file, without the line ends that editors leave behind it.
    /// - Throws: ``LDAPError`` with ``ResultCode/paramError`` that names the file.
    public static func read(_ path: String) throws(LDAPError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw LDAPError(.parameterError, diagnostic: "the password file \(path) cannot be read")
        }
        var bytes = [UInt8](data)
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw LDAPError(.parameterError, diagnostic: "the password file \(path) is empty") }
        return bytes
    }

    /// Looks at a file with a password: it is there, is not empty, and not everybody on the machine may open it.
    /// - Throws: ``ConfigurationError`` that says what is wrong with it.
    public static func examine(_ path: String) throws(ConfigurationError) {
        do {
            try ConfiguredFile(path: path).checkPassword()
        } catch {
            throw ConfigurationError(file: path, reason: error.text)
        }
    }

    /// Whether a file is a credential that systemd has copied for this process: it does not change while that runs.
    public static func isCredential(_ path: String) -> Bool {
        self.credentialsFolder.map { path.hasPrefix($0 + "/") } ?? false
    }

    /// The credentials of this process that the installed unit takes from files, each with that file.
    public static func copiedCredentials() -> [(copy: String, source: String)] {
        guard let folder = self.credentialsFolder else { return [] }
        return UnitCredentials().sources.map { (copy: "\(folder)/\($0.name)", source: $0.source) }
    }

    private static var credentialsFolder: String? {
        ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"]
    }

    /// How a configuration names a file that the installed unit hands to the daemon, such as `${CREDENTIALS_DIRECTORY}/ldap-password`.
    ///
    /// Nil where no unit is installed that does.
    public static func credential(at path: String) -> String? {
        UnitCredentials().name(of: path).map { "${CREDENTIALS_DIRECTORY}/\($0)" }
    }
}
