import SCIM

/// Who calls and under which id, as the log tells it.
struct Caller: Sendable {
    let requestID: String
    /// The IP address at the other end of the connection, which may be a proxy's.
    let address: String?
    /// Nobody, as long as no token has been found good.
    var principal: Principal?
}
