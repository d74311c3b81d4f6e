public import HummingbirdCore
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 in which also what is no proper request gets a SCIM error, and silent connections are closed in the end.
    public static var scim: HTTPServerBuilder {
        HTTPServerBuilder { responder in
            // Longer than Entra ID and the usual load balancers keep an idle connection.
            let configuration = HTTP1Channel.Configuration(idleTimeout: .minutes(5))
            let channel = FaultAnsweringChannel(base: HTTP1Channel(responder: responder, configuration: configuration))
            return EventLoopChannel(base: channel)
        }
    }
}
