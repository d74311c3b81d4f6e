import Hummingbird
import SCIM

/// An authenticated request on its way to an endpoint.
struct Call: Sendable {
    let request: Request
    let query: ArraySlice<UInt8>
    let context: SCIM.RequestContext
    let maximumBodySize: Int
    let connection: ClientConnection
    let caller: Caller
    let log: CallLog

    var method: HTTPRequest.Method {
        self.request.method
    }

    /// The parameters of the URL.
    ///
    /// - Throws: `invalidValue` for bad percent-encoding.
    func parameters() throws(SCIMError) -> QueryParameters {
        try QueryParameters(self.query)
    }
}
