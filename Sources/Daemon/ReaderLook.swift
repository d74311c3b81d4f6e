public import ConfigurationFile
import LDAPClient
public import Logging
import ServiceLifecycle
public import Survey

/// The directory as somebody else sees it, beside what the bridge keeps in it.
public struct ReaderLook: Sendable {
    /// How somebody else looks.
    public let reader: ReaderView
    /// Those whom the bridge keeps.
    public let people: KeptPeople

    /// Runs `body` with connections of its own, as the bridge's account and as the reader's.
    ///
    /// - Throws: ``ConfigurationError`` where the file says nothing of a reader, and what `body` throws.
    public static func run<Output: Sendable>(
        by settings: Settings, logger: Logger, _ body: @Sendable (ReaderLook) async throws -> Output
    ) async throws -> Output {
        guard let reader = settings.reader else {
            throw ConfigurationError(
                file: settings.file,
                reason: "reader is missing: say below reader: through which filter, and from which base, Starmind looks"
            )
        }
        let own = Client(configuration: settings.client, logger: logger)
        let other = reader.bind.map { Client(configuration: settings.client(as: $0), logger: logger) }
        let directory = ClientDirectory(client: own)
        let look = ReaderLook(
            reader: reader.view(of: other.map { ClientDirectory(client: $0) } ?? directory),
            people: KeptPeople(mapping: settings.users, dialect: settings.directory.dialect, directory: directory))
        return try await [own, other].compactMap(\.self).running(logger: logger) { try await body(look) }
    }
}

extension Settings.Reader {
    /// How it looks at the directory that its account sees.
    func view(of directory: ClientDirectory) -> ReaderView {
        ReaderView(base: self.base, scope: self.scope, filter: self.filter, directory: directory)
    }
}

extension [Client] {
    /// Runs the clients for as long as `body` takes.
    /// - Throws: what `body` throws.
    func running<Output: Sendable>(logger: Logger, _ body: () async throws -> Output) async throws -> Output {
        let group = ServiceGroup(configuration: .init(services: self.map { .init(service: $0) }, logger: logger))
        async let running: Void = group.run()
        let result: Result<Output, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await running
        return try result.get()
    }
}
