import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ActiveDirectoryPlanTests {
    private static let world = ActiveDirectoryWorld()
    private static let ada = #"""
        {"userName":"ada@acme.example","displayName":"Ada","active":ACTIVE,
         "emails":[{"type":"work","value":"ada@mail.example"}]}
        """#

    @Test func theMappingFitsTheServer() {
        let mapping = Self.world.mapping
        #expect(mapping.problems(in: ActiveDirectoryWorld.schema, dialect: .sambaAD) == [])
        var following = mapping
        following.renaming = .follow
        let problems = following.problems(in: ActiveDirectoryWorld.schema, dialect: .sambaAD)
        #expect(problems.map(\.key) == [.renaming])
    }

    @Test(arguments: [("true", "512"), ("false", "514")]) func makesPeople(active: String, flags: AttributeValue) throws
    {
        let plan = try Self.world.create(Self.ada.replacing("ACTIVE", with: active))
        guard case .add(let entry)? = plan.steps.first?.change else {
            Issue.record("\(plan)")
            return
        }
        #expect(entry.dn.description == "cn=Ada,OU=people,DC=acme")
        #expect(entry["userAccountControl"] == [flags] && entry["userPrincipalName"] == ["ada@acme.example"])
    }

    @Test(
        arguments: [
            ("512", false, ["-userAccountControl=512 +userAccountControl=514"], Plan.Effect.disable),
            ("66048", false, ["-userAccountControl=66048 +userAccountControl=66050"], .disable),
            ("514", false, [], .none), ("514", true, ["-userAccountControl=514 +userAccountControl=512"], .enable),
            ("546", true, ["-userAccountControl=546 +userAccountControl=544"], .enable), ("512", true, [], .none),
            (
                "-2147483136", false, ["-userAccountControl=-2147483136 +userAccountControl=-2147483134"], .disable
            ),
        ] as [(AttributeValue, Bool, [String], Plan.Effect)])
    func changesOneFlag(flags: AttributeValue, active: Bool, summary: [String], effect: Plan.Effect) throws {
        let plan = try Self.world.patch(
            ActiveDirectoryWorld.bob(flags), #"[{"op":"replace","path":"active","value":\#(active)}]"#)
        #expect(plan.summary == summary && plan.effect == effect)
    }

    @Test func asksForAccountsByTheFlag() throws {
        let translation = try FilterTranslator(Self.world.bound).translate(try Filter(parsing: "active eq true"))
        #expect("\(translation.filter)" == "(!(userAccountControl:1.2.840.113556.1.4.803:=2))")
        #expect(translation.residual == nil)
    }

    @Test func sendsPasswordsBetweenQuotes() throws {
        let world = ActiveDirectoryWorld {
            $0.rules.append(Mapping.Rule(path: AttributePath(attribute: "password"), attribute: "unicodePwd"))
        }
        let plan = try world.patch(
            ActiveDirectoryWorld.bob("514"),
            #"[{"op":"add","path":"password","value":"aé"},{"op":"replace","path":"active","value":true}]"#)
        guard case .modify(_, let modifications)? = plan.steps.first?.change else {
            Issue.record("\(plan)")
            return
        }
        let password = try #require(modifications.first { $0.attribute == "unicodePwd" })
        #expect(password.operation == .replace)
        #expect(Array(password.values) == [AttributeValue(bytes: [0x22, 0, 0x61, 0, 0xE9, 0, 0x22, 0])])
        #expect(plan.steps.count == 1 && modifications.contains { $0.attribute == "userAccountControl" })
    }

    /// The server refuses a rename that leaves the old name.
    @Test func takesTheOldNameAwayAlsoWhereItIsTheNewOne() throws {
        let plan = try Self.world.planner.delete(ActiveDirectoryWorld.bob("512"))
        #expect(plan.summary.last == "rename CN=Bob below OU=leavers,DC=acme")
        let trashed = ActiveDirectoryWorld.bob("514", below: ActiveDirectoryWorld.trash)
        let resource = try Self.world.resource(
            #"{"userName":"bob@acme.example","displayName":"Bob","emails":[{"type":"work","value":"bob@acme.example"}]}"#
        )
        let back = try Self.world.planner.revive(trashed, as: resource, references: References())
        #expect(back.summary.first == "rename CN=Bob below OU=people,DC=acme")
    }

    @Test func leavesRoomForTheSuffixOfATrashedName() throws {
        let entry = ActiveDirectoryWorld.bob("512", cn: AttributeValue(String(repeating: "ä", count: 60)))
        let plan = try Self.world.planner.delete(entry, isNameTaken: true)
        guard case .rename(_, let leaf, deleteOld: true, _)? = plan.steps.last?.change else {
            Issue.record("\(plan)")
            return
        }
        let name = try #require(leaf.assertions.first?.value.text)
        #expect(name.utf16.count == 64 && name.hasSuffix("-03020100-0504-0706-0809-0a0b0c0d0e0f"))
    }

    @Test(arguments: [
        ("(objectCategory=person)", true), ("(&(objectCategory=person)(objectClass=user))", true),
        ("(!(objectCategory=computer))", true), ("(&(objectCategory=person)(objectClass=computer))", false),
        ("(&(objectClass=user)(!(objectClass=computer)))", true),
    ])
    func trustsTheServerWithWhatItGives(filter: String, isVisible: Bool) throws {
        let filter = try LDAP.Filter(parsing: filter)
        let world = ActiveDirectoryWorld { $0.filter = filter }
        let result = Result { try world.create(Self.ada.replacing("ACTIVE", with: "true")) }
        #expect(((try? result.get()) != nil) == isVisible)
    }

    @Test func sortsByOneAttributeAlone() throws {
        let filters = FilterTranslator(Self.world.bound)
        #expect(filters.listOrder.attributes == ["uSNCreated"])
        let order = try filters.order(Query.Sort(AttributePath(attribute: "userName"), isDescending: true))
        #expect(order.attributes == ["userPrincipalName"] && order.keys.allSatisfy { $0.orderingRule == nil })
    }
}
