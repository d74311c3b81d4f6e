import Authentication
import Bridge
import Glibc
import Logging
import Synchronization

/// Signs cursors with the secret in the tokens file, which all bridges behind one load balancer have, and which stays when
/// tokens change.
///
/// The password of the directory would be known to all of them too, but a cursor must give nobody a way to guess it.
final class CursorSecret: CursorSigner {
    private let file: TokensFile
    private let logger: Logger
    private let key = Mutex<[UInt8]?>(nil)

    init(file: TokensFile, logger: Logger) {
        self.file = file
        self.logger = logger
    }

    var now: Int64 { Int64(time(nil)) }

    func code(for message: [UInt8]) -> [UInt8] {
        let key = self.key.withLock { key in
            let known = key ?? MessageCode.hash(Array("starbridge cursors".utf8), key: self.secret())
            key = known
            return known
        }
        return MessageCode.hash(message, key: key)
    }

    /// The secret is read when the first cursor is made.
    private func secret() -> [UInt8] {
        do {
            if let secret = try self.file.secret() { return secret }
            self.logger.warning(
                "The tokens file has no secret, so cursors of lists hold on this bridge only; any change by 'starbridge token' writes one."
            )
        } catch {
            self.logger.warning("Cursors of lists hold on this bridge only.", metadata: ["error": "\(error)"])
        }
        return (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    }
}
