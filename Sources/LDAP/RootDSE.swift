/// What a server says about itself (RFC 4512 section 5.1).
public struct RootDSE: Hashable, Sendable {
    /// The suffixes that the server holds.
    public var namingContexts: [DistinguishedName]
    /// The object identifiers of the controls.
    public var supportedControls: Set<String>
    /// The object identifiers of the features.
    public var supportedFeatures: Set<String>
    /// The object identifiers by which Active Directory says what it is.
    public var supportedCapabilities: Set<String>
    /// The entry that holds the schema.
    public var subschemaSubentry: DistinguishedName?
    /// Who made the server, where it says so.
    public var vendorName: String?
    /// The version of the server, where it says so.
    public var vendorVersion: String?
    /// The object classes, by which OpenLDAP is told from others.
    public var objectClasses: [String]

    /// The root DSE in the entry with the empty name.
    public init(entry: Entry) {
        func texts(_ attribute: AttributeDescription) -> [String] { entry[attribute].compactMap(\.text) }
        self.namingContexts = texts("namingContexts").map { DistinguishedName(server: $0) }
        self.supportedControls = Set(texts("supportedControl"))
        self.supportedFeatures = Set(texts("supportedFeatures"))
        self.supportedCapabilities = Set(texts("supportedCapabilities"))
        self.subschemaSubentry = texts("subschemaSubentry").first.map { DistinguishedName(server: $0) }
        self.vendorName = texts("vendorName").first
        self.vendorVersion = texts("vendorVersion").first
        self.objectClasses = texts("objectClass")
    }

    /// The attributes to ask for, most of which are operational.
    public static let attributes: [AttributeDescription] = [
        "objectClass", "namingContexts", "supportedControl", "supportedFeatures", "supportedCapabilities",
        "subschemaSubentry", "vendorName", "vendorVersion",
    ]
}
