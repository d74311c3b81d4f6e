import Foundation
import SCIM
import Synchronization

/// A token of the file as calls are compared with it.
struct KnownToken: Sendable {
    let record: TokensFile.Record
    /// On whose behalf a call with it is done.
    let principal: Principal
    /// From when on it is refused, in milliseconds since 1970.
    let end: Int64
    /// By what an access token names the secret that it was given for: half of the secret's digest.
    let holder: [UInt8]
    let lastUse: LastUse

    init(_ record: TokensFile.Record, lastUse: LastUse) {
        self.record = record
        self.principal = Principal(name: record.name, scopes: record.scopes)
        self.end = record.expires.map(Int64.init(millisecondsOf:)) ?? .max
        self.holder = Array(record.digest.prefix(AccessToken.holderSize))
        self.lastUse = lastUse
    }

    /// Why the token is refused where it has expired.
    var expired: String {
        "The token '\(self.record.name)' expired at \(self.record.expires?.formatted(.iso8601) ?? "some time"); make another one with "
            + "'starbridge token create' and give it to the client."
    }
}

/// When a token was used last, in milliseconds since 1970; 0 for never.
///
/// To note it is one store.
final class LastUse: Sendable {
    private let time: Atomic<Int64>

    init(_ time: Int64 = 0) {
        self.time = Atomic(time)
    }

    var milliseconds: Int64 { self.time.load(ordering: .relaxed) }

    func note(_ time: Int64) {
        self.time.store(time, ordering: .relaxed)
    }
}

extension Int64 {
    /// The milliseconds from 1970 to a date; dates that no token lives to see become the last of all.
    init(millisecondsOf date: Date) {
        self = Int64(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? .max
    }
}
