import LDAP

/// What differs between directory servers, as data: another server is another value.
public struct Dialect: Sendable, Hashable {
    /// The word for the server in the configuration.
    public var name: String
    /// What a root DSE of such a server shows.
    public var signature: Signature
    /// Whether what is said of such servers comes from their documentation alone, and not from tests with one.
    public var isKnownFromDocumentation: Bool
    /// The attribute that identifies an entry for ever, whatever its name.
    public var idAttribute: AttributeDescription
    /// How an id is written.
    public var idForm: IdentifierForm
    /// The attribute that changes with every write; nil where there is none.
    public var versionAttribute: AttributeDescription?
    /// Whether that also changes when the server itself takes away or renames a member of a group.
    public var movesVersionWithMembers: Bool
    /// The attribute with the time at which an entry was made.
    public var createdAttribute: AttributeDescription
    /// The attribute with the time of the last change.
    public var modifiedAttribute: AttributeDescription
    /// The attribute with the name of the account that made an entry; nil where the server does not note it.
    public var createdByAttribute: AttributeDescription?
    /// The attribute by which an entry can be found by its own name.
    public var nameAttribute: AttributeDescription
    /// How values are compared, by syntax, where the schema does not say it of their attributes.
    public var syntaxRules: [String: SyntaxRules]
    /// The attributes that object classes demand and that the server gives an entry by itself.
    public var givenAttributes: Set<AttributeDescription>
    /// How moments are written.
    public var timeForm: TimeForm
    /// How entries look where the configuration does not say it.
    public var preset: Preset
    /// How many characters a value that names an entry may have; nil where that is not known.
    public var maximumNameLength: Int?
    /// Whether the server takes no name that is no entry's, and keeps names right when entries get others or go.
    public var keepsNames: Bool
    /// Whether some entries, such as administrators, are protected by the server against accounts that may write others.
    public var protectsEntries: Bool
    /// Whether a membership stands in the entries of its members as well, and whoever writes it must write both.
    public var writesMembershipTwice: Bool
    /// How a write is protected against another writer, as far as the server has what that needs.
    public var concurrency: Concurrency
    /// What the server can do although its root DSE does not list it.
    public var unlistedCapabilities: Set<Capability>
    /// What the server lists and does not do.
    public var vetoedCapabilities: Set<Capability>
    /// The matching rule without which the server sorts nothing; nil where a sort key must name none.
    public var sortRule: String?
    /// By how many attributes the server sorts a list at most.
    public var maximumSortKeys: Int
    /// Whether the server puts entries without a value last in either direction; RFC 2891 puts them first in the reverse.
    public var sortsMissingLast: Bool
    /// The attributes whose order is that of lists for which no other is asked: the order in which entries were made.
    public var listOrder: [AttributeDescription]
    /// Whether writing a password removes the lock that disables an account.
    public var passwordWriteUnlocks: Bool
    /// The lock by which servers of this kind keep people out, which `active` is by default; nil where there is none that all have.
    public var accountLock: AccountLock?
    /// The matching rule by which the entries are found that lie below another one; nil where there is none.
    public var subtreeRule: String?
    /// Whether overlays of the server search and write with the assertion of the write that they look at.
    public var assertsInnerOperations: Bool
    /// The attribute in which a replica shows how much it has received of what other servers have written, such as `contextCSN`.
    ///
    /// Nil where servers show none. ``ReplicationProgress`` reads it.
    public var progressAttribute: AttributeDescription?
    /// Where a server shows which one it is; nil where it does not.
    public var serverMark: ServerMark?
    /// Whether the server keeps the list of a virtual list view until the connection ends, and has few places for such lists.
    public var keepsListViews: Bool
    /// Whether a search that no index answers fails where there are more entries than it may look at.
    public var limitsLookThrough: Bool
    /// How the server shows its own settings; nil where it does not show them as LDAP entries that are known here.
    public var configurationForm: ConfigurationForm?
    /// What a server that takes no writes says with `unwillingToPerform` (53), which also stands for much else.
    public var readOnlyTexts: [String]
    /// What result codes mean here that mean something else elsewhere; the first that fits counts.
    public var meanings: [Meaning]

