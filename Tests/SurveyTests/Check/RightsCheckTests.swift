import LDAP
import Testing

@testable import Survey

/// What servers say of an account's rights.
@Suite struct RightsCheckTests {
    @Test func theLettersOfTheControlAreRead() {
        var entry = Entry(dn: CheckWorld.base)
        entry["entryLevelRights"] = ["vadn"]
        entry["attributeLevelRights"] = ["mail:rscwo, uid:rsc, title:rscw,cn:none"]
        let rights = EffectiveRights(entry)
        #expect(rights.ofEntry == "vadn")
        #expect(rights.allowsWriting("MAIL"))
        for name: AttributeDescription in ["uid", "title", "cn", "sn"] { #expect(!rights.allowsWriting(name)) }
    }

    @Test func aServerThatDoesNotTellIsALineThatLeadsToTheProbe() async throws {
        let checked = try await CheckWorld.checked(CheckWorld.directory())
        let check = RightsCheck(bound: checked.users, checked: checked, isProbed: false)
        let findings = await check.run()
        #expect(findings.marks == ["warning rights"])
        #expect(findings[0].advice?.contains("--probe") == true)
        #expect(await RightsCheck(bound: checked.users, checked: checked, isProbed: true).run().isEmpty)
    }
}
