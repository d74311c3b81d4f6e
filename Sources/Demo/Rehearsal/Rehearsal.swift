import Bridge
public import ConfigurationFile
import Daemon
import Directories
import Foundation
import Glibc
import LDAP
public import Logging
import Observability
import SCIM
import Sandbox
import Translator

/// The whole bridge on a private copy of its directory.
///
/// The original is read once, as the bridge's own account, and nothing that runs afterwards knows where it is.
public struct Rehearsal: Sendable {
    private let settings: Settings
    private let folder: RehearsalFolder
    private let copy: CopyMaker.Copy
    private let duration: Duration

    /// Copies the directory of a configuration into a folder; `tell` gets a line for each step.
    ///
    /// With `listen`, calls are taken at another address than the configuration has.
    /// - Throws: ``RehearsalError``, `LDAPError` where the original cannot be read, `SandboxError`, or a cancellation.
    public init(
        of settings: Settings, in folder: String, listen: (host: String, port: Int)? = nil, logger: Logger,
        tell: @escaping @Sendable (String) -> Void
    ) async throws {
        let start = ContinuousClock.now
        self.folder = RehearsalFolder(path: folder)
        let maker = CopyMaker(settings: settings, folder: folder, logger: logger, tell: tell)
        self.copy = try await maker.make()
        let server = try ServerURL(parsing: self.copy.slapd.ldapiURL)
        let copied = settings.rehearsing(
            at: server, copyOf: self.copy.facts.dialect, isPermissive: self.copy.isPermissive, in: folder)
        self.settings = listen.map(copied.listening) ?? copied
        self.duration = ContinuousClock.now - start
        do {
            try await self.writeState(logger)
        } catch {
            await self.copy.slapd.stop()
            throw error
        }
    }

    private func writeState(_ logger: Logger) async throws {
        let schema = try await DirectoryLook.run(by: self.settings, logger: logger) { directory in
            let name =
                try await directory.server().rootDSE.subschemaSubentry ?? DistinguishedName(server: "cn=Subschema")
            let request = SearchRequest(base: name, scope: .base, attributes: Schema.attributes)
            return try await directory.search(request).entries.first ?? Entry(dn: name)
        }
        let path = URL(fileURLWithPath: self.settings.file).standardizedFileURL.path
        let state = RehearsalFolder.State(
            configuration: path, kind: self.copy.facts.dialect.name, suffix: self.copy.slapd.suffix,
            isPermissive: self.copy.isPermissive, followed: self.copy.facts.followed.map(\.description))
        try self.folder.write(state, schema: schema)
    }

    /// Answers calls until SIGINT or SIGTERM; `tell` gets a line for each, and `ready` is called as soon as they are answered.
    ///
    /// - Throws: ``ConfigurationError`` where the configuration cannot work with the copy, or an address is taken.
    public func serve(
        tell: @escaping @Sendable (String) -> Void, ready: @escaping @Sendable () async -> Void
    ) async throws {
        let logger = Logger(label: "starbridge") { _ in
            DemoLogHandler(tell: tell, rest: LineLogHandler(level: .warning))
        }
        var server = Server(configuration: self.settings, logger: logger)
        server.onReady = ready
        server.onStopOverdue = { [slapd = self.copy.slapd] in
            Task {
                await slapd.kill()
                _exit(EXIT_FAILURE)
            }
        }
        try await server.run()
    }

    /// Ends the server of the copy; the folder stays.
    public func stop() async {
        await self.copy.slapd.stop()
    }

    /// What the calls would have changed until now.
    ///
    /// - Throws: ``RehearsalError``, or `SandboxError` where the copy cannot be read.
    public func report() async throws -> RehearsalReport {
        try await RehearsalReport(of: self.folder.path)
    }
}

extension Rehearsal {
    /// What could not be copied, or is not as in the original.
    public var notes: [String] { self.copy.notes }

    /// What a person wants to know, in the words of Entra's form.
    public var introduction: String {
        let counts = self.copy.counts
        let seconds = self.duration.components.seconds
        return """
            The copy has \(counts.entries) entries, of which \(counts.people) are people and \(counts.groups) are groups; it took \(seconds) s.
            \(self.notes.map { "  ! " + $0 }.joined(separator: "\n"))

            Tenant URL     \(self.settings.baseURL)
            Listening on   \(self.settings.listeners.map(\.place.description).joined(separator: ", "))
            Secret Token   any that the configuration knows (`starbridge token list`)
            Folder         \(self.folder.path)

            Look into the copy with
              ldapsearch -Q -Y EXTERNAL -LLL -H \(self.copy.slapd.ldapiURL) -b '\(self.copy.slapd.suffix)'
            See what would have changed until now with
              starbridge rehearse --report --folder \(self.folder.path)
            Each call makes one line here. Ctrl-C ends the rehearsal and prints the report.

            """
    }

    /// What a script wants to know, on one line.
    public var json: String {
        let counts = self.copy.counts
        let object: Object = [
            "tenant_url": .string(self.settings.baseURL),
            "listening": .array(self.settings.listeners.map { .string($0.place.description) }),
            "folder": .string(self.folder.path),
            "ldap_url": .string(self.copy.slapd.ldapiURL),
            "suffix": .string(self.copy.slapd.suffix),
            "entries": .integer(Int64(counts.entries)),
            "people": .integer(Int64(counts.people)),
            "groups": .integer(Int64(counts.groups)),
            "notes": .array(self.notes.map { .string($0) }),
            "pid": .integer(Int64(getpid())),
        ]
        return String(decoding: JSONWriter.bytes(.object(object)), as: UTF8.self)
    }
}
