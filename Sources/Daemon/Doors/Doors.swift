import ConfigurationFile
import Foundation
import Logging
import NIOCore
import SCIMFront
import ServiceLifecycle
import Synchronization

/// The listeners of the process, as the configuration in force wants them.
///
/// An address that stays in the configuration stays open while everything behind it changes.
final class Doors: Service {
    /// The listener of one address.
    struct Door: Sendable {
        let listener: Listener
        /// Runs the listener alone, so that it can end alone.
        let group: ServiceGroup
        /// Whether the service manager has opened the address, and keeps it open.
        let isInherited: Bool
    }

    /// What is to become of the doors when a configuration takes over.
    struct Plan: Sendable {
        fileprivate let limits: ConnectionLimits
        /// How each address is to be, in the order of the configuration.
        fileprivate let wished: [(settings: Settings.Listener, identity: ListenerIdentity?)]
        /// What had to be opened for it.
        fileprivate let opened: [String: Door]
    }

    /// By the addresses as the configuration has them.
    private struct State {
        var doors: [String: Door] = [:]
        var identities: [String: RenewedIdentity] = [:]
    }

    /// How long callers wait in the sockets of the service manager for a daemon that does not know its directory yet.
    private static let patience = Duration.seconds(10)

    private let inherited: InheritedSockets
    private let seats: ConnectionSeats
    private let reception: Reception
    /// Where those are answered who watch the service; they take no seats of callers.
    private let monitoring: (reception: Reception, seats: ConnectionSeats)
    private let logger: Logger
    private let state = Mutex(State())
    private let coming: AsyncStream<Door>
    private let came: AsyncStream<Door>.Continuation
    /// Whether calls can be answered: the directory is known, or is away.
    private let ready = Once<Void>()

    init(
        _ inherited: InheritedSockets, of reception: Reception, monitoring: Reception, limits: ConnectionLimits,
        logger: Logger
    ) {
        self.inherited = inherited
        self.seats = ConnectionSeats(limits)
        self.reception = reception
        var few = ConnectionLimits()
        few.connections = 32
        self.monitoring = (monitoring, ConnectionSeats(few))
        self.logger = logger
        (self.coming, self.came) = AsyncStream.makeStream()
    }

    /// The addresses, and the certificates that are shown there.
    var identities: [(address: String, identity: ListenerIdentity?)] {
        self.state.withLock { state in state.doors.keys.sorted().map { ($0, state.identities[$0]?.identity) } }
    }

    /// The connections of clients.
    var connections: Int { self.seats.count }

    /// Calls can be answered from now on.
    func becomeReady() {
        self.ready.resolve(())
    }

    /// Serves those who come, until the process stops.
    /// - Throws: why connections are no longer accepted.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await door in self.coming.cancelOnGracefulShutdown() {
                group.addTask {
                    if door.isInherited { await self.waitUntilReady() }
                    try await door.group.run()
                }
            }
        }
    }

    private func waitUntilReady() async {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { _ = await self.ready.value() }
                group.addTask { try? await Task.sleep(for: Self.patience) }
                await group.next()
                group.cancelAll()
            }
        }
    }
}

// MARK: - Another configuration

extension Doors {
    /// Opens what a configuration wants and is not open yet, and reads its certificates; nothing that is there changes.
    /// - Throws: ``ConfigurationError`` if an address cannot be opened, a certificate cannot be used, or nobody is to serve a socket that
    ///   the service manager hands over.
    func plan(for settings: Settings) async throws(ConfigurationError) -> Plan {
        try self.inherited.refuseThose(without: settings.addresses, file: settings.file)
        var wished: [(settings: Settings.Listener, identity: ListenerIdentity?)] = []
        for listener in settings.addresses {
            wished.append(
                (
                    listener,
                    try listener.tls.map { tls throws(ConfigurationError) in
                        try ListenerIdentity(tls, file: settings.file)
                    }
                ))
        }
        let known = self.state.withLock { Set($0.doors.keys) }
        var opened: [String: Door] = [:]
        do throws(ConfigurationError) {
            for (listener, identity) in wished where !known.contains("\(listener.place)") {
                opened["\(listener.place)"] = try await self.open(listener, identity, settings)
            }
        } catch {
            for door in opened.values { await door.listener.close() }
            throw error
        }
        return Plan(limits: settings.connectionLimits, wished: wished, opened: opened)
    }

    /// Closes what was opened for a plan that is not carried out.
    func drop(_ plan: Plan) async {
        for door in plan.opened.values { await door.listener.close() }
    }

