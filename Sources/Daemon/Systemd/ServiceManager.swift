import Foundation
import NIOCore

/// The service manager that started this process, told of its state by datagrams (sd_notify(3)).
///
/// Without `NOTIFY_SOCKET` in the environment there is nobody to tell, and every call does nothing. The socket is opened once: what must be
/// told when descriptors are exhausted is told.
final class ServiceManager: Sendable {
    /// Something that the service manager understands.
    enum State: Sendable {
        case ready
        /// A reload begins; ``ready`` ends it.
        case reloading
        case stopping
        case status(String)
        /// Requests can be served.
        case watchdog
        /// Starting or stopping may take that long from now.
        case extendTimeout(Duration)

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds)"
            case .stopping: "STOPPING=1"
            case .status(let text): "STATUS=\(text.replacingOccurrences(of: "\n", with: " "))"
            case .watchdog: "WATCHDOG=1"
            case .extendTimeout(let duration): "EXTEND_TIMEOUT_USEC=\(Int(duration / .microseconds(1)))"
            }
        }

        /// The time by which the service manager tells the end of this reload from that of an earlier one.
        private static var monotonicMicroseconds: UInt64 { NIODeadline.now().uptimeNanoseconds / 1000 }
    }

    private let socketPath: String?
    private let descriptor: Int32
    /// The longest time that it bears between two of ``State/watchdog``; nil where it waits for none (sd_watchdog_enabled(3)).
    let watchdogInterval: Duration?

    init(environment: [String: String] = ProcessInfo.processInfo.environment, process: Int32 = getpid()) {
        self.socketPath = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        self.descriptor =
            self.socketPath == nil ? -1 : socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(process) } ?? true
        let interval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        self.watchdogInterval = isMeant ? interval.map { .microseconds($0) } : nil
    }

    deinit {
        if self.descriptor >= 0 { close(self.descriptor) }
    }

    /// Tells one or several states in one datagram; a manager that does not listen is none of the daemon's business.
    func notify(_ states: State...) {
        guard let socketPath, self.descriptor >= 0, var address = sockaddr_un(notifying: socketPath) else { return }
        let message = Array(states.map(\.text).joined(separator: "\n").utf8)
        let length = socklen_t(MemoryLayout<sa_family_t>.size + socketPath.utf8.count)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = sendto(self.descriptor, message, message.count, Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

extension sockaddr_un {
    /// The address of a Unix socket; a leading `@` stands for the abstract name space.
    fileprivate init?(notifying path: String) {
        self.init()
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: self.sun_path) else { return nil }
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        self.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &self.sun_path) { $0.copyBytes(from: bytes) }
    }
}
