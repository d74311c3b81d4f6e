import Encodings
import NIOCore
import SCIM

/// A bulk request on its way: its operations one after the other, so that each finds what those before it have done.
struct BulkJob {
    private let operations: [BulkRequest.Operation]
    private let resources: [ResourceEndpoint]
    private let call: Call
    /// How many failures are still borne.
    private var patience: Int
    private var results: [BulkResponse.Result?]
    /// The ids of the resources that were created, by their bulk ids.
    private var ids: [String: String] = [:]
    /// What could not be said yet of resources that are already there.
    private var deferred: [Int: BulkRequest.Call] = [:]
    /// When the operations that have no line in the log yet were begun, and what they have done.
    private var open: [Int: (started: NIODeadline, record: CallRecord)] = [:]

    init(_ request: BulkRequest, on resources: [ResourceEndpoint], _ call: Call) {
        self.operations = request.operations
        self.resources = resources
        self.call = call
        self.patience = request.failOnErrors ?? .max
        self.results = request.operations.map { _ in nil }
    }

    /// Does the operations until there are none left or too many have failed.
    mutating func run() async -> BulkResponse {
        for step in BulkSchedule(self.operations).steps where self.patience > 0 {
            switch step {
            case .perform(let index, without: let ids): await self.perform(index, without: ids)
            case .complete(let index): await self.complete(index)
            }
        }
        for index in self.deferred.keys { self.leaveIncomplete(index, .ended) }
        return BulkResponse(results: self.results.compactMap(\.self))
    }
}

// MARK: - One operation

extension BulkJob {
    private mutating func perform(_ index: Int, without missing: Set<String>) async {
        let operation = self.operations[index]
        let record = CallRecord()
        self.open[index] = (.now(), record)
        do throws(SCIMError) {
            var call = try operation.call.get()
            if !missing.isEmpty, let bulkID = operation.bulkID {
                (call, self.deferred[index]) = call.parted(from: missing, of: bulkID)
            }
            let target = try self.target(of: call)
            let (status, resource) = try await target.perform(call, resolving: self.ids, self.context(record))
            self.note(index, resource, of: target, status: status)
            if self.deferred[index] == nil { self.log(index) }
        } catch {
            self.deferred[index] = nil
            self.fail(index, error, location: self.location(of: operation))
        }
    }

    /// The context of one operation, which is logged by itself.
    private func context(_ record: CallRecord?) -> RequestContext {
        var context = self.call.context
        context.shown = nil
        if let record { context.record = record }
        return context
    }

    /// The URL of the resource that the path of an operation names, whatever else is wrong with it.
    private func location(of operation: BulkRequest.Operation) -> String? {
        operation.path.flatMap { try? self.target(of: BulkRequest.Call(.delete, $0)) }?.location
    }

    /// Adds what refers to resources that were not there yet when this one was made.
    private mutating func complete(_ index: Int) async {
        guard let call = self.deferred.removeValue(forKey: index) else { return }
        do throws(SCIMError) {
            let context = self.context(self.open[index]?.record)
            let resource = try await self.target(of: call).perform(call, resolving: self.ids, context).resource
            self.results[index]?.version = resource?.version
            self.log(index)
        } catch {
            self.leaveIncomplete(index, error)
        }
    }

    /// Whether an operation disables somebody.
    ///
    /// Entra: then it is not lost for a reference to what is not there.
    private func disables(_ call: BulkRequest.Call) -> Bool {
        guard call.method == .patch, let patch = try? Patch(decoding: .object(call.data)) else { return false }
        return self.resources.contains { DisablingPatch(patch, of: $0.type) != nil }
    }

    /// - Throws: 409 for a reference to what is not there, 404 for a path that leads nowhere.
    private func target(of call: BulkRequest.Call) throws(SCIMError) -> BulkTarget {
        let missing = call.references.first { self.ids[$0] == nil }
        if let missing, !self.disables(call) { throw .unresolved(missing) }
        let segments = try call.segments(resolving: self.ids) { (segment) throws(SCIMError) in
            try PercentEncoding.decode(segment: Array(segment.utf8)[...])
        }
        guard let name = segments.first, segments.count <= 2,
            let endpoint = self.resources.first(where: { $0.path.dropFirst() == name })
        else {
            throw .notFound("Nothing is served at the path \(call.path). It must be like /Users or /Users/ID.")
        }
        return BulkTarget(endpoint: endpoint, id: segments.dropFirst().first)
    }
}

// MARK: - Results

extension BulkJob {
    private mutating func note(_ index: Int, _ resource: RenderedResource?, of target: BulkTarget, status: Int) {
        let operation = self.operations[index]
        if let bulkID = operation.bulkID, let id = resource?.id, target.id == nil { self.ids[bulkID] = id }
        self.results[index] = BulkResponse.Result(
            word: operation.word, bulkID: operation.bulkID,
            location: target.location ?? resource?.id.map { target.endpoint.location(ofID: $0) },
            version: resource?.version, status: status
        )
    }

    private mutating func fail(_ index: Int, _ error: SCIMError, location: String?) {
        let operation = self.operations[index]
        self.patience -= 1
        self.results[index] = BulkResponse.Result(
            word: operation.word, bulkID: operation.bulkID, location: location,
            error: error.identified(by: self.call.context.requestID)
        )
        self.log(index, error)
    }

    private mutating func leaveIncomplete(_ index: Int, _ error: SCIMError) {
        var error = error
        error.detail = "The resource was created, but without what it says of others. " + error.detail
        self.fail(index, error, location: self.results[index]?.location)
    }
}

// MARK: - Log

extension BulkJob {
    /// Writes the line of an operation that has come to its end.
    private mutating func log(_ index: Int, _ error: SCIMError? = nil) {
        let (operation, result) = (self.operations[index], self.results[index])
        guard let (started, record) = self.open.removeValue(forKey: index), let result else { return }
        let line = CallLog.Line(
            method: Self.short(operation.word), path: Self.short(operation.path), operation: index + 1,
            status: error?.status ?? result.status, error: error, deed: record.deed, store: record.storeTime,
            resourceID: result.resourceID, started: started)
        if let error { self.call.log.meters.failed(error) }
        self.call.log.record(line, of: self.call.caller)
        // The answer is far away, and what was done is done.
        self.call.log.flush()
    }

    /// What a client sent where it belongs into one line.
    private static func short(_ text: String?) -> String { text.map { String($0.prefix(200)) } ?? "" }
}

extension BulkResponse.Result {
    /// The id at the end of the resource's URL.
    fileprivate var resourceID: String? {
        self.location.flatMap { $0.split(separator: "/").last.map(String.init) }
    }
}

extension SCIMError {
    fileprivate static let ended = SCIMError(
        status: 409, detail: "Too many other operations of the request failed before.")

    fileprivate static func unresolved(_ bulkID: String) -> SCIMError {
        SCIMError(
            status: 409,
            detail:
                "No resource stands for bulkId:\(bulkID): the operation that was to create it failed, or the request has "
                + "none with this bulkId."
        )
    }
}
