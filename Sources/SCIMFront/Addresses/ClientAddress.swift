import Encodings
import SCIM

/// Where a call comes from.
struct ClientAddress: Sendable {
    /// The address as the log tells it; nil where there is none, as on a Unix socket.
    let address: String?
    /// The same, to be compared; nil where a proxy hides it as well.
    let ip: IPAddress?
    /// Why the call is not answered, where it may not come from there.
    let objection: SCIMError?

    /// Somebody at an address.
    init(_ address: String?, ip: IPAddress? = nil, objection: SCIMError? = nil) {
        self.address = address
        self.ip = ip ?? address.flatMap(IPAddress.init)
        self.objection = objection
    }

    /// The same with a reason not to answer.
    func refused(_ objection: SCIMError) -> ClientAddress {
        ClientAddress(self.address, ip: self.ip, objection: objection)
    }
}
