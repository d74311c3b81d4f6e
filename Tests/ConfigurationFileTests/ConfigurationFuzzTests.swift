import Foundation
import Fuzzing
import Testing

@testable import ConfigurationFile

/// Damaged files are refused with reasons; none ends the program.
@Suite struct ConfigurationFuzzTests {
    /// How many files are tried; `Deploy/fuzz` asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["STARBRIDGE_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 200

    @Test func bearsDamagedFiles() throws {
        let tokens = [
            "\n", ": ", "- ", "{", "}", "[", "]", "&a ", "*a", "!!str ", "|\n", ">\n", "'", "\"", "#", "---\n",
            "users:\n",
            "  attributes:\n", "{name.givenName}", "^[^:/ ]+$", "10s", "ldaps://", "?", "<<: ", "0x7f", "1e9", "\t",
        ]
        var mutator = Mutator(seeds: [ConfigurationTests.complete], tokens: tokens, seed: 42)
        var refused = 0
        for _ in 0..<Self.rounds {
            let yaml = String(decoding: mutator.next(), as: UTF8.self)
            do throws(ConfigurationError) {
                _ = try Settings(yaml: yaml, file: "f")
            } catch {
                refused += 1
                #expect(!error.problems.isEmpty, "\(yaml)")
            }
        }
        #expect(refused > Self.rounds / 4)
    }
}
