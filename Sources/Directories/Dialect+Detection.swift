import LDAP

extension Dialect {
    /// What the root DSE of a kind of server shows; all that is named must be there.
    public struct Signature: Sendable, Hashable {
        /// An object class of the root DSE.
        public var objectClass: String?
        /// How its vendor name begins.
        public var vendorPrefix: String?

        /// Creates a signature.
        public init(objectClass: String? = nil, vendorPrefix: String? = nil) {
            self.objectClass = objectClass
            self.vendorPrefix = vendorPrefix
        }

        func fits(_ rootDSE: RootDSE) -> Bool {
            if self.objectClass == nil, self.vendorPrefix == nil { return false }
            if let objectClass, !rootDSE.objectClasses.contains(where: { $0.utf8.elementsEqual(objectClass.utf8) }) {
                return false
            }
            if let vendorPrefix { return rootDSE.vendorName?.hasPrefix(vendorPrefix) == true }
            return true
        }
    }

    /// Every dialect that Starbridge speaks.
    public static let all: [Dialect] = [.openLDAP]

    /// A server of which nothing is known but what RFCs say of all of them.
    ///
    /// It is none that Starbridge speaks: it serves what must be decided before the server is known, or although it is not.
    public static let standard = Dialect(name: "standard", signature: Signature(), keepsListViews: true)

    /// Returns the dialect of the server with this root DSE; nil if it is none that Starbridge knows.
    public static func detected(from rootDSE: RootDSE) -> Dialect? {
        Self.all.first { $0.signature.fits(rootDSE) }
    }
}
