import LDAP

extension Dialect {
    /// What the root DSE of a kind of server shows; all that is named must be there.
    public struct Signature: Sendable, Hashable {
        /// An object class of the root DSE.
        public var objectClass: String?
        /// How its vendor name begins.
        public var vendorPrefix: String?
        /// How its version may begin, for vendors of several kinds; any, if there is none.
        public var versionPrefixes: [String]
        /// The object identifier of a capability, by which Active Directory is known: it names no vendor.
        public var capability: String?
        /// The object identifier of an extended operation, by which FreeIPA is told from 389 Directory Server.
        public var extendedOperation: String?

        /// Creates a signature.
        public init(
            objectClass: String? = nil, vendorPrefix: String? = nil, versionPrefixes: [String] = [],
            capability: String? = nil, extendedOperation: String? = nil
        ) {
            self.objectClass = objectClass
            self.vendorPrefix = vendorPrefix
            self.versionPrefixes = versionPrefixes
            self.capability = capability
            self.extendedOperation = extendedOperation
        }

        func fits(_ rootDSE: RootDSE) -> Bool {
            if self == Signature() { return false }
            if let objectClass, !rootDSE.objectClasses.contains(where: { $0.utf8.elementsEqual(objectClass.utf8) }) {
                return false
            }
            if let capability, !rootDSE.supportedCapabilities.contains(capability) { return false }
            if let extendedOperation, !rootDSE.supportedExtensions.contains(extendedOperation) { return false }
            if let vendorPrefix, rootDSE.vendorName?.hasPrefix(vendorPrefix) != true { return false }
            guard !self.versionPrefixes.isEmpty else { return true }
            return self.versionPrefixes.contains { rootDSE.vendorVersion?.hasPrefix($0) == true }
        }
    }
}
