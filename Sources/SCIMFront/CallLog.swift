import Logging
import NIOCore
import Observability
import SCIM

/// Writes one line for each call, and for each operation of a bulk request: what was asked, how it ended and what it did to the
/// directory, in names and codes; never a header, a body or a value that was written.
///
/// Lines wait until somebody flushes. Whoever sends answers does so before they leave, for all of them at once: none of a call that
/// was answered is missing, whatever ends the daemon.
///
/// A class, so that handing it on costs one reference and not one for each of its parts.
final class CallLog: Sendable {
    private let logger: Logger
    private let level: Logger.Level
    private let sink: (any LineSink)?
    let meters: CallMeters

    init(logger: Logger, meters: CallMeters = CallMeters()) {
        self.logger = logger
        self.meters = meters
        self.level = logger.logLevel
        self.sink = logger.lineSink
    }

    /// What is logged of a call besides its caller.
    struct Line {
        var method: String
        var path: String
        /// The number of the operation in its bulk request, from 1.
        var operation: Int?
        var status: Int
        var error: SCIMError?
        var deed: CallRecord.Deed?
        /// How often the directory was asked, and how long that took in nanoseconds.
        var store: (operations: Int, nanoseconds: Int64) = (0, 0)
        /// The id of the resource that the answer is about.
        var resourceID: String?
        var started: NIODeadline
    }

    func record(_ line: Line, of caller: Caller) {
        guard self.level <= line.level, !caller.isOneOfMany else { return }
        let duration = Int((.now() - line.started).nanoseconds / 1000)
        if let sink {
            sink.compose(line.level, line.message) { line.tell(of: caller, duration: duration, to: &$0) }
        } else {
            var metadata = Logger.Metadata(minimumCapacity: 16)
            line.tell(of: caller, duration: duration, to: &metadata)
            self.logger.log(level: line.level, line.message, metadata: metadata)
        }
    }

    /// Writes the lines that wait.
    func flush() {
        self.sink?.flush()
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

    /// Tells the fields in the alphabetical order of their keys.
    func tell(of caller: Caller, duration: Int, to fields: inout some LogFields) {
        if let id = caller.head.flatMap({ RequestID.activity($0.fields) }) { fields.add("activity_id", id) }
        if let deed, !deed.attributes.isEmpty { fields.add("attributes", deed.attributes) }
        if let address = caller.address { fields.add("client", address) }
        if let id = caller.head.flatMap({ RequestID.other($0.fields) }) { fields.add("client_request_id", id) }
        if self.store.operations > 0 { fields.add("directory_us", Int(self.store.nanoseconds / 1000)) }
        if let deed { fields.add("dn", deed.name) }
        fields.add("duration_us", duration)
        if let deed { fields.add("effect", deed.effect ?? "none") }
        if let error { fields.add("error", error.detail) }
        if let resourceID { fields.add("id", resourceID) }
        if self.store.operations > 0 { fields.add("ldap_operations", self.store.operations) }
        if let result = self.ldapResult { fields.add("ldap_result", result) }
        fields.add("method", self.method)
        if let name = deed?.newName { fields.add("new_dn", name) }
        if let operation { fields.add("operation", operation) }
        if let deed, deed.others > 0 { fields.add("other_entries", deed.others) }
        fields.add("path", self.path)
        fields.add("request_id", caller.requestID)
        if let type = self.error?.type { fields.add("scim_type", type.rawValue) }
        let trace = caller.head?.fields.traceParent.first.flatMap(TraceParent.init)
        if let trace { fields.add("span_id", trace.spanID) }
        fields.add("status", self.status)
        if let principal = caller.principal { fields.add("token", principal.name) }
        if let trace { fields.add("trace_id", trace.traceID) }
    }

    /// The code with which the directory refused, or that all was done; nil where it was not asked to change anything.
    private var ldapResult: String? {
        guard let error else { return self.deed?.effect == nil ? nil : "success" }
        return error.cause
    }
}
