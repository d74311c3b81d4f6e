import Hummingbird
import Logging
import SCIM

/// Writes one line for each call, and for each operation of a bulk request: what was asked, how it ended and what it did to the
/// directory, in names and codes; never a header, a body or a value that was written.
struct CallLog: Sendable {
    let logger: Logger

    /// What is logged of a call besides its caller.
    struct Line {
        var method: String
        var path: String
        /// The number of the operation in its bulk request, from 1.
        var operation: Int?
        var status: Int
        var error: SCIMError?
        var deed: CallRecord.Deed?
        /// The id of the resource that the answer is about.
        var resourceID: String?
        var started: ContinuousClock.Instant
    }

    func record(_ line: Line, of caller: Caller) {
        guard self.logger.logLevel <= line.level else { return }
        var metadata = Logger.Metadata(minimumCapacity: 16)
        metadata["method"] = .string(line.method)
        metadata["path"] = .string(line.path)
        metadata["status"] = .stringConvertible(line.status)
        metadata["duration_us"] = .stringConvertible((ContinuousClock.now - line.started).microseconds)
        metadata["request_id"] = .string(caller.requestID)
        if let principal = caller.principal { metadata["token"] = .string(principal.name) }
        if let address = caller.address { metadata["client"] = .string(address) }
        if let id = line.resourceID { metadata["id"] = .string(id) }
        if let operation = line.operation { metadata["operation"] = .stringConvertible(operation) }
        if let error = line.error { Self.add(error, to: &metadata) }
        if let deed = line.deed { Self.add(deed, to: &metadata, isWhole: line.error == nil) }
        self.logger.log(level: line.level, line.message, metadata: metadata)
    }

    private static func add(_ error: SCIMError, to metadata: inout Logger.Metadata) {
        metadata["error"] = .string(error.detail)
        if let type = error.type { metadata["scim_type"] = .string(type.rawValue) }
        if let cause = error.cause { metadata["ldap_result"] = .string(cause) }
    }

    private static func add(_ deed: CallRecord.Deed, to metadata: inout Logger.Metadata, isWhole: Bool) {
        metadata["effect"] = .string(deed.effect ?? "none")
        metadata["dn"] = .string(deed.name)
        if let name = deed.newName { metadata["new_dn"] = .string(name) }
        if !deed.attributes.isEmpty { metadata["attributes"] = .string(deed.attributes.joined(separator: ",")) }
        if deed.others > 0 { metadata["other_entries"] = .stringConvertible(deed.others) }
        if isWhole, deed.effect != nil { metadata["ldap_result"] = "success" }
    }
}

extension CallLog.Line {
    fileprivate var level: Logger.Level { self.status >= 500 ? .error : .info }

    fileprivate var message: Logger.Message {
        switch self.status {
        case ..<400: "A call was answered."
        case ..<500: "A call was refused."
        default: "A call failed."
        }
    }
}

extension Duration {
    fileprivate var microseconds: Int64 {
        self.components.seconds * 1_000_000 + self.components.attoseconds / 1_000_000_000_000
    }
}
