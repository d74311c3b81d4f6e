import LDAP
import NIOCore
import Testing

@testable import LDAPClient

/// libldap over memory, with answers made by hand (RFC 4511), cut and mixed as a network may.
@Suite struct HandleTests {
    /// A handle that has sent so many searches; their ids begin with 1.
    private static func handle(searches: Int) throws -> Handle {
        let handle = try Handle(server: ServerURL(parsing: "ldap://127.0.0.1:1"))
        for number in 1...searches {
            let search = SearchRequest(base: DistinguishedName([]), scope: .base)
            guard case .sent(Int32(number)) = handle.send(.search(search, timeLimit: nil)) else {
                throw LDAPError(.localError, diagnostic: "search \(number) was not sent")
            }
        }
        handle.socket.clearOutput()
        return handle
    }

    /// Hands bytes to a handle, and describes what it makes of them.
    private static func read(_ bytes: some Sequence<UInt8>, _ handle: Handle) throws -> [String] {
        handle.socket.receive(ByteBuffer(bytes: bytes))
        var read: [String] = []
        while true {
            switch handle.receive() {
            case .nothing: return read
            case .broken(let code): return read + ["broken: \(code)"]
            case .message(let message):
                switch message.kind {
                case .entry:
                    let entry = try handle.entry(of: message)
                    read.append("\(message.id) \(entry.dn): \(entry["cn"].compactMap(\.text).joined(separator: ", "))")
                default: read.append("\(message.id) \(try handle.result(of: message).code.rawValue)")
                }
            }
        }
    }

    private static let conversation =
        BER.entry(2, "uid=a", cn: ["Ada"]) + BER.entry(1, "uid=b", cn: ["Bo", "Bob"]) + BER.done(2)
        + BER.entry(1, "uid=c", cn: [String(repeating: "x", count: 300)]) + BER.done(1, code: 4)

    private static let meaning = [
        "2 uid=a: Ada", "1 uid=b: Bo, Bob", "2 0", "1 uid=c: " + String(repeating: "x", count: 300), "1 4",
    ]

    @Test func readsAnswersInAnyOrderThatComeTogether() throws {
        #expect(try Self.read(Self.conversation, Self.handle(searches: 2)) == Self.meaning)
    }

    @Test func readsAnswersThatAreCutAnywhere() throws {
        for cut in 0...Self.conversation.count {
            let handle = try Self.handle(searches: 2)
            let first = try Self.read(Self.conversation[..<cut], handle)
            #expect(try first + Self.read(Self.conversation[cut...], handle) == Self.meaning, "cut at \(cut)")
        }
    }

    @Test func readsAnswersThatComeByteByByte() throws {
        let handle = try Self.handle(searches: 2)
        #expect(try Self.conversation.flatMap { try Self.read([$0], handle) } == Self.meaning)
    }

    @Test func swallowsTheLateAnswerToWhatWasAbandoned() throws {
        let handle = try Self.handle(searches: 2)
        #expect(handle.abandon(1))
        #expect(handle.socket.pending > 0)
        #expect(try Self.read(Self.conversation, handle) == ["2 uid=a: Ada", "2 0"])
    }

    @Test func endsAtAMessageThatIsTooLarge() throws {
        let handle = try Self.handle(searches: 1)
        let read = try Self.read([0x30, 0x84, 0x7f, 0xff, 0xff, 0xf0, 0x02, 0x01, 0x01], handle)
        #expect(read.count == 1)
        #expect(read.first?.hasPrefix("broken") == true)
    }

    @Test func endsAtWhatIsNoMessage() throws {
        for bytes: [UInt8] in [[0x15, 0x03, 0x01, 0x00, 0x02, 0x01, 0x00, 0x00], Array("HTTP/1.1 400 Bad".utf8)] {
            let read = try Self.read(bytes, Self.handle(searches: 1))
            #expect(read.allSatisfy { $0.hasPrefix("broken") }, "\(read)")
        }
    }

    @Test func saysGoodbyeWhenItIsUnboundAndNothingMoreIsRead() throws {
        let handle = try Self.handle(searches: 1)
        handle.unbind()
        // UnbindRequest ::= [APPLICATION 2] NULL (RFC 4511 section 4.3)
        #expect(Array(buffer: handle.socket.output).suffix(2) == [0x42, 0])
        handle.unbind()
    }

    @Test func hasDifferentIDsOnEachHandle() throws {
        let (first, second) = (try Self.handle(searches: 1), try Self.handle(searches: 1))
        #expect(try Self.read(BER.done(1), first) == ["1 0"])
        #expect(try Self.read(BER.done(1, code: 32), second) == ["1 32"])
    }
}

/// Answers of a server, by the Basic Encoding Rules.
enum BER {
    static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        return [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xff)] + content
    }

    static func text(_ text: String) -> [UInt8] { self.value(0x04, Array(text.utf8)) }

    static func message(_ id: UInt8, _ operation: [UInt8]) -> [UInt8] { self.value(0x30, [2, 1, id] + operation) }

    /// `SearchResultEntry` with one attribute.
    static func entry(_ id: UInt8, _ name: String, cn: [String]) -> [UInt8] {
        let attribute = self.value(0x30, self.text("cn") + self.value(0x31, cn.flatMap { self.text($0) }))
        return self.message(id, self.value(0x64, self.text(name) + self.value(0x30, attribute)))
    }

    /// `SearchResultDone`.
    static func done(_ id: UInt8, code: UInt8 = 0) -> [UInt8] {
        self.message(id, self.value(0x65, [0x0a, 1, code, 4, 0, 4, 0]))
    }

    /// `ExtendedResponse`.
    static func extended(_ id: UInt8, code: UInt8 = 0) -> [UInt8] {
        self.message(id, self.value(0x78, [0x0a, 1, code, 4, 0, 4, 0]))
    }
}
