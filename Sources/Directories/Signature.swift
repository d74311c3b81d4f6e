import LDAP

extension Dialect {
    /// What the root DSE of a kind of server shows; all that is named must be there.
    public struct Signature: Sendable, Hashable {
        /// An object class of the root DSE.
        public var objectClass: String?
        /// How its vendor name begins.
        public var vendorPrefix: String?
        /// The object identifier of a capability, by which Active Directory is known: it names no vendor.
        public var capability: String?

        /// Creates a signature.
        public init(objectClass: String? = nil, vendorPrefix: String? = nil, capability: String? = nil) {
            self.objectClass = objectClass
            self.vendorPrefix = vendorPrefix
            self.capability = capability
        }

        func fits(_ rootDSE: RootDSE) -> Bool {
            if self == Signature() { return false }
            if let objectClass, !rootDSE.objectClasses.contains(where: { $0.utf8.elementsEqual(objectClass.utf8) }) {
                return false
            }
            if let capability, !rootDSE.supportedCapabilities.contains(capability) { return false }
            if let vendorPrefix { return rootDSE.vendorName?.hasPrefix(vendorPrefix) == true }
            return true
        }
    }
}