    /// Makes the doors as planned: who has come through one that goes gets the answers that are due.
    func take(_ plan: Plan) async {
        self.seats.limits = plan.limits
        let places = Set(plan.wished.map(\.settings.place.description))
        let leaving = self.state.withLock { state in
            let leaving = state.doors.filter { !places.contains($0.key) }
            state.doors = state.doors.filter { places.contains($0.key) }.merging(plan.opened) { $1 }
            state.identities = [:]
            for (listener, identity) in plan.wished {
                let place = listener.place.description
                state.doors[place]?.listener.set(
                    Listener.Terms(tls: identity?.context, addresses: listener.addresses))
                state.identities[place] = identity.map(RenewedIdentity.init)
                if case .socket(let path, let mode) = listener.place, state.doors[place]?.isInherited == false {
                    chmod(path, mode)
                }
            }
            return leaving
        }
        for (place, door) in leaving {
            self.logger.notice("No longer listening.", metadata: ["address": "\(place)"])
            await door.group.triggerGracefulShutdown()
        }
        for door in plan.opened.values { self.came.yield(door) }
    }

    private func open(
        _ settings: Settings.Listener, _ identity: ListenerIdentity?, _ all: Settings
    ) async throws(ConfigurationError) -> Door {
        let isMonitoring = settings.place == all.metrics?.place
        do {
            let socket = try self.inherited.descriptor(for: settings.place)
            let listener = Listener(
                isMonitoring ? self.monitoring.reception : self.reception,
                at: socket.map { .socket($0) } ?? settings.place.ofListener(beside: all.listeners),
                on: Listener.Terms(tls: identity?.context, addresses: settings.addresses),
                seats: isMonitoring ? self.monitoring.seats : self.seats, eventLoops: EventLoops.shared,
                logger: self.logger)
            let address = try await listener.open()
            self.logger.notice(
                isMonitoring ? "Metrics are served." : "Listening.",
                metadata: ["address": "\(address?.description ?? settings.place.description)"])
            return Door(
                listener: listener, group: ServiceGroup(services: [listener], logger: self.logger.ofOthers),
                isInherited: socket != nil && !isMonitoring)
        } catch {
            throw ConfigurationError(
                file: all.file,
                reason:
                    "\(isMonitoring ? "metrics" : "listen"): \(settings.place) cannot be opened: \(Self.reason(error))"
                    + self.advice(on: settings.place))
        }
    }

    /// What to add where the port is that of a door which is to go: only a start closes one address before it opens another.
    private func advice(on place: Settings.Listener.Place) -> String {
        guard let port = place.port, let own = self.state.withLock({ $0.doors.keys.first { $0.hasSuffix(":\(port)") } })
        else { return "" }
        return "; the configuration in use has that port at \(own), so restart the daemon if this is to take its place"
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case SocketAddressError.unixDomainSocketPathTooLong: "the path of a socket is at most 107 bytes long"
        case is SocketAddressError: "the host is not known"
        default: "\(error)"
        }
    }
}

// MARK: - Certificates that change

extension Doors {
    /// Takes certificates whose files have changed, as soon as certificate and key fit together, and tells when one is about to expire.
    func renewCertificates() {
        self.state.withLock { state in
            for (place, identity) in state.identities {
                var identity = identity
                switch identity.look() {
                case .nothing: break
                case .renewed(let context):
                    state.doors[place]?.listener.set(context)
                    self.logger.notice(
                        "The certificate of a listener has changed and is in use.",
                        metadata: [
                            "address": "\(place)", "expires": "\(identity.identity.expires.formatted(.iso8601))",
                        ])
                case .unusable(let error):
                    self.logger.error("A certificate that has changed is not used, and the former one stays: \(error)")
                case .expiring(let days):
                    self.logger.warning(
                        "The certificate of a listener is about to expire: renew it.",
                        metadata: ["address": "\(place)", "days": "\(days)"])
                }
                state.identities[place] = identity
            }
        }
    }
}

extension Settings.Listener.Place {
    /// As the front opens it: an address of IPv6 leaves IPv4 alone where that has the port in an address of its own.
    fileprivate func ofListener(beside others: [Settings.Listener]) -> Listener.Place {
        switch self {
        case .socket(let path, let mode): .path(path, mode: mode)
        case .address(let host, let port):
            .address(
                host: host, port: port,
                isIPv6Only: host.contains(":") && others.contains { !$0.place.isIPv6 && $0.place.port == port })
        }
    }

    fileprivate var port: Int? { if case .address(_, let port) = self { port } else { nil } }
    private var isIPv6: Bool { if case .address(let host, _) = self { host.contains(":") } else { false } }
}
