import Files
public import Foundation
public import Logging
import Synchronization

/// The tokens of a file as the daemon knows them, and when each was used last.
///
/// The file is looked at again at most twice a second, so that a token made or revoked by `starbridge token` counts within a
/// second and no request waits for the disk.
public final class TokenStore: Sendable {
    /// What the file held when it was read last; it never changes.
    final class Content: Sendable {
        /// The bearer tokens.
        let bearers: [KnownToken]
        /// The secrets of the clients of OAuth.
        let secrets: [KnownToken]
        /// What access tokens are signed with, the same on all bridges with the same file; nil where nothing can be signed.
        let signingKey: [UInt8]?

        init(bearers: [KnownToken] = [], secrets: [KnownToken] = [], signingKey: [UInt8]? = nil) {
            self.bearers = bearers
            self.secrets = secrets
            self.signingKey = signingKey
        }

        var all: [KnownToken] { self.bearers + self.secrets }
    }

    private struct State {
        var content = Content()
        /// Nil for a file that is not there.
        var stamp: FileStatus?
        var lookedAt: Int64?
    }

    /// What is known of the file with the times of use.
    private struct Record {
        var times: [String: Int64] = [:]
        var isWritable = true
    }

    /// How many milliseconds pass before the file is looked at again.
    private static let interval: Int64 = 500

    let clock: WallClock
    private let file: TokensFile
    private let uses: LastUseFile
    private let logger: Logger
    /// What takes the place of the secret where the file has none.
    private let ownSecret: [UInt8]?
    private let state: Mutex<State>
    private let record: Mutex<Record>

    /// The tokens of a file; `logger` is told where that cannot be used.
    public init(file: TokensFile, clock: WallClock = .system, logger: Logger) {
        self.file = file
        self.uses = LastUseFile(besides: file)
        self.clock = clock
        self.logger = logger
        self.ownSecret = try? SecretToken.randomBytes(32)
        self.state = Mutex(State(content: Content(signingKey: self.ownSecret.map(Self.signingKey))))
        self.record = Mutex(Record(times: self.uses.read()))
    }

    /// What the file holds at a time.
    func content(at now: Int64) -> Content {
        self.state.withLock { state in
            // A clock that was put back does not keep the file from being looked at.
            if let lookedAt = state.lookedAt, lookedAt <= now, now - lookedAt < Self.interval { return state.content }
            state.lookedAt = now
            // It changes whenever the file, its owner or its mode does.
            let stamp = FileStatus(of: self.file.path)
            if stamp == state.stamp { return state.content }
            // A file that cannot be used is told of once, and looked into again when it has changed.
            state.stamp = stamp
            do {
                state.content = self.content(try self.file.content(), after: state.content)
            } catch {
                self.logger.error(
                    "The tokens file cannot be used; the tokens read before stay valid.",
                    metadata: ["error": "\(error)"])
            }
            return state.content
        }
    }

    private func content(_ content: TokensFile.Content, after former: Content) -> Content {
        let times = self.record.withLock { $0.times }
        func lastUse(_ record: TokensFile.Record) -> LastUse {
            // A name may have been given again, to another token.
            let time = times[record.name] ?? 0
            return LastUse(time < Int64(millisecondsOf: record.created) ? 0 : time)
        }
        let uses = Dictionary(former.all.map { ($0.record.digest, $0.lastUse) }) { first, _ in first }
        let tokens = content.records.map { record in
            KnownToken(record, lastUse: uses[record.digest] ?? lastUse(record))
        }
        return Content(
            bearers: tokens.filter { $0.record.client == nil }, secrets: tokens.filter { $0.record.client != nil },
            signingKey: (content.secret ?? self.ownSecret).map(Self.signingKey))
    }

    /// The key for access tokens alone: cursors are signed with another one that is made of the same secret.
    private static func signingKey(_ secret: [UInt8]) -> [UInt8] {
        MessageCode.hash(Array("starbridge access tokens".utf8), key: secret)
    }
}

// MARK: - What is known of the tokens

extension TokenStore {
    /// One token, for whoever looks at the daemon.
    public struct Standing: Hashable, Sendable {
        /// Its record in the file.
        public var record: TokensFile.Record
        /// When it was used last, on this bridge; nil for never.
        public var lastUse: Date?
    }

    /// The tokens in the order of the file, with their last use.
    public func standings() -> [Standing] {
        self.content(at: self.clock.milliseconds).all.map { known in
            let time = known.lastUse.milliseconds
            return Standing(
                record: known.record, lastUse: time == 0 ? nil : Date(timeIntervalSince1970: Double(time) / 1000))
        }.sorted { $0.record.created < $1.record.created }
    }

    /// The tokens of a file with their last use as the daemon wrote it down, at most a minute ago.
    /// - Throws: ``TokenError`` if the file cannot be read or is not a tokens file.
    public static func standings(in file: TokensFile) throws(TokenError) -> [Standing] {
        let times = LastUseFile(besides: file).read()
        return try file.records().map { record in
            let time = times[record.name].map { Date(timeIntervalSince1970: Double($0) / 1000) }
            return Standing(record: record, lastUse: time.flatMap { $0 >= record.created ? $0 : nil })
        }
    }

    /// Writes down when the tokens of the file were used last, if that has changed; of tokens that are gone nothing is kept.
    ///
    /// What another daemon, or this one before its configuration changed, has written down meanwhile stays.
    ///
    /// A file that cannot be written is told of once; the times are kept in memory all the same.
    func saveLastUses() {
        let tokens = self.content(at: self.clock.milliseconds).all
        self.record.withLock { record in
            var times: [String: Int64] = [:]
            for token in tokens {
                // The file has whole seconds.
                let time = token.lastUse.milliseconds / 1000 * 1000
                if time > 0 { times[token.record.name] = time }
            }
            guard times != record.times else { return }
            let others = self.uses.read()
            for token in tokens {
                let time = others[token.record.name] ?? 0
                guard time > token.lastUse.milliseconds, time >= Int64(millisecondsOf: token.record.created) else {
                    continue
                }
                token.lastUse.note(time)
                times[token.record.name] = time
            }
            do {
                try self.uses.write(times)
                record = Record(times: times)
            } catch {
                if record.isWritable {
                    self.logger.warning(
                        "When tokens are used is not written down; everything else goes on.",
                        metadata: ["error": "\(error)"])
                }
                record.isWritable = false
            }
        }
    }
}
