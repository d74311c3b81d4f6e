import ArgumentParser
import ConfigurationFile
import Daemon
import Foundation
import LDAP
import Logging
import Survey

/// `starbridge init`: a configuration for a directory that nobody has described yet.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract:
            "Look at a directory and write the configuration that fits it, with comments; nothing is written to the directory.",
        discussion: """
            The configuration goes to standard output, or to the file of --output, which must not be there yet. The status is 0 where it \
            can be used as it is, and 1 where standard error says what is missing.
            """
    )

    @Option(
        help: ArgumentHelp(
            "The server, as an ldap://, ldaps:// or ldapi:// URL; may be given several times, in the order of preference.",
            valueName: "url"))
    var server: [String]
    @Option(
        help: ArgumentHelp(
            "The account that Starbridge is to use; over ldapi:// it may be left out.", valueName: "dn"))
    var bindDN: String?
    @Option(help: ArgumentHelp("The file with the account's password.", valueName: "file"), completion: .file())
    var passwordFile: String?
    @Option(
        help: ArgumentHelp(
            "The PEM file with the authorities that the server is verified against; by default those of the system.",
            valueName: "file"),
        completion: .file(extensions: ["pem", "crt"]))
    var caFile: String?
    @Flag(name: .customLong("start-tls"), help: "Encrypt ldap:// by StartTLS.")
    var startTLS = false
    @Flag(help: "Let the password cross the network unencrypted.")
    var allowPlaintext = false
    @Option(
        help: ArgumentHelp(
            "The entry below which people and groups are looked for; everywhere by default.", valueName: "dn"))
    var base: String?
    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file())
    var output: String?

    func run() async throws {
        let (access, passwordFile) = try self.access()
        let base = try self.name(self.base, "--base")
        let target = self.output.map { OutputFile(path: $0) }
        try target?.check()
        if access.account != nil { try Secrets.examine(passwordFile) }
        let look: FirstLook
        do {
            look = try await FirstLook.run(
                by: access, passwordFile: passwordFile, below: base, for: target?.path ?? "(standard output)",
                logger: .starbridge(level: .critical))
        } catch let error as LDAPError {
            throw SketchError(Self.trouble(error, access))
        }
        if let target {
            try target.write(look.configuration.text)
        } else {
            print(look.configuration.text, terminator: "")
        }
        self.tell(look, target)
        if !look.problems.isEmpty { throw ExitCode(1) }
    }

    /// The way to the directory, and where the password is now.
    private func access() throws -> (SketchedAccess, passwordFile: String) {
        let servers: [ServerURL]
        do {
            servers = try self.server.map { try ServerURL(parsing: $0) }
        } catch let error as LDAPError {
            throw ValidationError(error.diagnostic)
        }
        let account = try self.name(self.bindDN, "--bind-dn")
        guard account != nil || servers.allSatisfy({ $0.scheme == .ldapi }) else {
            throw ValidationError("--bind-dn is missing: name the account that Starbridge is to use")
        }
        guard account == nil || self.passwordFile != nil else {
            throw ValidationError("--password-file is missing: name the file with the password of \(self.bindDN ?? "")")
        }
        if account != nil, !self.startTLS, !self.allowPlaintext,
            let server = servers.first(where: { $0.scheme == .ldap && !$0.isLocal })
        {
            throw ValidationError(
                "the password for \(server) would cross the network unencrypted; use ldaps://, --start-tls, or --allow-plaintext"
            )
        }
        let path = self.passwordFile.map(Self.absolute) ?? ""
        let credential = Secrets.credential(at: path)
        let access = SketchedAccess(
            servers: servers, account: account, passwordFile: credential ?? path,
            caFile: self.caFile.map(Self.absolute),
            startsTLS: self.startTLS, allowsPlaintext: self.allowPlaintext,
            passwordNotes: credential == nil ? [Self.passwordAdvice(path)] : [])
        return (access, path)
    }

    private func name(_ text: String?, _ option: String) throws -> DistinguishedName? {
        do {
            return try text.map { try DistinguishedName(parsing: $0) }
        } catch let error as LDAPError {
            throw ValidationError("\(option) is not a distinguished name: \(error.diagnostic)")
        }
    }

    private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }

    /// The daemon runs as a user of its own, whom systemd hands the password.
    private static func passwordAdvice(_ path: String) -> String {
        "The installed service runs as a user of its own, which cannot read this file: copy it by `install -m 600 \(path) "
            + "/etc/starbridge/ldap-password` and write ${CREDENTIALS_DIRECTORY}/ldap-password here, as its unit has it."
    }

    private static func trouble(_ error: LDAPError, _ access: SketchedAccess) -> String {
        let servers = access.servers.map(\.description).joined(separator: ", ")
        let account = access.account.map { "\($0)" } ?? "this process"
        switch error.code {
        case .invalidCredentials, .inappropriateAuthentication, .insufficientAccessRights:
            return
                "\(servers) does not let \(account) in (\(error)): check --bind-dn and the password in --password-file"
        case .confidentialityRequired, .strongerAuthRequired:
            return "\(servers) wants an encrypted connection (\(error)): use an ldaps:// URL, or --start-tls"
        default:
            return
                "\(servers) does not tell (\(error)): check --server, and --ca-file where the connection is encrypted"
        }
    }

    /// Tells on standard error what was found and written, and what comes next.
    private func tell(_ look: FirstLook, _ target: OutputFile?) {
        var lines = look.configuration.findings.map { "found \($0)" }
        lines += look.configuration.gaps.map { "! \($0)" }
        if let target { lines.append("wrote \(target.path)") }
        lines += look.problems.map { "✗ \($0)" }
        let file = target?.path ?? "FILE"
        lines.append(
            target == nil
                ? "next: save it and run `starbridge check --config FILE`"
                : "next: read it, then run `starbridge check --config \(file)`")
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}

/// A file that is made, and never takes the place of another.
struct OutputFile {
    /// Its absolute path.
    let path: String

    init(path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path
    }

    /// Whether the file can be made.
    /// - Throws: `SketchError` that says why not.
    func check() throws(SketchError) {
        if access(self.path, F_OK) == 0 { throw self.taken }
        let folder = (self.path as NSString).deletingLastPathComponent
        guard access(folder, F_OK) == 0 else {
            throw SketchError("there is no folder \(folder): make it, or name another file by --output")
        }
        guard access(folder, W_OK) == 0 else {
            throw SketchError("\(self.path) cannot be made: this user may not write in \(folder)")
        }
    }

    /// Makes the file, which everybody may read: there is no secret in it.
    /// - Throws: `SketchError` that says why not.
    func write(_ text: String) throws(SketchError) {
        let descriptor = open(self.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw errno == EEXIST ? self.taken : self.trouble
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        } catch {
            throw self.trouble
        }
    }

    private var taken: SketchError {
        SketchError(
            "\(self.path) is there already and is not overwritten: move it away, or name another file by --output")
    }

    private var trouble: SketchError {
        SketchError("\(self.path) cannot be written: \(String(cString: strerror(errno)))")
    }
}
