public import Encodings
import SCIM

/// Who may call on a listener, and which proxies are believed when they say for whom they do.
public struct AddressRules: Equatable, Sendable {
    /// The addresses that may call; nil for all.
    public var allowed: [AddressRange]?
    /// The proxies whose `Forwarded` and `X-Forwarded-For` are believed.
    public var proxies: [AddressRange]
    /// Whether whoever connects to a Unix socket is such a proxy.
    public var trustsUnixSockets: Bool

    /// Everybody may call, and no proxy is believed, unless said otherwise.
    public init(allowed: [AddressRange]? = nil, proxies: [AddressRange] = [], trustsUnixSockets: Bool = false) {
        self.allowed = allowed
        self.proxies = proxies
        self.trustsUnixSockets = trustsUnixSockets
    }
}

extension AddressRules {
    /// Whether somebody may connect: whoever may call, and the proxies.
    ///
    /// Who has no address has come by a file that has rights of its own.
    func admits(_ peer: ClientAddress) -> Bool {
        guard let ip = peer.ip else { return true }
        return self.isAllowed(ip) || self.isProxy(ip)
    }

    /// Who calls with a request, over a connection to a peer.
    ///
    /// The field is read from its end: each proxy that is believed has put the address before it there. Whatever stands before the first
    /// address that is no such proxy's may be made up by the client, and is not looked at.
    func client(of fields: RequestFields, over peer: ClientAddress) -> ClientAddress {
        guard self.isBelieved(peer) else { return self.judged(peer) }
        guard fields.forwarded.first != nil || fields.forwardedFor.first != nil else { return self.judged(peer) }
        do {
            return self.judged(try self.client(fields, peer))
        } catch {
            return peer.refused(SCIMError(status: 400, detail: error.reason))
        }
    }

    private func client(_ fields: RequestFields, _ peer: ClientAddress) throws(ForwardedField.Fault) -> ClientAddress {
        let forwarded = fields.forwarded.first == nil ? nil : try ForwardedField(fields.forwarded)
        let list = fields.forwardedFor.first == nil ? nil : ForwardedField(list: fields.forwardedFor)
        let client = (forwarded ?? list).map { self.client($0, peer) } ?? peer
        // A proxy writes one of the fields and may pass on the other one as the client has made it up.
        if let list, forwarded != nil, self.client(list, peer).ip != client.ip {
            throw ForwardedField.Fault(
                reason:
                    "Forwarded and X-Forwarded-For name different clients: the proxy must write one of them and remove the other."
            )
        }
        return client
    }

    private func client(_ field: ForwardedField, _ peer: ClientAddress) -> ClientAddress {
        var client = peer
        for node in field.nodes.reversed() {
            guard self.isBelieved(client) else { break }
            // A proxy that hides where a call comes from is the last that is known.
            guard let ip = node.ip else { break }
            client = ClientAddress(node.text, ip: ip)
        }
        return client
    }

    /// The client, with a reason where it may not call; a proxy that says nothing calls for itself.
    private func judged(_ client: ClientAddress) -> ClientAddress {
        guard let allowed = self.allowed, let ip = client.ip, !allowed.contains(where: { $0.contains(ip) }) else {
            return client
        }
        return client.refused(
            .forbidden("Calls from \(client.address ?? "this address") are not taken here; add it to listen.allow."))
    }

    private func isAllowed(_ ip: IPAddress) -> Bool {
        self.allowed?.contains { $0.contains(ip) } ?? true
    }

    private func isProxy(_ ip: IPAddress) -> Bool {
        self.proxies.contains { $0.contains(ip) }
    }

    private func isBelieved(_ peer: ClientAddress) -> Bool {
        peer.ip.map(self.isProxy) ?? (self.trustsUnixSockets && peer.address == nil)
    }
}
