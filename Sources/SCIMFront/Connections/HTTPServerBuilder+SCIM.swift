public import HummingbirdCore
public import Logging
import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 in which also what is no proper request gets a SCIM error, within the limits that go with the seats.
    ///
    /// `logger` hears of requests that cannot be read.
    public static func scim(_ seats: ConnectionSeats, logger: Logger) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: seats.limits.headSize, maxHeaderListSize: seats.limits.headSize)
            let configuration = HTTP1Channel.Configuration(httpDecoderConfiguration: decoder)
            let base = HTTP1Channel(responder: responder, configuration: configuration)
            return EventLoopChannel(base: FaultAnsweringChannel(base: base, seats: seats, logger: logger))
        }
    }
}
