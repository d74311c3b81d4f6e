import Glibc

/// What goes wrong, and at which message between the bridge and the directory.
struct Fault: Sendable, CustomStringConvertible {
    /// Which requests are counted.
    enum Subject: Sendable {
        case request, write
    }

    enum Event: Sendable {
        /// The request never arrives, and all connections end.
        case losesRequest
        /// The directory does what is asked; its answer never arrives, and all connections end.
        case losesAnswer
        /// The request arrives, and all connections end before the directory has done it.
        case cuts
        /// The answer comes late.
        case delaysAnswer(Duration)
        /// The request reaches the directory late; what is sent after it on the same connection waits for it, or overtakes it.
        case delaysRequest(Duration, isOvertaken: Bool)
        /// The request waits at a gate, and with it all that comes after it on the same connection.
        case holdsRequest(FaultGate)
        /// The bridge is killed before the request leaves it; without a process it only never reaches anything again.
        case killsBridge(pid_t?)
        /// The bridge is killed when the directory has done what was asked.
        case killsBridgeAfterwards(pid_t?)
        /// The directory is killed at the moment of its answer.
        case killsServer(pid_t)
    }

    var event: Event
    var subject = Subject.request
    /// Whether nothing can connect afterwards until somebody says so.
    var staysDown = false
    /// The number of the message, from 1.
    var number = 1

    /// What a connection asks when it opens does not count: under load the second connection of a bridge opens during a call.
    func counts(_ frame: LDAPFrame) -> Bool {
        frame.isWrite || self.subject == .request && frame.isSearch && !frame.isIntroduction
    }

    var isKill: Bool {
        switch self.event {
        case .killsBridge, .killsBridgeAfterwards: true
        default: false
        }
    }

    var name: String {
        let name =
            switch self.event {
            case .losesRequest: "request lost"
            case .losesAnswer: "answer lost"
            case .cuts: "cut while the directory works"
            case .delaysAnswer: "answer after the timeout"
            case .delaysRequest(_, false): "request delivered after the timeout"
            case .delaysRequest(_, true): "request delivered after the timeout, overtaken"
            case .holdsRequest: "request held"
            case .killsBridge: "bridge killed before the request"
            case .killsBridgeAfterwards: "bridge killed after the directory's work"
            case .killsServer: "directory killed at its answer"
            }
        return name + (self.staysDown ? ", directory stays away" : "")
    }

    var description: String {
        "\(self.name), \(self.subject == .write ? "write" : "message") \(self.number)"
    }
}
