import LDAP

extension Dialect {
    /// Active Directory Domain Services, 2012 and later; what Samba has not been seen to do comes from Microsoft's documents.
    ///
    /// `uSNChanged` moves with every change on the server that has it, which is the one that is written to; but when a member of a
    /// group gets another name or goes, the group's stays. Lists are in the order of `uSNCreated`, which is that in which entries were made.
    public static let activeDirectory = Dialect(
        name: "active-directory",
        signature: Signature(capability: "1.2.840.113556.1.4.800"),
        isKnownFromDocumentation: true,
        idAttribute: "objectGUID",
        idForm: .guid,
        versionAttribute: "uSNChanged",
        createdAttribute: "whenCreated",
        modifiedAttribute: "whenChanged",
        createdByAttribute: nil,
        nameAttribute: "distinguishedName",
        syntaxRules: ActiveDirectorySchema.rules,
        givenAttributes: ActiveDirectorySchema.givenAttributes,
        timeForm: .fractional,
        preset: .activeDirectory,
        maximumNameLength: 64,
        keepsNames: true,
        protectsEntries: true,
        concurrency: .exchange(except: ["userAccountControl"]),
        maximumSortKeys: 1,
        listOrder: ["uSNCreated"],
        accountLock: .userAccountControl,
        serverMark: .name("dsServiceName"),
        meanings: ActiveDirectorySchema.meanings
    )

    /// Samba as the controller of an Active Directory domain, 4.17 and later.
    public static let sambaAD: Dialect = {
        var dialect = Dialect.activeDirectory.variant(
            "samba-ad", Signature(vendorPrefix: "Samba Team", capability: "1.2.840.113556.1.4.800"))
        dialect.isKnownFromDocumentation = false
        return dialect
    }()

    /// Active Directory Lightweight Directory Services.
    public static let adLDS = Dialect.activeDirectory.variant(
        "ad-lds", Signature(capability: "1.2.840.113556.1.4.1851"), .lightweight, .msDSUserAccountDisabled)

    private func variant(
        _ name: String, _ signature: Signature, _ preset: Preset = .activeDirectory,
        _ accountLock: AccountLock = .userAccountControl
    ) -> Dialect {
        var dialect = self
        (dialect.name, dialect.signature) = (name, signature)
        (dialect.preset, dialect.accountLock) = (preset, accountLock)
        return dialect
    }
}

/// What the schema of Active Directory leaves to those who know it.
enum ActiveDirectorySchema {
    /// The matching rules by syntax ([MS-ADTS] section 3.1.1.2.2.4): texts are compared without case unless they are ASCII by their
    /// syntax.
    static let rules: [String: SyntaxRules] = [
        Self.directoryString: Self.text, Self.teletexString: Self.text,
        "1.2.840.113556.1.4.1362": Self.exactText,
        "1.3.6.1.4.1.1466.115.121.1.26": Self.exactText, "1.3.6.1.4.1.1466.115.121.1.44": Self.exactText,
        "1.3.6.1.4.1.1466.115.121.1.36": SyntaxRules(
            "numericStringMatch", ordering: "numericStringOrderingMatch", substring: "numericStringSubstringsMatch"),
        "1.3.6.1.4.1.1466.115.121.1.27": Self.number, Self.largeInteger: Self.number,
        "1.3.6.1.4.1.1466.115.121.1.24": SyntaxRules(
            "generalizedTimeMatch", ordering: "generalizedTimeOrderingMatch"),
        "1.3.6.1.4.1.1466.115.121.1.7": SyntaxRules("booleanMatch"),
        "1.3.6.1.4.1.1466.115.121.1.12": SyntaxRules("distinguishedNameMatch"),
        "1.3.6.1.4.1.1466.115.121.1.38": SyntaxRules("objectIdentifierMatch"),
        "1.3.6.1.4.1.1466.115.121.1.40": SyntaxRules("octetStringMatch"),
    ]

    private static let directoryString = "1.3.6.1.4.1.1466.115.121.1.15"
    private static let teletexString = "1.2.840.113556.1.4.905"
    private static let largeInteger = "1.2.840.113556.1.4.906"
    private static let text = SyntaxRules(
        "caseIgnoreMatch", ordering: "caseIgnoreOrderingMatch", substring: "caseIgnoreSubstringsMatch")
    private static let exactText = SyntaxRules(
        "caseExactMatch", ordering: "caseExactOrderingMatch", substring: "caseExactSubstringsMatch")
    private static let number = SyntaxRules("integerMatch", ordering: "integerOrderingMatch")

    /// What `top`, `user` and `group` demand and the server gives.
    static let givenAttributes: Set<AttributeDescription> = [
        "objectCategory", "nTSecurityDescriptor", "instanceType", "objectSid", "sAMAccountName", "groupType",
    ]

    /// ERROR_PASSWORD_RESTRICTION, with which the server's own words begin.
    private static let passwordRestriction = "0000052D"

    /// What result codes mean here: linked attributes, such as `member`, have codes of their own.
    static let meanings: [Dialect.Meaning] = [
        Dialect.Meaning(.entryAlreadyExists, .alreadyThere, during: [.addValues, .replaceValues], of: ["member"]),
        Dialect.Meaning(
            .entryAlreadyExists, .constraint, during: [.addValues, .replaceValues], of: ["sAMAccountName"]),
        Dialect.Meaning(.unwillingToPerform, .notThere, during: [.removeValues], of: ["member"]),
        Dialect.Meaning(.noSuchObject, .referenceMissing, during: [.add, .addValues, .replaceValues], of: ["member"]),
        Dialect.Meaning(.unwillingToPerform, .passwordRefused, during: [.add, .replaceValues], of: ["unicodePwd"]),
        Dialect.Meaning(
            .unwillingToPerform, .passwordRefused, during: [.add, .addValues], of: ["userAccountControl"],
            diagnostic: Self.passwordRestriction),
        Dialect.Meaning(.noSuchAttribute, .schemaViolation, during: [.add]),
        Dialect.Meaning(.invalidDNSyntax, .invalidSyntax, during: [.addValues, .replaceValues]),
        Dialect.Meaning(.other, .parentMissing, during: [.rename]),
    ]
}

extension RootDSE {
    /// The entry that holds the settings of an Active Directory forest, of which every controller has a copy; nil on other servers.
    public var forestConfiguration: DistinguishedName? {
        self.namingContexts.first { $0.relativeNames.first == RelativeDistinguishedName("CN", "Configuration") }
    }
}
