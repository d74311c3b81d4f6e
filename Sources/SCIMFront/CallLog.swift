import Hummingbird
import Logging
import SCIM

/// Writes one line per call: what was asked and how it ended, never a header or a body.
struct CallLog: Sendable {
    let logger: Logger

    func record(
        _ request: Request,
        _ answer: Answer,
        requestID: String,
        principal: Principal?,
        since started: ContinuousClock.Instant
    ) {
        let level: Logger.Level = answer.status.code >= 500 ? .error : .info
        guard self.logger.logLevel <= level else { return }
        var metadata: Logger.Metadata = [
            "status": .stringConvertible(answer.status.code),
            "duration_us": .stringConvertible((ContinuousClock.now - started).microseconds),
            "request_id": .string(requestID),
        ]
        if let principal { metadata["principal"] = .string(principal.name) }
        if let detail = answer.errorDetail { metadata["error"] = .string(detail) }
        self.logger.log(level: level, "\(request.method.rawValue) \(request.uri.string)", metadata: metadata)
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        self.components.seconds * 1_000_000 + self.components.attoseconds / 1_000_000_000_000
    }
}
