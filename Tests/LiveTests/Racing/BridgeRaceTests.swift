import Bridge
import NIOHTTP1
import LDAP
import LDAPClient
import SCIM
import Testing
import Translator

extension BridgeTests {
    /// Other writers come between the bridge's read and its write.
    @Suite(.serialized, .bridge) struct Races {
        private static func title(_ text: String) -> String {
            #"{"op":"replace","path":"title","value":"\#(text)"}"#
        }

        /// Changes an entry as the root DN.
        @Sendable private static func write(_ dn: String, _ attribute: AttributeDescription, _ value: String) async {
            let change = Change.modify(
                DistinguishedName(server: dn), [Modification(.replace, attribute, [AttributeValue(value)])])
            await #expect(throws: Never.self) { _ = try await BridgeScene.current.root.apply(change) }
        }

        @Test func plansAnewWhatAnotherHasChanged() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.once", "mail: once@acme.example", "mail: other@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                if number == 1 { await Self.write(dn, "mail", "fresh@acme.example") }
            }
            let reply = try await scene.bridge(over: directory).patch(
                id, #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"mine@acme.example"}"#,
                Self.title("T")
            ).expect(200)
            #expect(reply["title"] == "T")
            let contents = try await scene.contents(dn)
            #expect(contents?["mail"] == ["mine@acme.example"])
            #expect(contents?["title"] == ["T"])
            #expect(directory.changes.count == 2)
        }

        @Test func writesNothingMoreWhenTheOtherWroteTheSame() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.same", "mail: same@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                if number == 1 { await Self.write(dn, "title", "T") }
            }
            try await scene.bridge(over: directory).patch(id, Self.title("T")).expect(200)
            #expect(directory.changes.count == 1)
            #expect(try await scene.contents(dn)?["title"] == ["T"])
        }

        @Test func givesUpAfterAWhile() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.lost", "mail: lost@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                await Self.write(dn, "roomNumber", "\(number)")
            }
            let reply = try await scene.bridge(over: directory).patch(id, Self.title("T"))
            reply.expect(503, nil, "Try again")
            #expect(reply.headers.first(name: "Retry-After") == "1")
            #expect(directory.changes.count == Provisioner.Options().maximumAttempts)
            #expect(try await scene.contents(dn)?["title"] == nil)
        }

        @Test func anEntryThatLeavesMeanwhileIsGone() async throws {
            let scene = try BridgeScene.current
            let bridge = { (dn: String, change: Change) in
                scene.bridge(
                    over: WatchedDirectory(scene.directory) { number in
                        if number == 1 { await #expect(throws: Never.self) { _ = try await scene.root.apply(change) } }
                    }
                ) { $0.filter = .and([.equal("objectClass", "inetOrgPerson"), .not(.equal("title", "Robot"))]) }
            }
            for (index, change) in [
                Change.delete(DistinguishedName(server: "uid=race.gone0,ou=people,dc=acme,dc=example")),
                Change.rename(
                    DistinguishedName(server: "uid=race.gone1,ou=people,dc=acme,dc=example"),
                    to: RelativeDistinguishedName("uid", "race.gone1"),
                    deleteOld: true, superior: DistinguishedName(server: "ou=services,dc=acme,dc=example")),
                Change.modify(
                    DistinguishedName(server: "uid=race.gone2,ou=people,dc=acme,dc=example"),
                    [Modification(.replace, "title", ["Robot"])]),
            ].enumerated() {
                let (dn, id) = try await scene.addPerson("race.gone\(index)", "mail: race.gone\(index)@acme.example")
                let reply = try await bridge(dn, change).patch(
                    id, #"{"op":"replace","path":"displayName","value":"T"}"#)
                reply.expect(404, nil, id)
                #expect(try await scene.names("(&(uid=race.gone\(index))(cn=T))").isEmpty)
            }
        }

        @Test func anEntryThatMovesMeanwhileIsFollowed() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.moved", "mail: moved@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                guard number == 1 else { return }
                let change = Change.rename(
                    DistinguishedName(server: dn), to: RelativeDistinguishedName("uid", "race.elsewhere"),
                    deleteOld: true, superior: nil)
                await #expect(throws: Never.self) { _ = try await scene.root.apply(change) }
            }
            try await scene.bridge(over: directory).patch(id, Self.title("T")).expect(200)
            #expect(try await scene.contents("uid=race.elsewhere,ou=people,dc=acme,dc=example")?["title"] == ["T"])
        }

        @Test func isNotInItsOwnWay() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.twin", "mail: twin@acme.example")
            let name = "race.twin.new"
            let directory = WatchedDirectory(
                scene.directory,
                beforeSearch: { request in
                    // The entry is read; who looks for the name now finds it under the name that another has given it.
                    guard "\(request.filter)".contains(name), !"\(request.filter)".contains(id) else { return }
                    let change = Change.rename(
                        DistinguishedName(server: dn), to: RelativeDistinguishedName("uid", AttributeValue(name)))
                    _ = try? await scene.root.apply(change)
                })
            let reply = try await scene.bridge(over: directory).patch(
                id, #"{"op":"replace","path":"userName","value":"\#(name)"}"#)
            #expect(reply.expect(200)["userName"].string == name)
        }

        @Test func aMoveOfUnknownOutcomeLeavesTheLock() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.unknown", "mail: unknown@acme.example")
            let directory = WatchedDirectory(
                scene.directory, refusal: { $0 == 2 ? LDAPError(.unavailable, outcome: .unknown) : nil })
            let reply = try await scene.bridge(over: directory).delete(id)
            reply.expect(503, nil, dn, "Try again")
            #expect(reply.headers.first(name: "Retry-After") == "10")
            #expect(directory.changes.count == 2)
            #expect(try await scene.contents(dn)?["pwdAccountLockedTime"] == ["000001010000Z"])
            try await scene.bridge().delete(id).expect(204)
        }

        @Test func deletesWhatWasChangedMeanwhileToo() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.delete", "mail: delete@acme.example")
            let directory = WatchedDirectory(scene.directory) { number in
                if number == 1 { await Self.write(dn, "title", "Late") }
            }
            try await scene.bridge(over: directory).delete(id).expect(204)
            let contents = try await scene.contents("uid=race.delete,ou=leavers,dc=acme,dc=example")
            #expect(contents?["title"] == ["Late"])
            #expect(contents?["pwdAccountLockedTime"] == ["000001010000Z"])
        }

        /// Nobody is sent away, and the last writer of each attribute is the one whose value stays.
        @Test func servesFiftyWritersAtOnce() async throws {
            let scene = try BridgeScene.current
            let (dn, id) = try await scene.addPerson("race.fifty", "mail: fifty@acme.example")
            let paths = ["title", "displayName", "externalId", "name.givenName", "name.familyName"]
            let attributes = ["title", "cn", "labeledURI", "givenName", "sn"]
            let bridge = scene.bridge()
            let replies = try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let operation = #"{"op":"replace","path":"\#(paths[number % 5])","value":"v\#(number)"}"#
                        return (number, try await bridge.patch(id, operation))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for (number, reply) in replies {
                let name = paths[number % 5].split(separator: ".").last.map(String.init) ?? ""
                reply.expect(200)
                #expect(reply.text.contains("\"\(name)\":\"v\(number)\""), "\(reply.text)")
            }
            let contents = try #require(try await scene.contents(dn))
            for (index, attribute) in attributes.enumerated() {
                let stored = contents[attribute] ?? []
                let number = stored.first.flatMap { Int($0.dropFirst()) }
                #expect(stored.count == 1 && number.map { $0 % 5 } == index, "\(attribute): \(stored)")
            }
        }

        @Test(arguments: [false, true])
        func oneOfTwentyCreationsAtOnceWins(isReturn: Bool) async throws {
            let scene = try BridgeScene.current
            let bridge = scene.bridge()
            let name = isReturn ? "race.revive" : "race.create"
            let person = BridgeCaller.person(name, #""externalId":"\#(name)""#)
            var id: String?
            if isReturn {
                let leaver = try await bridge.post(person).expect(201).id
                try await bridge.delete(leaver).expect(204)
                id = leaver
            }
            let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<20 { group.addTask { try await bridge.post(person) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let made = replies.filter { $0.status == 201 }
            #expect(made.count == 1)
            if isReturn { #expect(made.first?.id == id) }
            #expect(replies.filter { $0.status == 409 }.count == 19, "\(replies.map(\.status))")
            #expect(try await scene.names("(uid=\(name))").count == 1)
        }
    }
}
