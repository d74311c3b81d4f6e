/// What a server says about itself (RFC 4512 section 5.1).
public struct RootDSE: Hashable, Sendable {
    /// The suffixes that the server holds.
    public var namingContexts: [DistinguishedName]
    /// The object identifiers of the controls.
    public var supportedControls: Set<String>
    /// The object identifiers of the extended operations.
    public var supportedExtensions: Set<String>
    /// The object identifiers of the features.
    public var supportedFeatures: Set<String>
    /// The object identifiers by which Active Directory says what it is.
    public var supportedCapabilities: Set<String>
    /// The entry that holds the schema.
    public var subschemaSubentry: DistinguishedName?
    /// Who made the server, where it says so.
    public var vendorName: String?
    /// The version of the server, where it says so; Oracle Internet Directory has an attribute of its own for it.
    public var vendorVersion: String?
    /// The object classes, by which OpenLDAP is told from others.
    public var objectClasses: [String]

    /// The root DSE in the entry with the empty name.
    public init(entry: Entry) {
        func texts(_ attribute: AttributeDescription) -> [String] { entry[attribute].compactMap(\.text) }
        self.namingContexts = texts("namingContexts").map { DistinguishedName(server: $0) }
        self.supportedControls = Set(texts("supportedControl"))
        self.supportedExtensions = Set(texts("supportedExtension"))
        self.supportedFeatures = Set(texts("supportedFeatures"))
        self.supportedCapabilities = Set(texts("supportedCapabilities"))
        self.subschemaSubentry = texts("subschemaSubentry").first.map { DistinguishedName(server: $0) }
        self.vendorName = texts("vendorName").first
        self.vendorVersion = texts("vendorVersion").first ?? texts("orclDirectoryVersion").first
        self.objectClasses = texts("objectClass")
    }

    /// The attributes to ask for, most of which are operational.
    public static let attributes: [AttributeDescription] = [
        "objectClass", "namingContexts", "supportedControl", "supportedExtension", "supportedFeatures",
        "supportedCapabilities", "subschemaSubentry", "vendorName", "vendorVersion", "orclDirectoryVersion",
    ]
}
