import Directories
import LDAP
import Testing

@Suite struct DialectCopyTests {
    @Test(arguments: [
        (Dialect.openLDAP, AttributeValue("5357e1d0-e789-11f1-a5b3-ca4a0280660c")),
        (.ds389, "5357e1d0-e78911f1-a5b3ca4a-0280660c"),
        (.activeDirectory, AttributeValue(bytes: Array(0..<16))),
        (.eDirectory, AttributeValue(bytes: Array(0..<16))),
        (.oracleInternetDirectory, "5357e1d0e78911f1a5b3ca4a0280660c"),
    ]) func showsTheIDsOfTheOriginal(original: Dialect, value: AttributeValue) throws {
        let copy = original.ofCopy
        let id = try #require(original.id(from: value))
        let uuid = try #require(original.uuid(from: value))
        #expect(copy.id(from: AttributeValue(uuid)) == id)
        #expect(copy.idFilter(id) == .equal("entryUUID", AttributeValue(uuid)))
        #expect(copy.id(from: copy.imaginedID()) != nil)
    }

    @Test func doesWhatOpenLDAPDoes() {
        let copy = Dialect.ds389.ofCopy
        #expect(copy.concurrency == .assertion && copy.versionAttribute == "entryCSN")
        #expect(copy.accountLock == .nsAccountLock)
        #expect(Dialect.openLDAP.ofCopy == .openLDAP)
    }
}
