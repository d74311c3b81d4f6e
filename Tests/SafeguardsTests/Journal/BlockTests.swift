import Bridge
import Encodings
import LDAP
import Testing
import Translator

@testable import Safeguards

/// Blocks that are written read back as what they were written of.
@Suite struct BlockTests {
    static let id = AttributeValueAssertion(attribute: "entryUUID", value: "6ba7b810-9dad-11d1-80b4-00c04fd430c8")
    static let binary = AttributeValueAssertion(
        attribute: "objectGUID", value: AttributeValue(bytes: [0, 10, 13, 32, 255] + Array(repeating: 7, count: 90)))
    static let ada = DistinguishedName(server: "uid=ada,ou=people,dc=acme,dc=example")
    static let zoe = DistinguishedName(server: "cn=Zoë a very long name,ou=people of the company,dc=acme,dc=example")

    static let steps: [JournalEvent.Step] = [
        .init(
            change: .modify(Self.ada, [.init(.replace, "title", ["Chief"]), .init(.add, "mail", ["é", "", " x "])]),
            inverse: .modify(Self.ada, [.init(.replace, "title")]), target: Self.ada, id: Self.id, fate: .done),
        .init(
            change: .add(Entry(dn: Self.zoe, attributes: [Attribute("cn", values: ["Zoë\nx"])])),
            inverse: .delete(Self.zoe), target: Self.zoe, id: Self.binary, fate: .stayed),
        .init(
            change: .rename(Self.ada, to: .init("uid", "a,b"), deleteOld: false, superior: Self.zoe), inverse: nil,
            target: Self.ada, isDisabling: true, fate: .takenBack),
        .init(
            change: nil, inverse: nil, target: Self.zoe, id: Self.id, secrets: ["userPassword", "krbPrincipalKey"],
            fate: .unknown),
        .init(change: .delete(Self.ada), inverse: nil, target: Self.ada, fate: .inDoubt),
    ]

    private static let versioned: [JournalEvent.Step] = {
        var steps = Self.steps
        steps[0].version = AttributeValueAssertion(
            attribute: "entryCSN", value: "20261123100000.000001Z#000000#000#000000")
        return steps
    }()

    static func event(_ effect: Plan.Effect = .update, _ steps: [JournalEvent.Step] = Self.steps) -> JournalEvent {
        JournalEvent(
            id: EventID(Timestamp(seconds: 1_800_000_000, nanoseconds: 5000), tail: 77),
            origin: .init(
                requestID: "r-1", clientIDs: ["a", "b"], principal: "Entra\nID", method: "PATCH", path: "/Users/1%20é",
                sent: #"{"op":"é \n","x":[1]}"#),
            effect: effect, undoes: EventID(Timestamp(seconds: 1), tail: 1), steps: steps,
            outcome: .init(.failed, reason: "uid=ada: constraintViolation", duration: 1234))
    }

    private static func read(_ bytes: [UInt8]) throws -> JournalEvent {
        let content = Segment(bytes: bytes[...], offset: 0).content
        #expect(content.damage.isEmpty)
        guard case .begin(let event) = try BlockParser.parse(try #require(content.block).bytes) else {
            throw JournalError(.unusable, "no event")
        }
        return event
    }

    @Test(
        arguments: [
            .create, .allocate, .update, .rename, .disable, .enable, .delete, .revive,
            .membership(added: 12, removed: 0),
        ] as [Plan.Effect])
    func anEventReadsBackAsItWasWritten(effect: Plan.Effect) throws {
        let event = Self.event(effect, Self.versioned)
        var read = try Self.read(BlockWriter.begin(event))
        #expect(read.outcome == nil && read.steps.allSatisfy { $0.fate == nil })
        let end = BlockWriter.outcome(of: event)
        guard
            case .outcome(let ended) = try BlockParser.parse(
                try #require(Segment(bytes: end[...], offset: 0).content.block).bytes)
        else { throw JournalError(.unusable, "no end") }
        read.take(ended)
        #expect(read == event)
        #expect(BlockWriter.begin(read) == BlockWriter.begin(event) && BlockWriter.outcome(of: read) == end)
    }

    @Test func aFileIsLDIFOfWhatTheDirectoryHolds() throws {
        let event = Self.event()
        let text =
            BlockWriter.header
            + String(decoding: BlockWriter.begin(event) + BlockWriter.outcome(of: event), as: UTF8.self)
        #expect(try Entry.parseLDIF(text) == [Self.steps[0], Self.steps[1]].compactMap(\.change))
        let undo = text.split(separator: "\n").filter { $0.hasPrefix("# undo: ") }.map { $0.dropFirst(8) }
        #expect(undo.filter { $0.hasPrefix("dn:") }.count == 2)
    }

    /// A directory takes a deleted entry out of its groups by itself, which no record tells it to do again.
    @Test func whatADirectoryHasDoneByItselfIsTakenBackBehindTheDeletion() throws {
        let group = DistinguishedName(server: "cn=crew,ou=groups,dc=acme,dc=example")
        let names = [AttributeValue(Self.ada.description)]
        let entry = Entry(dn: Self.ada, attributes: [Attribute("uid", values: ["ada"])])
        let joining = Change.modify(group, [.init(.add, "member", names)])
        var event = Self.event(
            .delete,
            [
                .init(change: .delete(Self.ada), inverse: .add(entry), target: Self.ada, id: Self.id, fate: .done),
                .init(
                    change: .modify(group, [.init(.delete, "member", names)]), inverse: joining, target: group,
                    fate: .needless),
            ])
        let text = String(decoding: BlockWriter.outcome(of: event), as: UTF8.self)
        #expect(try Entry.parseLDIF(BlockWriter.header + text) == [.delete(Self.ada)])
        // The last one is applied first.
        let undone = text.split(separator: "\n").filter { $0.hasPrefix("# undo: dn:") }.map { $0.dropFirst(12) }
        #expect(undone == [group.description[...], Self.ada.description[...]])
        #expect(try Entry.parseLDIF(EventLDIF.inverse(event)) == [.add(entry), joining])
        #expect(try Entry.parseLDIF(EventLDIF.changes(event)) == [.delete(Self.ada)])
        event.steps[0].fate = .refused
        #expect(!String(decoding: BlockWriter.outcome(of: event), as: UTF8.self).contains("# undo"))
    }

    @Test(arguments: 0..<8) func everyBlockIsMissedThatWasChanged(seed: Int) throws {
        let bytes = BlockWriter.begin(Self.event())
        for index in stride(from: seed, to: bytes.count - 2, by: 8) {
            var changed = bytes
            changed[index] ^= 1
            let content = Segment(bytes: changed[...], offset: 0).content
            #expect(content.block == nil, "\(index)")
            #expect(!content.damage.isEmpty, "\(index)")
        }
    }

    @Test func whatALaterVersionAddsIsPassedOver() throws {
        var bytes = BlockWriter.begin(Self.event())
        let end = try #require(Segment.lastEnd(in: bytes[...]))
        bytes = Array(bytes[..<end]) + Array("# novelty: x\n".utf8)
        bytes += Array("# end \(Checksum.text(bytes[...]))\n\n".utf8)
        #expect(try Self.read(bytes).steps.count == 5)
    }
}
