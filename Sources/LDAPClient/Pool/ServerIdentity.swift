import Directories
import LDAP

/// Which server is at the other end of a connection, as it says itself: behind one address there may be several.
enum ServerIdentity: Hashable, Sendable, CustomStringConvertible {
    /// It says nothing by which it could be told from others.
    case unknown
    /// Its name, which it keeps.
    case named(String)
    /// When it was started; it is another time when it is started again.
    case started(String)

    /// Whether both are known to be different servers, or one that was started anew in between.
    func isOther(than other: ServerIdentity) -> Bool {
        self != .unknown && other != .unknown && self != other
    }

    /// Whether it is the same after the server was started anew.
    var outlivesTheProcess: Bool {
        switch self {
        case .named: true
        case .unknown, .started: false
        }
    }

    /// The words for messages.
    var description: String {
        switch self {
        case .unknown: "a server that does not say which one it is"
        case .named(let name): "the server '\(name)'"
        case .started(let time): "a server that was started at \(time)"
        }
    }
}

extension ServerIdentity {
    /// Asks the server at the other end of a connection, which speaks the configured dialect or else the one by which it is known.
    /// - Throws: ``LDAPError``: why it cannot be asked.
    init(
        of connection: Connection, speaking configured: Dialect?, until deadline: Connection.Instant
    ) async throws(LDAPError) {
        self = .unknown
        let attributes = RootDSE.attributes + Dialect.nameMarks
        guard let entry = try await connection.entry(DistinguishedName([]), attributes, deadline) else { return }
        let rootDSE = RootDSE(entry: entry)
        switch (configured ?? Dialect.detected(from: rootDSE))?.serverMark {
        case nil: return
        case .name(let attribute)?:
            if let name = entry[attribute].first?.text { self = .named(name) }
        case .start(let attribute)?:
            guard let subschema = rootDSE.subschemaSubentry else { return }
            let made = try await connection.entry(subschema, [attribute], deadline)
            if let time = made?[attribute].first?.text { self = .started(time) }
        }
    }
}
