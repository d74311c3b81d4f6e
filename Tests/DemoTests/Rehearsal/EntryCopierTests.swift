import Directories
import LDAP
import Testing

@testable import Demo

@Suite struct EntryCopierTests {
    private static let schema = Schema(
        attributeTypes: [
            AttributeType(oid: "1.1", names: ["uid"]), AttributeType(oid: "1.2", names: ["userPassword"]),
            AttributeType(oid: "1.3", names: ["nsUniqueId"], isOperational: true, isUserModifiable: false),
            AttributeType(oid: "1.4", names: ["nsAccountLock"], isOperational: true),
            AttributeType(oid: "1.5", names: ["createTimestamp"], isOperational: true, isUserModifiable: false),
            AttributeType(oid: "1.6", names: ["acmePIN"]), AttributeType(oid: "1.7", names: ["acmePassword"]),
            AttributeType(oid: "1.8", names: ["cn"]),
        ], objectClasses: [ObjectClass(oid: "2.1", names: ["person"], must: ["uid", "cn", "userPassword"])])

    private func copier(_ dialect: Dialect, isPermissive: Bool) -> EntryCopier {
        EntryCopier(
            dialect: dialect, schema: Self.schema, state: ["nsAccountLock"], passwords: ["acmePIN"],
            known: Set(Self.schema.attributeTypes.flatMap(\.names).map { AttributeDescription($0) }).union([
                .objectClass
            ]),
            isPermissive: isPermissive)
    }

    private static let ada = Entry(
        dn: DistinguishedName(server: "uid=ada,dc=acme"),
        attributes: [
            Attribute("objectClass", values: ["person"]), Attribute("uid", values: ["ada"]),
            Attribute("userPassword", values: ["{SSHA}x"]), Attribute("acmePIN", values: ["1234"]),
            Attribute("acmePassword", values: ["winter"]),
            Attribute("nsUniqueId", values: ["5357e1d0-e78911f1-a5b3ca4a-0280660c"]),
            Attribute("nsAccountLock", values: ["TRUE"]), Attribute("createTimestamp", values: ["20200101000000Z"]),
            Attribute("strange", values: ["x"]),
        ])

    @Test func keepsTheIDAndLeavesOutWhatIsSecretOrUnknown() throws {
        let copier = self.copier(.ds389, isPermissive: true)
        let copy = try #require(copier.copy(of: Self.ada))
        #expect(copy["entryUUID"] == ["5357e1d0-e789-11f1-a5b3-ca4a0280660c"])
        #expect(copy["createTimestamp"] == ["20200101000000Z"])
        #expect(copy["nsAccountLock"] == ["TRUE"])
        #expect(copy["objectClass"] == ["person", "starbridgeCopy"])
        for name: AttributeDescription in ["userPassword", "acmePIN", "acmePassword", "nsUniqueId", "strange"] {
            #expect(copy[name].isEmpty, "\(name)")
        }
        let shown = try #require(copy["entryUUID"].first.flatMap(Dialect.ds389.ofCopy.id))
        #expect(shown == "5357e1d0-e78911f1-a5b3ca4a-0280660c")
    }

    @Test func copiesNobodyWithoutAnID() {
        var nobody = Self.ada
        nobody["nsUniqueId"] = []
        #expect(self.copier(.ds389, isPermissive: true).copy(of: nobody) == nil)
    }

    @Test func tellsWhatTheCopyDoesNotKnow() {
        #expect(self.copier(.ds389, isPermissive: true).unknownAttributes(of: Self.ada) == ["strange"])
    }

    @Test func tellsWhichDemandsTheCopyDoesNotMeet() {
        #expect(self.copier(.ds389, isPermissive: true).unmetDemands(of: Self.ada) == ["cn", "userPassword"])
    }

    @Test func putsAPlaceWhereTheAccountSeesNothing() {
        let place = EntryCopier.place(named: DistinguishedName(server: "dc=acme"))
        #expect(place["dc"] == ["acme"] && place["objectClass"].contains("starbridgePlace"))
    }
}
