import Encodings
import Foundation
public import Logging
public import SCIM
import Synchronization

/// Admits whoever shows a secret token whose digest is in the tokens file.
///
/// The file is looked at again at most twice a second, so that a token made or revoked by `starbridge token` counts within a
/// second and no request waits for the disk.
public final class TokenAuthenticator: Authenticator {
    private struct State {
        var records: [TokensFile.Record] = []
        var stamp: [Int] = []
        var lookedAt: ContinuousClock.Instant?
    }

    private static let interval = Duration.milliseconds(500)

    private let file: TokensFile
    private let logger: Logger
    private let state = Mutex(State())

    /// Admits the tokens of a file, and tells `logger` where that cannot be used.
    public init(file: TokensFile, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    /// Returns whose token it is, or that nobody has it or it is no longer valid.
    public func authenticate(_ credentials: Credentials) async -> Verdict {
        guard let token = credentials.bearerToken else { return .refused(.missing) }
        let digest = SecretToken.digest(of: token)
        let records = self.currentRecords()
        // Every record is compared, so that the time does not tell which came close.
        var found: Int?
        for index in records.indices where records[index].digest.equalsInConstantTime(digest) { found = index }
        guard let found else { return .refused(.unknownToken) }
        let record = records[found]
        guard record.expires == nil || record.isValid(at: Date()) else { return .refused(.unknownToken) }
        return .accepted(Principal(name: record.name))
    }

    private func currentRecords() -> [TokensFile.Record] {
        self.state.withLock { state in
            let now = ContinuousClock.now
            if let lookedAt = state.lookedAt, now - lookedAt < Self.interval { return state.records }
            state.lookedAt = now
            let stamp = self.stamp()
            if stamp == state.stamp { return state.records }
            // A file that cannot be used is told of once, and looked into again when it has changed.
            state.stamp = stamp
            do {
                state.records = try self.file.records()
            } catch {
                self.logger.error(
                    "The tokens file cannot be used; the tokens read before stay valid.",
                    metadata: ["error": "\(error)"])
            }
            return state.records
        }
    }

    /// What changes whenever the file, its owner or its mode does.
    private func stamp() -> [Int] {
        var status = stat()
        guard stat(self.file.path, &status) == 0 else { return [] }
        return [
            Int(status.st_ino), status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size, status.st_ctim.tv_sec,
            status.st_ctim.tv_nsec,
        ]
    }
}
