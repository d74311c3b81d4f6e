import LDAP

/// What a connection can be asked to do.
enum Request: Sendable {
    case bind(dn: String, password: [UInt8])
    case bindExternal
    /// The server gives up after the time limit, where there is one.
    case search(SearchRequest, timeLimit: Duration?)
    case write(Change, controls: [Control])
    case extended(ExtendedOperation)

    /// Reads may be abandoned; whatever changes something is awaited.
    var kind: ConnectionStateMachine.Kind {
        switch self {
        case .search, .extended: .read
        case .bind, .bindExternal, .write: .write
        }
    }

    /// Whether it is not known what the directory holds where the answer is lost.
    var leavesDoubt: Bool {
        switch self {
        case .bind, .bindExternal, .search, .extended: false
        case .write: true
        }
    }

    /// Whether the server's diagnostic message could quote a secret.
    var carriesSecret: Bool {
        switch self {
        case .bind, .bindExternal: true
        case .search, .extended: false
        case .write(let change, _): change.carriesSecret
        }
    }
}

/// An extended operation (RFC 4511 section 4.12) that the client knows.
enum ExtendedOperation: String, Sendable {
    /// RFC 4511 section 4.14
    case startTLS = "1.3.6.1.4.1.1466.20037"
    /// RFC 4532
    case whoAmI = "1.3.6.1.4.1.4203.1.11.3"
}

/// What the server answered.
struct Reply: Sendable {
    var entries: [Entry] = []
    var controls: [ResponseControl] = []
    /// The value of an extended response.
    var value: [UInt8]?
}

extension Change {
    /// Whether an attribute is among the changes that no log and no message may show.
    var carriesSecret: Bool {
        switch self {
        case .add(let entry):
            entry.attributes.contains { Change.secretAttributes.contains($0.description.withoutOptions) }
        case .modify(_, let modifications):
            modifications.contains { Change.secretAttributes.contains($0.attribute.withoutOptions) }
        case .rename, .delete:
            false
        }
    }
}
