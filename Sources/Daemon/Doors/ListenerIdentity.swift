import ConfigurationFile
import Files
import Foundation
import NIOSSL

/// The certificate and the key of a listener, as they were in their files.
struct ListenerIdentity: Sendable {
    let context: NIOSSLContext
    /// Until when the certificate is valid.
    let expires: Date
    let tls: Settings.TLS
    /// The configuration that names the files.
    let file: String
    fileprivate let stamps: [FileStatus?]

    /// Reads the files.
    /// - Throws: ``ConfigurationError`` if they cannot be used, or not together.
    init(_ tls: Settings.TLS, file: String) throws(ConfigurationError) {
        // What changes while it is read is read again at the next look.
        self.stamps = Self.stamps(tls)
        (self.context, self.expires) = try tls.context(file)
        (self.tls, self.file) = (tls, file)
    }

    fileprivate static func stamps(_ tls: Settings.TLS) -> [FileStatus?] {
        [FileStatus(of: tls.certificate), FileStatus(of: tls.key)] + (tls.clientCA.map { [FileStatus(of: $0)] } ?? [])
    }
}

/// The certificate in use at a listener, and what is said of it from look to look.
struct RenewedIdentity {
    /// What a look has found.
    enum Finding {
        case nothing
        /// Another one is there, and is good.
        case renewed(NIOSSLContext)
        /// Another one is there, and cannot be used; told once.
        case unusable(ConfigurationError)
        /// It expires in so many days; told a month, two weeks, one and a day before, and when it has expired.
        case expiring(days: Int)
    }

    private(set) var identity: ListenerIdentity
    /// The files that could not be used, and how often they were looked at.
    private var unusable: (stamps: [FileStatus?], looks: Int)?
    private var notice = ExpiryNotice()

    init(_ identity: ListenerIdentity) {
        self.identity = identity
    }

    /// Looks at the files again.
    mutating func look(at now: Date = Date()) -> Finding {
        let stamps = ListenerIdentity.stamps(self.identity.tls)
        guard stamps != self.identity.stamps else {
            self.unusable = nil
            return self.expiry(at: now)
        }
        let looks = self.unusable?.stamps == stamps ? self.unusable?.looks ?? 0 : 0
        // One that stays unusable was told of.
        guard looks < 2 else { return self.expiry(at: now) }
        do throws(ConfigurationError) {
            self.identity = try ListenerIdentity(self.identity.tls, file: self.identity.file)
            (self.unusable, self.notice) = (nil, ExpiryNotice())
            return .renewed(self.identity.context)
        } catch {
            // At the first look, the other file may be about to follow.
            self.unusable = (stamps, looks + 1)
            return looks == 0 ? .nothing : .unusable(error)
        }
    }

    private mutating func expiry(at now: Date) -> Finding {
        self.notice.due(self.identity.expires, at: now).map { .expiring(days: $0) } ?? .nothing
    }
}
