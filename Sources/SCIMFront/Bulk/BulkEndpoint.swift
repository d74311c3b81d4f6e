import Encodings
import NIOHTTP1
import SCIM

/// Many operations in one request (RFC 7644 3.7).
struct BulkEndpoint: Endpoint {
    let resources: [ResourceEndpoint]
    let maximumOperations: Int

    var path: String { "/Bulk" }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard id == nil else { throw .notFound("\(self.path) has no members.") }
        guard call.method == .POST else { return .methodNotAllowed(call.method, allowed: "POST") }
        let request = try BulkRequest(decoding: try await call.body()) {
            try? PercentEncoding.decode(segment: Array($0.utf8)[...])
        }
        guard request.operations.count <= self.maximumOperations else {
            throw SCIMError(
                status: 413,
                detail: "The request has \(request.operations.count) operations; maxOperations is "
                    + "\(self.maximumOperations). Send them in several requests. Nothing was done."
            )
        }
        var job = BulkJob(request, on: self.resources, call)
        return Answer(.ok, value: await job.run().value)
    }
}
