import NIOCore
import NIOHTTP1

// What goes into the machine, and what comes out.
extension ExchangeStateMachine {
    /// What comes from a client.
    enum Part {
        case head(HTTPRequestHead)
        case body(ByteBuffer)
        /// The end of a request.
        case end
        /// What cannot be read, nor anything behind it.
        case fault(RequestFault)
        /// The client sends nothing more.
        case endOfInput
    }

    /// What is to be done.
    enum Action {
        case nothing
        /// The request is to be answered.
        case serve(RequestHead)
        /// The fault is to be told; then as ``finish``.
        case refuse(RequestFault)
        /// Who waits for the body gets it.
        case handBody(ByteBuffer)
        /// Who waits for the body hears that it does not come.
        case failBody(BodyFault)
        /// This direction is to be closed behind what is written.
        case finish
        /// The connection is to be closed.
        case close
        /// The connection is to be ended at once, whatever the client thinks of it.
        case cut
    }

    /// What becomes of somebody who wants to read the body.
    enum Demand {
        case take(ByteBuffer)
        case fail(BodyFault)
        case wait
        /// The client is told to go on (`100 Continue`); then as ``wait``.
        case sendContinue
    }

    /// How an answer is written.
    struct Ending {
        /// What its `Connection` field says, if it has one.
        var connection: String?
        /// What follows it.
        var next: Action
    }
}
