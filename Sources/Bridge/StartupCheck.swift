import LDAP
import Translator

/// What must be true of a directory before the first call is answered.
public struct StartupCheck: Sendable {
    private let mapping: Mapping
    private let dialect: Dialect?
    private let directory: any Directory

    /// Creates the check of one mapping.
    public init(mapping: Mapping, dialect: Dialect? = nil, directory: any Directory) {
        self.mapping = mapping
        self.dialect = dialect
        self.directory = directory
    }

    /// Returns what cannot work with this directory, in words that say what to change; nothing if all is well.
    /// - Throws: ``LDAPError`` if the directory cannot be asked.
    public func problems() async throws(LDAPError) -> [String] {
        let server = try await self.directory.server()
        guard let dialect = self.dialect ?? Dialect.detected(from: server.rootDSE) else {
            return [
                "directory.kind: this server is of a kind that Starbridge does not know; name the kind it behaves like"
            ]
        }
        var problems = self.mapping.canonical(in: server.schema).problems(in: server.schema, dialect: dialect)
        if self.mapping.activation.contains(.passwordPolicyLock), try await self.isLockoutOff(server) {
            problems.append(
                "users.active: ppolicy-lock has no effect here, because no password policy that can be read has "
                    + "pwdLockout: TRUE; switch it on in the default policy, or choose another strategy"
            )
        }
        return problems
    }

    /// Whether password policies can be read and none of them has an effect on locked accounts.
    private func isLockoutOff(_ server: DirectoryServer) async throws(LDAPError) -> Bool {
        guard server.schema.attributeType("pwdLockout") != nil,
            let context = server.rootDSE.namingContexts.first(where: { self.mapping.base.isWithin($0) })
        else { return false }
        let request = SearchRequest(
            base: context, scope: .subtree, filter: .equal("objectClass", "pwdPolicy"), attributes: ["pwdLockout"]
        )
        let policies = try await self.directory.search(request).entries
        return !policies.isEmpty && policies.allSatisfy { $0["pwdLockout"] != ["TRUE"] }
    }
}
