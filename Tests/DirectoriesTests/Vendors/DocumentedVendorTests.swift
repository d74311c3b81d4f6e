import Directories
import LDAP
import Testing

/// Kinds of servers that no test can start: what is said of them is their documentation's.
@Suite struct DocumentedVendorTests {
    @Test(
        arguments: [
            ("freeipa", "389 Project", "389-Directory/2.4.5 B2024.198.0000", "2.16.840.1.113730.3.8.10.1"),
            ("389ds", "389 Project", "389-Directory/2.3.1 B2023.067.0000", "2.16.840.1.113730.3.5.7"),
            ("edirectory", "NetIQ Corporation", "LDAP Agent for NetIQ eDirectory 9.2.4 (40204.30)", ""),
            ("edirectory", "Novell, Inc.", "LDAP Agent for Novell eDirectory 8.8 SP7 (20703.00)", ""),
            ("opendj", "Open Identity Platform Community", "OpenDJ Server 5.0.3", ""),
            ("opendj", "ForgeRock AS.", "ForgeRock Directory Services 7.4.0-20230913", ""),
            ("pingdirectory", "Ping Identity Corporation", "Ping Identity Directory Server 11.0.0.1", ""),
            ("pingdirectory", "Ping Identity Corporation", "UnboundID Directory Server 1.2.3", ""),
            ("oud", "Oracle Corporation", "Oracle Unified Directory 12.2.1.4.0", ""),
            ("dsee", "Oracle Corporation", "Oracle Directory Server Enterprise Edition 11.1.1.7.0", ""),
            ("dsee", "Sun Microsystems, Inc.", "Sun-Directory-Server/7.0", ""),
            ("ibm", "International Business Machines (IBM)", "6.4", ""),
            (nil, "Oracle Corporation", "Oracle Virtual Directory 11.1", ""), (nil, "ApacheDS", "2.0.0", ""),
        ] as [(String?, AttributeValue, AttributeValue, AttributeValue)])
    func isKnownByItsRootDSE(
        name: String?, vendor: AttributeValue, version: AttributeValue, operation: AttributeValue
    ) {
        let root = DialectTests.rootDSE([
            "vendorName": [vendor], "vendorVersion": [version], "supportedExtension": [operation],
        ])
        #expect(Dialect.detected(from: root)?.name == name)
    }

    @Test func knowsOracleInternetDirectoryByAnAttributeOfItsOwn() {
        let root = DialectTests.rootDSE(["orclDirectoryVersion": ["OID 12.2.1.3.0"]])
        #expect(Dialect.detected(from: root)?.name == "oid")
    }

    @Test func saysWhichKindsNoTestHasSeen() {
        let tested = Dialect.all.filter { !$0.isKnownFromDocumentation }.map(\.name)
        #expect(tested == ["openldap", "389ds", "samba-ad"])
    }

    @Test func eachKindHasANameOfItsOwnAndALock() {
        #expect(Set(Dialect.all.map(\.name)).count == Dialect.all.count)
        for dialect in Dialect.all { #expect(dialect.accountLock != nil, "\(dialect.name)") }
    }

    /// What stands in the directory becomes an id, and the id finds it again.
    @Test(
        arguments: [
            (Dialect.eDirectory, AttributeValue(bytes: [UInt8](0..<16)), "00010203-0405-0607-0809-0a0b0c0d0e0f"),
            (.oracleInternetDirectory, "9F3A51D0B7A25D44E040578CF66C2A55", "9F3A51D0B7A25D44E040578CF66C2A55"),
            (.ibmDirectory, "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01", "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b01"),
            (.oracleDSEE, "5357e1d0-e78911f1-a5b3ca4a-0280660c", "5357e1d0-e78911f1-a5b3ca4a-0280660c"),
        ])
    func readsIdsInTheirForm(dialect: Dialect, value: AttributeValue, id: String) {
        #expect(dialect.id(from: value) == id)
        #expect(dialect.idFilter(id) == .equal(dialect.idAttribute, value))
    }

    @Test(arguments: [Dialect.eDirectory, .oracleInternetDirectory])
    func takesNothingElseForAnId(dialect: Dialect) {
        for text in ["", "x", "00010203-0405-0607-0809-0a0b0c0d0e0g", "9F3A51D0B7A25D44E040578CF66C2A5"] {
            #expect(dialect.idFilter(text) == nil)
            #expect(dialect.id(from: AttributeValue(text)) == nil)
        }
        #expect(dialect.id(from: dialect.imaginedID()) != nil)
    }
}
