import Crypto
import Encodings
import Foundation
import Synchronization

/// Who has shown a token of scope `console`, for as long as the page stays open to them.
///
/// A session ends when it was not used for half an hour, twelve hours after it began, and when the daemon ends; nothing of it is
/// written to a disk.
final class SessionTable: Sendable {
    private struct Entry {
        var session: Session
        let began: Date
        var lastUse: Date
    }

    /// How long a session lasts that is not used.
    static let idleLimit: TimeInterval = 30 * 60
    /// How long a session lasts at most.
    static let limit: TimeInterval = 12 * 3600
    /// How many there can be; the one that was not used for the longest time makes room.
    static let size = 64

    private let now: @Sendable () -> Date
    private let entries = Mutex<[SessionKey: Entry]>([:])

    init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// Begins a session, and returns the secret of its cookie.
    func begin(of name: String, token: String) -> String {
        let secret = Self.secret()
        let session = Session(name: name, token: token, formKey: Self.secret())
        let now = self.now()
        self.entries.withLock { entries in
            entries = entries.filter { Self.isAlive($0.value, at: now) }
            if entries.count >= Self.size, let idlest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })?.key {
                entries[idlest] = nil
            }
            entries[SessionKey(secret)] = Entry(session: session, began: now, lastUse: now)
        }
        return secret
    }

    /// The session that a cookie belongs to, which is used by that; nil for one that is over.
    func session(of secret: String) -> Session? {
        let now = self.now()
        return self.entries.withLock { entries in
            let key = SessionKey(secret)
            guard var entry = entries[key], Self.isAlive(entry, at: now) else {
                entries[key] = nil
                return nil
            }
            entry.lastUse = now
            entries[key] = entry
            return entry.session
        }
    }

    /// Ends a session.
    func end(_ secret: String) {
        self.entries.withLock { $0[SessionKey(secret)] = nil }
    }

    private static func isAlive(_ entry: Entry, at now: Date) -> Bool {
        // A clock that was put back ends it, too.
        (0...self.idleLimit).contains(now.timeIntervalSince(entry.lastUse))
            && (0...self.limit).contains(now.timeIntervalSince(entry.began))
    }

    /// 256 bits that nobody can guess.
    private static func secret() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0).hexadecimal }
    }
}

/// What is known of who looks at the page.
struct Session: Hashable, Sendable {
    /// The name of the token.
    let name: String
    /// The token, which is judged again at every request: one that is revoked or has expired ends the session.
    let token: String
    /// What every form holds, and no other site knows.
    let formKey: String
}

/// The digest of a cookie's secret: who reads the memory of the table gets no cookie, and how long a comparison takes tells nothing.
private struct SessionKey: Hashable {
    private let digest: SHA256.Digest

    init(_ secret: String) {
        self.digest = SHA256.hash(data: Array(secret.utf8))
    }
}
