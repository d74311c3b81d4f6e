import Bridge
import Encodings
import HTTPTypes
import LDAP
import Safeguards
import Testing
import Translator

@testable import Console

@Suite struct EventPageTests {
    private static let id = EventID("1hk2m9x0q7fp3z4")
    private static let target = DistinguishedName(server: "uid=ada,ou=people,dc=acme")

    static func event(_ value: AttributeValue = "Chief", effect: Plan.Effect = .update) throws -> JournalEvent {
        let step = JournalEvent.Step(
            change: .modify(
                self.target,
                [Modification(.delete, "title", ["Clerk"]), Modification(.add, "title", [value])]),
            inverse: .modify(
                self.target,
                [Modification(.delete, "title", [value]), Modification(.add, "title", ["Clerk"])]),
            target: self.target, secrets: ["userPassword"], fate: .done)
        let origin = JournalEvent.Origin(
            requestID: "4711", clientIDs: ["activity-1"], principal: "entra", method: "PATCH", path: "/Users/1",
            sent: #"{"a":"<b>"}"#)
        return JournalEvent(
            id: try #require(self.id), origin: origin, effect: effect, steps: [step],
            outcome: .init(.done, duration: 12_345))
    }

    private func page(_ path: String, _ events: [JournalEvent]) async throws -> Answer {
        let visitor = try Visitor(source: FakeSource(events))
        return try await visitor.send(.get, path, cookie: try await visitor.signIn())
    }

    @Test func showsBeforeAndAfterSideBySide() async throws {
        let answer = try await self.page("/events/1hk2m9x0q7fp3z4", [try Self.event()])
        #expect(answer.status == .ok)
        #expect(answer.text.contains("<del>Clerk</del>"))
        #expect(answer.text.contains("<ins>Chief</ins>"))
        #expect(answer.text.contains("activity-1"))
        #expect(answer.text.contains("secret, not kept"))
        #expect(answer.text.contains("Look at what an undo would do"))
    }

    @Test func writesNoValueAsMarkup() async throws {
        let event = try Self.event("<script>alert(1)</script>")
        let answer = try await self.page("/events/1hk2m9x0q7fp3z4", [event])
        #expect(!answer.text.contains("<script>alert"))
        #expect(answer.text.contains("&lt;script&gt;alert(1)"))
    }

    @Test func listsWhatWasDone() async throws {
        let answer = try await self.page("/events", [try Self.event(effect: .disable)])
        #expect(answer.text.contains(#"<a href="/events/1hk2m9x0q7fp3z4">"#))
        #expect(answer.text.contains("uid=ada"))
    }

    @Test func asksForWhatTheFormSays() async throws {
        let visitor = try Visitor()
        _ = try await visitor.send(
            .get, "/events?user=Ada+L%C3%B6ve&effect=disable&since=&request=4711", cookie: try await visitor.signIn())
        var question = EventQuestion()
        (question.user, question.effect, question.request) = ("Ada Löve", "disable", "4711")
        #expect(visitor.source.asked == [question])
    }

    @Test func leadsToWhatIsOlder() async throws {
        let events = Array(repeating: try Self.event(), count: 51)
        let answer = try await self.page("/events?user=a%26b", events)
        #expect(answer.text.contains(#"href="/events?user=a%26b&amp;before=1hk2m9x0q7fp3z4""#))
    }

    @Test(arguments: ["/events/1hk2m9x0q7fp3z5", "/events/..%2F..%2Fetc", "/nothing"])
    func saysThatThereIsNoSuchPage(path: String) async throws {
        let answer = try await self.page(path, [])
        #expect(answer.status == .notFound)
        #expect(answer.text.contains(#"role="alert""#))
    }

    @Test func saysHowThingsStand() async throws {
        let answer = try await self.page("/", [])
        #expect(answer.text.contains("State: ready"))
        #expect(answer.text.contains("Ready &amp; &lt;well&gt;"))
    }
}

@Suite struct AttributeComparisonTests {
    private static let target = DistinguishedName(server: "uid=ada,ou=people,dc=acme")

    @Test func showsWhatAnEntryHadThatIsGone() {
        let entry = Entry(dn: Self.target, attributes: [Attribute("cn", values: ["Ada"])])
        let rows = AttributeComparison.of(.delete(Self.target), undoneBy: .add(entry), secrets: [])
        #expect(rows == [AttributeComparison(attribute: "cn", before: ["Ada"], after: [])])
    }

    @Test func showsBothNames() {
        let change = Change.rename(Self.target, to: RelativeDistinguishedName("uid", "eve"))
        let rows = AttributeComparison.of(change, undoneBy: nil, secrets: [])
        #expect(
            rows == [
                AttributeComparison(
                    attribute: "dn", before: ["uid=ada,ou=people,dc=acme"], after: ["uid=eve,ou=people,dc=acme"])
            ])
    }

    @Test func tellsBytesFromText() {
        let change = Change.modify(
            Self.target, [Modification(.replace, "jpegPhoto", [AttributeValue(bytes: [0xFF, 0xD8, 0])])])
        #expect(AttributeComparison.of(change, undoneBy: nil, secrets: []).map(\.after) == [["<3 bytes>"]])
    }
}
