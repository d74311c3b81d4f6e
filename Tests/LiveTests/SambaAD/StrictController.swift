import Dispatch
import Glibc
import LDAP
import Sandbox
import Synchronization

/// Stands in front of a Samba and does what a controller of Microsoft's does and Samba does not: it returns no more entries and no more
/// values than its policy allows, takes no long account names, and lets nobody be active without a password.
final class StrictController: Sendable {
    /// MaxPageSize and MaxValRange of the query policy, and the length of `sAMAccountName`.
    struct Policy: Sendable {
        var entries = 1000
        var values = 1500
        var accountName = 20
    }

    private let relay: LoopbackRelay
    private let policy: Policy
    /// Who has got a password, by names in small letters.
    private let passwords = Mutex<Set<String>>([])

    var url: String { "ldap://127.0.0.1:\(self.relay.port)" }

    init(before samba: PrivateSamba, _ policy: Policy = Policy()) throws {
        self.relay = try LoopbackRelay(servers: 389, on: samba.address)
        self.policy = policy
        self.relay.start(isOpen: { true }) { client, server in
            StrictConnection(client: client, server: server, controller: self).run()
        }
    }

    /// Ends all connections.
    func stop() { self.relay.stop() }
}

/// One connection through a strict controller.
private final class StrictConnection: Sendable {
    /// How many entries a search has found, and whether it reads page by page.
    private struct Search {
        var isPaged: Bool
        var count = 0
    }

    private let client: Int32
    private let server: Int32
    private let controller: StrictController
    private let searches = Mutex<[Int: Search]>([:])
    /// Both threads write to the client.
    private let output = Mutex(())

    init(client: Int32, server: Int32, controller: StrictController) {
        (self.client, self.server, self.controller) = (client, server, controller)
    }

    func run() {
        let answers = DispatchGroup()
        DispatchQueue(label: "strict answers").async(group: answers) { self.relayAnswers() }
        var framer = LDAPFramer()
        while let bytes = LDAPClientListener.receive(self.client) {
            let isSent = framer.frames(adding: bytes).allSatisfy { frame in
                if let refusal = self.controller.refusal(of: frame) { return self.send(refusal) }
                if frame.isSearch {
                    let isPaged = String(decoding: frame.bytes, as: UTF8.self).contains(Control.pagedOID)
                    self.searches.withLock { $0[frame.id] = Search(isPaged: isPaged) }
                }
                return LDAPClientListener.send(frame.bytes, to: self.server)
            }
            guard isSent else { break }
        }
        shutdown(self.server, Int32(SHUT_RDWR))
        answers.wait()
    }

    private func relayAnswers() {
        var framer = LDAPFramer()
        while let bytes = LDAPClientListener.receive(self.server) {
            let isSent = framer.frames(adding: bytes).allSatisfy { frame in
                self.answer(frame).map(self.send) ?? true
            }
            guard isSent else { break }
        }
        shutdown(self.client, Int32(SHUT_RDWR))
    }

    private func send(_ bytes: [UInt8]) -> Bool {
        self.output.withLock { _ in LDAPClientListener.send(bytes, to: self.client) }
    }

    /// What the client gets of an answer; nil for nothing.
    private func answer(_ frame: LDAPFrame) -> [UInt8]? {
        switch frame.operation {
        case 0x64:
            let isTooMany = self.searches.withLock { searches in
                searches[frame.id]?.count += 1
                let search = searches[frame.id] ?? Search(isPaged: false)
                return !search.isPaged && search.count > self.controller.maximumEntries
            }
            return isTooMany ? nil : self.controller.limited(frame)
        case 0x65:
            let search = self.searches.withLock { $0.removeValue(forKey: frame.id) }
            guard let search, !search.isPaged, search.count > self.controller.maximumEntries else { return frame.bytes }
            return frame.answer(0x65, .sizeLimitExceeded)
        default: return frame.bytes
        }
    }
}

extension Control {
    fileprivate static let pagedOID = Control.pagedResults(size: 1, cookie: []).oid
}

// MARK: - What is enforced

extension StrictController {
    fileprivate var maximumEntries: Int { self.policy.entries }

    /// An entry with the first values of each attribute alone.
    fileprivate func limited(_ frame: LDAPFrame) -> [UInt8] {
        guard var message = BERElement.all(in: frame.bytes).first?.elements, message.count > 1 else {
            return frame.bytes
        }
        let entry = message[1].elements
        let attributes = entry[1].elements.map { attribute -> BERElement in
            let (type, values) = (attribute.elements[0].text, attribute.elements[1].elements)
            guard type.lowercased().hasPrefix("member"), values.count > self.policy.values else { return attribute }
            let parts = type.split(separator: ";range=")
            let start = parts.count > 1 ? Int(parts[1].split(separator: "-")[0]) ?? 0 : 0
            let range = "\(parts[0]);range=\(start)-\(start + self.policy.values - 1)"
            return BERElement(
                0x30,
                [
                    BERElement(0x04, Array(range.utf8)),
                    BERElement(0x31, Array(values.prefix(self.policy.values))),
                ])
        }
        message[1] = BERElement(0x64, [entry[0], BERElement(0x30, attributes)])
        return BERElement(0x30, message).bytes
    }

    /// Why a change is refused; nil where it is not.
    fileprivate func refusal(of frame: LDAPFrame) -> [UInt8]? {
        guard let message = BERElement.all(in: frame.bytes).first?.elements, message.count > 1 else { return nil }
        let operation = message[1].elements
        let written: [BERElement]
        switch frame.operation {
        case 0x66: written = operation[1].elements.filter { $0.elements[0].content != [1] }.map { $0.elements[1] }
        case 0x68: written = operation[1].elements
        default: return nil
        }
        let values = Dictionary(
            written.map { ($0.elements[0].text.lowercased(), $0.elements[1].elements) }, uniquingKeysWith: +)
        let name = operation[0].text.lowercased()
        if values["unicodepwd"] != nil { self.passwords.withLock { _ = $0.insert(name) } }
        if let account = values["samaccountname"]?.first, account.text.count > self.policy.accountName {
            return frame.answer(
                frame.operation + 1, .invalidAttributeSyntax, "00000057: LdapErr: sAMAccountName is too long")
        }
        if let flags = values["useraccountcontrol"]?.first.flatMap({ Int($0.text) }), flags & 0x22 == 0,
            !self.passwords.withLock({ $0.contains(name) })
        {
            return frame.answer(
                frame.operation + 1, .unwillingToPerform,
                "0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0")
        }
        return nil
    }
}

extension LDAPFrame {
    /// The end of an operation with a result code.
    fileprivate func answer(_ tag: UInt8, _ code: ResultCode, _ diagnostic: String = "") -> [UInt8] {
        let result = [
            BERElement(0x0A, [UInt8(truncatingIfNeeded: code.rawValue)]), BERElement(0x04, [UInt8]()),
            BERElement(0x04, Array(diagnostic.utf8)),
        ]
        let id = (0..<4).reversed().map { UInt8(truncatingIfNeeded: self.id >> ($0 * 8)) }
        return BERElement(0x30, [BERElement(0x02, id), BERElement(tag, result)]).bytes
    }
}
