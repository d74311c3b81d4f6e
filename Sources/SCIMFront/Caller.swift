import SCIM

/// Who calls and under which id, as the log tells it.
struct Caller: Sendable {
    let requestID: String
    /// The IP address of the client, as far as it is known.
    let address: String?
    /// Nobody, as long as no token has been found good.
    var principal: Principal?
    /// Whether so many others without a token came from its address that it makes no line of its own in the log.
    var isOneOfMany = false
    /// The head of the request, which has the ids under which the client knows it.
    var head: RequestHead?
}
