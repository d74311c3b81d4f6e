import LDAP
import Logging

/// What becomes of one attempt to make oneself known to a directory.
public enum SignIn: Sendable {
    /// A server takes the account; what it says of itself.
    case accepted(RootDSE)
    /// A server answered and refused the account.
    case refused(LDAPError)
    /// No server could be asked.
    case unavailable(LDAPError)

    /// Connects and binds as the configuration says, and ends the connection.
    ///
    /// A refused password is tried once, and at no other server. Nothing is logged: what happens is the value.
    public init(_ configuration: Client.Configuration) async {
        var configuration = configuration
        configuration.connections = 1
        let client = Client(configuration: configuration, logger: .silent)
        self = await withTaskGroup(of: SignIn?.self) { group in
            group.addTask {
                try? await client.run()
                return nil
            }
            group.addTask { await Self.outcome(of: client) }
            var outcome: SignIn?
            while outcome == nil, let next = await group.next() { outcome = next }
            group.cancelAll()
            return outcome ?? .unavailable(LDAPError(.userCanceled))
        }
    }

    private static func outcome(of client: Client) async -> SignIn {
        for await state in client.states {
            switch state {
            case .connecting: continue
            case .refused(let error): return .refused(error)
            case .unavailable(let error): return .unavailable(error)
            case .connected:
                do {
                    return .accepted(try await client.rootDSE())
                } catch {
                    return .unavailable(error)
                }
            }
        }
        return .unavailable(LDAPError(.userCanceled))
    }
}

extension Logger {
    /// Says nothing.
    static let silent = Logger(label: "starbridge") { _ in SwiftLogNoOpLogHandler() }
}
