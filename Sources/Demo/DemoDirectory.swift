/// The kind of directory server that a demo starts.
public enum DemoDirectory: String, Sendable, CaseIterable {
    /// OpenLDAP, with overlays and indexes as in a live directory.
    case openLDAP = "openldap"
    /// 389 Directory Server, with the plug-ins that most directories have switched on.
    case ds389 = "389ds"
    /// Samba as the controller of an Active Directory domain; only root may start it.
    case sambaAD = "samba-ad"
}