    /// Creates a dialect.
    public init(
        name: String,
        signature: Signature,
        isKnownFromDocumentation: Bool = false,
        idAttribute: AttributeDescription = "entryUUID",
        idForm: IdentifierForm = .uuid,
        versionAttribute: AttributeDescription? = nil,
        movesVersionWithMembers: Bool = false,
        createdAttribute: AttributeDescription = "createTimestamp",
        modifiedAttribute: AttributeDescription = "modifyTimestamp",
        createdByAttribute: AttributeDescription? = "creatorsName",
        nameAttribute: AttributeDescription = "entryDN",
        syntaxRules: [String: SyntaxRules] = [:],
        givenAttributes: Set<AttributeDescription> = [],
        timeForm: TimeForm = .shortest,
        preset: Preset = .inetOrgPerson,
        maximumNameLength: Int? = nil,
        keepsNames: Bool = false,
        protectsEntries: Bool = false,
        writesMembershipTwice: Bool = false,
        concurrency: Concurrency = .lock,
        unlistedCapabilities: Set<Capability> = [],
        vetoedCapabilities: Set<Capability> = [],
        sortRule: String? = nil,
        maximumSortKeys: Int = .max,
        sortsMissingLast: Bool = false,
        listOrder: [AttributeDescription]? = nil,
        passwordWriteUnlocks: Bool = false,
        accountLock: AccountLock? = nil,
        subtreeRule: String? = nil,
        assertsInnerOperations: Bool = false,
        progressAttribute: AttributeDescription? = nil,
        serverMark: ServerMark? = nil,
        keepsListViews: Bool = false,
        limitsLookThrough: Bool = false,
        configurationForm: ConfigurationForm? = nil,
        readOnlyTexts: [String] = [],
        meanings: [Meaning] = []
    ) {
        self.name = name
        self.signature = signature
        self.isKnownFromDocumentation = isKnownFromDocumentation
        self.idAttribute = idAttribute
        self.idForm = idForm
        self.versionAttribute = versionAttribute
        self.movesVersionWithMembers = movesVersionWithMembers
        self.createdAttribute = createdAttribute
        self.modifiedAttribute = modifiedAttribute
        self.createdByAttribute = createdByAttribute
        self.nameAttribute = nameAttribute
        self.syntaxRules = syntaxRules
        self.givenAttributes = givenAttributes
        self.timeForm = timeForm
        self.preset = preset
        self.maximumNameLength = maximumNameLength
        self.keepsNames = keepsNames
        self.protectsEntries = protectsEntries
        self.writesMembershipTwice = writesMembershipTwice
        self.concurrency = concurrency
        self.unlistedCapabilities = unlistedCapabilities
        self.vetoedCapabilities = vetoedCapabilities
        self.sortRule = sortRule
        self.maximumSortKeys = maximumSortKeys
        self.sortsMissingLast = sortsMissingLast
        self.listOrder = listOrder ?? [createdAttribute, idAttribute]
        self.passwordWriteUnlocks = passwordWriteUnlocks
        self.accountLock = accountLock
        self.subtreeRule = subtreeRule
        self.assertsInnerOperations = assertsInnerOperations
        self.progressAttribute = progressAttribute
        self.serverMark = serverMark
        self.keepsListViews = keepsListViews
        self.limitsLookThrough = limitsLookThrough
        self.configurationForm = configurationForm
        self.readOnlyTexts = readOnlyTexts
        self.meanings = meanings
    }
}

extension Dialect {
    /// Every dialect that Starbridge speaks.
    ///
    /// Of several whose signatures fit a server the first counts.
    public static let all: [Dialect] = [
        .openLDAP, .freeIPA, .ds389, .sambaAD, .adLDS, .activeDirectory, .eDirectory, .openDJ, .pingDirectory,
        .oracleUnifiedDirectory, .oracleDSEE, .oracleInternetDirectory, .ibmDirectory,
    ]

    /// A server of which nothing is known but what RFCs say of all of them.
    ///
    /// It is none that Starbridge speaks: it serves what must be decided before the server is known, or although it is not.
    public static let standard = Dialect(name: "standard", signature: Signature(), keepsListViews: true)

    /// Returns the dialect of the server with this root DSE; nil if it is none that Starbridge knows.
    public static func detected(from rootDSE: RootDSE) -> Dialect? {
        Self.all.first { $0.signature.fits(rootDSE) }
    }
}

extension Dialect {
    /// Returns what the assertion control (RFC 4528) is given for a write to the entry of this name.
    ///
    /// OpenLDAP's overlays copy the control to operations of their own on other entries: `unique` to its search, which then
    /// fails at its base (122 "unique_search failed"), and `memberof` to the writes of `memberOf`, which are then left out without
    /// a word. So the assertion lets every other entry pass.
    public func assertion(of precondition: LDAP.Filter, for target: DistinguishedName) -> LDAP.Filter {
        guard self.assertsInnerOperations else { return precondition }
        return .or([precondition, .not(.equal(self.nameAttribute, AttributeValue(target.description)))])
    }
}
