import Hummingbird
import SCIM

/// Many operations in one request (RFC 7644 3.7).
struct BulkEndpoint: Endpoint {
    let resources: [ResourceEndpoint]
    let maximumOperations: Int

    var path: String { "/Bulk" }

    func answer(_ call: Call, id: String?) async throws(SCIMError) -> Answer {
        guard id == nil else { throw .notFound("\(self.path) has no members.") }
        guard call.method == .post else { return .methodNotAllowed(call.method, allowed: "POST") }
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
        var job = BulkJob(request, on: self.resources, call.context)
        let response = await job.run()
        var answer = Answer(.ok, value: response.value)
        answer.errorDetail = response.failures
        return answer
    }
}

extension BulkResponse {
    /// What the log says of operations that failed.
    fileprivate var failures: String? {
        let errors = self.results.compactMap(\.error)
        return errors.first.map {
            "\(errors.count) of \(self.results.count) operations failed, the first with \($0.status): \($0.detail)"
        }
    }
}
