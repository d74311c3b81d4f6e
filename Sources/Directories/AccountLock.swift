/// A lock by which servers of some kind keep people out, in an attribute of their own; the words are those of the configuration.
///
/// `Dialect.accountLock` is the one that a kind of server has. What it reads and writes is in Translator.
public enum AccountLock: String, CaseIterable, Sendable, Hashable {
    /// `pwdAccountLockedTime`, of the password policy overlay of OpenLDAP.
    case passwordPolicy = "ppolicy-lock"
    /// `nsAccountLock`, of 389 Directory Server, FreeIPA and Oracle DSEE.
    case nsAccountLock = "ns-account-lock"
    /// A flag of `userAccountControl`, of Active Directory.
    case userAccountControl = "user-account-control"
    /// `msDS-UserAccountDisabled`, of AD LDS.
    case msDSUserAccountDisabled = "ms-ds-user-account-disabled"
    /// `loginDisabled`, of eDirectory.
    case loginDisabled = "login-disabled"
    /// `ds-pwp-account-disabled`, of OpenDJ and the servers that came of it: PingDS, PingDirectory, Oracle Unified Directory.
    case dsPwpAccountDisabled = "ds-pwp-account-disabled"
    /// `ibm-pwdAccountLocked`, of IBM Security Directory.
    case ibmPwdAccountLocked = "ibm-pwd-account-locked"
    /// `orclIsEnabled`, of Oracle Internet Directory.
    case orclIsEnabled = "orcl-is-enabled"
}
