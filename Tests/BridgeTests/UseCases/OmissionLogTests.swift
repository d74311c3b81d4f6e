import Bridge
import DirectoryDouble
import LDAP
import LogLines
import SCIM
import Testing
import Translator

/// What was sent in vain is told once a day, and no value with it.
@Suite struct OmissionLogTests {
    private typealias World = BridgeWorld

    @Test func namesAreToldAndNoValues() async throws {
        let world = World()
        let log = LogLines()
        let users = Provisioner(
            mapping: World.people, directory: world.directory, logger: log.logger)
        let ada = try world.addPerson("ada", "title: One", "title: Two")
        try world.addPerson("taken")
        let wrong = [
            World.set("emails[type eq \"work\"].value", "Geheim@ümlaut"), World.set("salary", "Geheim"),
            World.set("title", ""), World.set("userName", "taken"),
            #"{"op":"replace","path":"tit le","value":"Geheim"}"#,
        ]
        for _ in 0..<2 {
            _ = try await users.patch(
                id: ada.id, with: try World.patch(wrong + [World.set("nickName", "Geheim"), World.disable]),
                context: World.context)
        }
        let warnings = log.texts.filter { $0.hasPrefix("warning") }
        #expect(warnings.count == 2)
        for word in ["salary", "title", "userName", "r-1", "names no attribute", "somebody else has the value", ada.id]
        {
            #expect(warnings.allSatisfy { $0.contains(word) }, "\(word) in \(warnings)")
        }
        let notices = log.texts.filter { $0.hasPrefix("notice") }
        #expect(notices.count == 1 && notices[0].contains("nickName"))
        #expect(!log.texts.contains { $0.contains("Geheim") })
        #expect(users.omissions.counts["salary"] == Omissions.Count(leftOut: 2))
        #expect(users.omissions.counts["nickName"]?.ignored ?? 0 >= 2)
    }

    @Test func anEntryWithoutAnIDIsToldOnce() async throws {
        let world = World(over: MemoryDirectory { $0.unreadable = ["entryUUID"] })
        let log = LogLines()
        let users = Provisioner(
            mapping: World.people, directory: world.directory, logger: log.logger)
        world.directory.load("dn: \(World.dn("ada"))\nobjectClass: inetOrgPerson\nuid: ada\nsn: x\ncn: x\n")
        for _ in 0..<2 { _ = try await users.resources(Query(), context: World.context) }
        #expect(log.texts.filter { $0.contains(World.dn("ada")) && $0.contains("entryUUID") }.count == 1)
    }
}
