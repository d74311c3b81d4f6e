import Foundation
import Glibc
import Logging
import Sandbox
import Testing

@testable import Observability

/// The journal's own protocol, as a socket hears it that stands for the journal.
@Suite struct JournalTests {
    /// A socket that takes datagrams as the journal does.
    private final class Journal: Sendable {
        let folder: SandboxFolder
        let path: String
        let descriptor: Int32

        init() throws {
            self.folder = try SandboxFolder(named: nil)
            self.path = self.folder.path + "/journal"
            self.descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: self.path.utf8) }
            let isBound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    Glibc.bind(self.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
                }
            }
            try #require(isBound)
            var limit = timeval(tv_sec: 5, tv_usec: 0)
            setsockopt(self.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        }

        deinit {
            close(self.descriptor)
            self.folder.remove()
        }

        /// The fields of the next entry, read as systemd reads them.
        func entry() throws -> [String: String] {
            var bytes = [UInt8](repeating: 0, count: 1 << 18)
            let count = recv(self.descriptor, &bytes, bytes.count, 0)
            try #require(count > 0, "no entry came")
            var rest = bytes[..<count]
            var fields: [String: String] = [:]
            while !rest.isEmpty {
                let end = try #require(rest.firstIndex(of: UInt8(ascii: "\n")))
                let line = rest[..<end]
                rest = rest[(end + 1)...]
                if let mark = line.firstIndex(of: UInt8(ascii: "=")) {
                    fields[String(decoding: line[..<mark], as: UTF8.self)] = String(
                        decoding: line[(mark + 1)...], as: UTF8.self)
                } else {
                    let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                    let value = rest.dropFirst(8).prefix(length)
                    try #require(value.count == length && rest.dropFirst(8 + length).first == UInt8(ascii: "\n"))
                    fields[String(decoding: line, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
                    rest = rest.dropFirst(8 + length + 1)
                }
            }
            return fields
        }
    }

    private static func logger(_ journal: String, format: LogFormat? = .journal, descriptor: Int32 = 2) -> Logger {
        let handler = LineLogHandler(
            level: .trace, format: format, environment: [:], descriptor: descriptor, journal: journal)
        return Logger(label: "test") { _ in handler }
    }

    @Test func sendsEachEventWithItsFields() throws {
        let journal = try Journal()
        let logger = Self.logger(journal.path)
        logger.lineSink?.compose(.info, "A call was answered.") {
            $0.add("attributes", ["sn", "mail"])
            $0.add("dn", "uid=ada lovelace")
            $0.add("duration_us", 12)
        }
        logger.lineSink?.compose(.error, "Another one failed.") { _ in }
        logger.lineSink?.flush()
        #expect(
            try journal.entry() == [
                "PRIORITY": "6", "SYSLOG_IDENTIFIER": "starbridge", "STARBRIDGE_ATTRIBUTES": "sn,mail",
                "STARBRIDGE_DN": "uid=ada lovelace", "STARBRIDGE_DURATION_US": "12",
                "MESSAGE": "A call was answered. attributes=sn,mail dn=\"uid=ada lovelace\" duration_us=12",
            ])
        #expect(
            try journal.entry() == [
                "PRIORITY": "3", "SYSLOG_IDENTIFIER": "starbridge", "MESSAGE": "Another one failed.",
            ])
    }

    @Test func nobodyCanForgeAField() throws {
        let journal = try Journal()
        Self.logger(journal.path).warning(
            "It happened.\nPRIORITY=0", metadata: ["a": "x\n_UID=0\nMESSAGE=forged", "ödd key=\n1": "y"])
        let entry = try journal.entry()
        #expect(entry["PRIORITY"] == "4" && entry["_UID"] == nil)
        #expect(entry["STARBRIDGE_A"] == "x\n_UID=0\nMESSAGE=forged")
        #expect(entry["STARBRIDGE___DD_KEY__1"] == "y")
        #expect(entry["MESSAGE"]?.hasPrefix("It happened. PRIORITY=0 a=\"x _UID=0 MESSAGE=forged\"") == true)
    }

    @Test func showsLDIFInLinesOfItsOwn() throws {
        let journal = try Journal()
        let ldif = "dn: uid=ada\nchangetype: delete\u{1B}"
        Self.logger(journal.path).notice("A write was observed.", metadata: ["ldif": .string(ldif), "z": "1"])
        let entry = try journal.entry()
        #expect(entry["STARBRIDGE_LDIF"] == ldif)
        #expect(entry["MESSAGE"] == "A write was observed.\ndn: uid=ada\nchangetype: delete  z=1")
    }

    @Test func largeEntriesArrive() throws {
        let journal = try Journal()
        let text = String(repeating: "x", count: 1 << 20)
        Self.logger(journal.path).info("m", metadata: ["a": .string(text), "b": .string(text)])
        #expect(try journal.entry()["STARBRIDGE_B"]?.hasSuffix("x… (1048576 bytes)") == true)
    }

    @Test func isChosenWhereTheJournalReadsTheDescriptor() throws {
        let journal = try Journal()
        let ends = try Loopback.pair()
        defer { for end in [ends.ours, ends.child] { close(end) } }
        var status = stat()
        try #require(fstat(ends.child, &status) == 0)
        let handler = LineLogHandler(
            level: .info, environment: ["JOURNAL_STREAM": "\(status.st_dev):\(status.st_ino)"],
            descriptor: ends.child, journal: journal.path)
        Logger(label: "test") { _ in handler }.info("m")
        #expect(try journal.entry()["MESSAGE"] == "m")
    }

    @Test func writesLinesWhereNoJournalListens() throws {
        let text = try JSONTextTests.written(.journal) { $0.info("m") }
        #expect(text.hasSuffix(" info m\n"))
    }

    /// What nobody takes is lost, and soon: calls do not wait for a log.
    @Test func aJournalThatHangsKeepsNobodyWaiting() throws {
        let journal = try Journal()
        let logger = Self.logger(journal.path)
        let start = ContinuousClock.now
        for _ in 0..<2000 { logger.info("m", metadata: ["a": .string(String(repeating: "x", count: 1000))]) }
        #expect(ContinuousClock.now - start < .seconds(4))
        #expect(try journal.entry()["MESSAGE"]?.hasPrefix("m a=xxx") == true)
    }

    @Test func aJournalThatHasGoneEndsNothing() throws {
        var journal: Journal? = try Journal()
        let logger = Self.logger(try #require(journal).path)
        journal = nil
        for _ in 0..<3 { logger.info("m") }
    }
}
