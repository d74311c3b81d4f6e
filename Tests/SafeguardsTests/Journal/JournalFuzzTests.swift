import Encodings
import Foundation
import Fuzzing
import LDAP
import Sandbox
import Testing
import Translator

@testable import Safeguards

/// Files of a journal in whatever state: what is read of them was written so, and reading them from either end finds the same.
@Suite struct JournalFuzzTests {
    /// How many files are tried; `Deploy/fuzz` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["STARBRIDGE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 300

    private static func block(_ body: String) -> String {
        "\(body)# end \(Checksum.text(Array(body.utf8)[...]))\n\n"
    }

    private static let event = BlockTests.event()
    private static let seeds = [
        BlockWriter.header + String(decoding: BlockWriter.begin(event) + BlockWriter.outcome(of: event), as: UTF8.self),
        BlockWriter.header
            + String(decoding: BlockWriter.note("x") + BlockWriter.begin(BlockTests.event(.disable, [])), as: UTF8.self),
    ]

    @Test func bearsDamagedFiles() throws {
        let tokens = [
            "\n", "\n\n", "# end ", "# end 00000000\n", "# begin: ", "# outcome: ", "# note: ", "# plan: ", "# undo: ",
            "dn: uid=x\nchangetype: delete\n", "# Starbridge journal, format 2\n", "version: 1\n", "#", " ", "::",
            Self.block("# outcome: \(Self.event.id) done 1\n"), Self.block("# begin: \(Self.event.id)\n"),
        ]
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        var mutator = Mutator(seeds: Self.seeds, tokens: tokens, seed: 13)
        for _ in 0..<Self.rounds { try Self.check(mutator.next(), in: folder.path) }
    }

    private static func check(_ bytes: [UInt8], in folder: String) throws {
        let path = "\(folder)/2027-01-15.ldif"
        #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
        let reader = try JournalReader(directory: folder)
        let text = String(decoding: bytes, as: UTF8.self)
        let (forward, backward) = (Array(reader.findings(.oldestFirst)), Array(reader.findings(.newestFirst)))
        #expect(Set(Self.ids(forward)) == Set(Self.ids(backward)), "\(text)")
        for case .event(let event) in forward {
            #expect(
                text.utf8.split(separator: 10).contains { $0.elementsEqual("# begin: \(event.id)".utf8) }, "\(text)")
        }
        for case .damage(let damage) in forward { #expect(!damage.description.isEmpty) }
        // Whoever writes on makes a file whose new blocks are read.
        var store = JournalStore(JournalFolder(folder))
        let terms = JournalTerms(directory: folder)
        let now = Timestamp(seconds: 1_800_000_000)
        do throws(JournalError) {
            _ = try store.open(terms, at: now)
            try store.append(BlockWriter.begin(BlockTests.event(.revive, [])), terms, at: now)
        } catch {
            #expect(error.reason.contains("has the format"), "\(error)")
            return
        }
        let after = Array(reader.findings(.oldestFirst))
        #expect(
            after.contains { if case .event(let event) = $0 { event.effect == .revive } else { false } }, "\(text)")
    }

    private static func ids(_ findings: [JournalReader.Finding]) -> [EventID] {
        findings.compactMap { if case .event(let event) = $0 { event.id } else { nil } }
    }
}
