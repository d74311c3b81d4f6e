public import Directories
public import LDAP
public import Translator

/// What the configuration can say, once it was seen that a lock keeps people out, so that the start knows it too.
///
/// What was seen is true of its moment: whoever keeps the policy may change it, and tells nobody. So nothing is kept of it. The policy is
/// named instead, and looked at before everybody's disable.
public struct LockoutAdvice: Sendable {
    private let mapping: Mapping
    private let directory: any Directory
    private let dialect: Dialect

    /// Advises on the lock of a mapping.
    public init(on mapping: Mapping, in directory: any Directory, _ dialect: Dialect) {
        self.mapping = mapping
        self.directory = directory
        self.dialect = dialect
    }

    /// The advice as a sentence; nil where no policy decides, or where it is known which one is the default.
    ///
    /// `context` is the naming context of the mapping's base. What cannot be read is not there for the start either.
    public func text(below context: DistinguishedName) async -> String? {
        guard self.mapping.grounds.contains(where: \.isOfUnnamedPolicy) else { return nil }
        let shown = try? await ServerConfiguration.read(holding: self.mapping.base, in: self.directory, self.dialect)
        if shown?.defaultPolicy != nil { return nil }
        let found = (try? await PasswordPolicy.all(below: context, in: self.directory, self.dialect)) ?? []
        let names = found.filter(\.locks).map(\.dn.description)
        let line = "`active: { strategy: ppolicy-lock, default_policy: \"\(names.count == 1 ? names[0] : "…")\" }`"
        switch names.count {
        case 0:
            return
                "The start cannot see by which password policy that is, and so not when it changes: let the bridge's account read the "
                + "policy, and name it: \(line)."
        case 1:
            return "The start cannot see by which password policy that is. Name it, so that it is looked at: \(line)."
        default:
            return
                "The start cannot see by which password policy that is. Name the default, so that it is looked at: \(line), which is one of "
                + names.joined(separator: "; ") + "."
        }
    }
}

extension ActivationGround {
    /// Whether it is a password policy that the configuration does not name.
    fileprivate var isOfUnnamedPolicy: Bool {
        if case .lockout(_, defaultPolicy: nil) = self { true } else { false }
    }
}
