import LDAP

extension Dialect {
    /// Something that not every server can do.
    public enum Capability: String, Sendable, Hashable, CaseIterable {
        /// The assertion control (RFC 4528).
        case assertion
        /// The post-read control (RFC 4527).
        case postRead
        /// The permissive modify control.
        case permissiveModify
        /// Server-side sorting (RFC 2891).
        case sort
        /// Virtual list views.
        case virtualListView
        /// Simple paged results (RFC 2696).
        case pagedResults
        /// The filters `(&)` and `(|)` (RFC 4526).
        case absoluteFilters
        /// A modification that adds to the number that is stored (RFC 4525).
        case increment

        /// The object identifier under which a root DSE lists it.
        public var oid: String {
            switch self {
            case .assertion: "1.3.6.1.1.12"
            case .postRead: "1.3.6.1.1.13.2"
            case .permissiveModify: "1.2.840.113556.1.4.1413"
            case .sort: "1.2.840.113556.1.4.473"
            case .virtualListView: "2.16.840.1.113730.3.4.9"
            case .pagedResults: "1.2.840.113556.1.4.319"
            case .absoluteFilters: "1.3.6.1.4.1.4203.1.5.3"
            case .increment: "1.3.6.1.1.14"
            }
        }

        func isListed(in rootDSE: RootDSE) -> Bool {
            switch self {
            case .absoluteFilters, .increment: rootDSE.supportedFeatures.contains(self.oid)
            default: rootDSE.supportedControls.contains(self.oid)
            }
        }
    }

    /// Returns whether a server with this root DSE can do it: it is listed or works unlisted, and is not vetoed.
    public func supports(_ capability: Capability, _ rootDSE: RootDSE) -> Bool {
        !self.vetoedCapabilities.contains(capability)
            && (self.unlistedCapabilities.contains(capability) || capability.isListed(in: rootDSE))
    }

    /// Returns whether a write can be made to depend on what the entry holds.
    public func supportsAssertion(_ rootDSE: RootDSE) -> Bool { self.supports(.assertion, rootDSE) }

    /// Returns whether a write can bring back the entry as it became.
    public func supportsPostRead(_ rootDSE: RootDSE) -> Bool { self.supports(.postRead, rootDSE) }

    /// Returns whether adding what is there and removing what is not can be made a success.
    public func supportsPermissiveModify(_ rootDSE: RootDSE) -> Bool { self.supports(.permissiveModify, rootDSE) }

    /// Returns whether a number can be counted up, and the new one be read, in one step.
    public func supportsCounting(_ rootDSE: RootDSE) -> Bool {
        self.supports(.increment, rootDSE) && self.supportsPostRead(rootDSE)
    }

    /// Returns whether a window of a sorted list can be asked for by its position.
    public func supportsVirtualListView(_ rootDSE: RootDSE) -> Bool {
        self.supports(.virtualListView, rootDSE) && self.supports(.sort, rootDSE)
    }
}
