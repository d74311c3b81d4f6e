import Directories
import Foundation
import LDAP
import Sandbox

/// Finds out how much of the original's schema slapd takes, by starting one that holds nothing.
///
/// slapd has definitions that it shows nobody, and refuses them a second time; those are left out. Where it refuses others, the copy gets a
/// permissive schema, without what is refused even then.
struct SchemaTrial {
    /// What was found out.
    struct Outcome: Sendable, Hashable {
        var isPermissive: Bool
        /// The definitions that slapd refuses.
        var refused: Set<CopySchema.Definition> = []
    }

    let facts: OriginalFacts
    let suffix: DistinguishedName
    let vocabulary: SlapdVocabulary
    /// Where it is tried.
    let folder: String

    /// How often it is tried; each time slapd names one definition.
    private static let limit = 500

    /// Tries until slapd starts.
    ///
    /// Only the schema of another OpenLDAP is tried as it is.
    /// - Throws: `SandboxError` where slapd refuses something else.
    func outcome() async throws -> Outcome {
        var outcome = Outcome(isPermissive: self.facts.dialect != .openLDAP)
        for _ in 0..<Self.limit {
            guard let refusal = try await self.refusal(of: outcome) else { return outcome }
            if refusal.isDuplicate || outcome.isPermissive {
                guard let definition = refusal.definition, outcome.refused.insert(definition).inserted else {
                    throw refusal.error
                }
            } else {
                outcome = Outcome(isPermissive: true)
            }
        }
        throw SandboxError("slapd refuses more than \(Self.limit) definitions of the schema.")
    }

    /// What slapd says against a schema.
    struct Refusal {
        var error: SandboxError
        /// The definition that it names.
        var definition: CopySchema.Definition?
        /// Whether it has that by itself.
        var isDuplicate: Bool { self.error.description.contains("Duplicate ") }
    }

    private func refusal(of outcome: Outcome) async throws -> Refusal? {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        let strictness: CopySchema.Strictness =
            outcome.isPermissive ? .permissive(undemanded: []) : .asInOriginal
        let schema = CopySchema(of: self.facts.schema, on: self.vocabulary, strictness, without: outcome.refused)
        let server = CopyServer(facts: self.facts, suffix: self.suffix, schema: schema)
        do {
            let slapd = try await PrivateSlapd.start(server.options(in: self.folder, content: .text("")))
            await slapd.stop()
            return nil
        } catch let error as SandboxError {
            let lines = FileText.read(self.folder + "/slapd.conf").split(
                separator: "\n", omittingEmptySubsequences: false)
            let definition = Self.line(error.description).flatMap { number in
                // That of a definition of several lines is one of them.
                lines.prefix(number).reversed().lazy.compactMap { CopySchema.Definition(line: String($0)) }.first
            }
            return Refusal(error: error, definition: definition)
        }
    }

    /// The number of the line that slapd complains of: `slapd.conf: line 121 attributetype: …` → 121.
    static func line(_ complaint: String) -> Int? {
        complaint.firstMatch(of: /slapd\.conf: line ([0-9]+) (?:attributetype|objectclass):/).flatMap { Int($0.1) }
    }
}
