import Bridge
import Directories
import DirectoryDouble
import LDAP
import Testing
import Translator

@testable import Survey

/// A directory in memory, and the checks of it.
struct CheckWorld {
    static let suffix = "dc=acme,dc=example"
    static let people = "ou=people,\(suffix)"
    static let base = DistinguishedName(server: people)

    /// A record of somebody, with further lines.
    static func person(_ uid: String, _ lines: String...) -> String {
        let fixed = [
            "dn: uid=\(uid),\(people)", "objectClass: inetOrgPerson", "uid: \(uid)", "cn: \(uid)", "sn: \(uid)",
        ]
        return (fixed + lines).joined(separator: "\n") + "\n"
    }

    static func directory(
        _ records: [String] = [], _ change: (inout MemoryDirectory.Options) -> Void = { _ in }
    ) -> MemoryDirectory {
        let directory = MemoryDirectory(change)
        if !records.isEmpty { directory.load(records.joined(separator: "\n")) }
        return directory
    }

    static func checked(
        _ directory: MemoryDirectory, _ change: (inout Mapping) -> Void = { _ in }
    ) async throws -> CheckedDirectory {
        var mapping = Mapping.inetOrgPerson(base: base)
        change(&mapping)
        return try #require(
            await CheckedDirectory(
                [mapping], dialect: nil, directory: directory, account: directory.options.account))
    }

    static func census(
        _ directory: MemoryDirectory, _ change: (inout Mapping) -> Void = { _ in }
    ) async throws -> (Census, CheckedDirectory) {
        let checked = try await self.checked(directory, change)
        return (try await Census(of: checked.users, in: directory), checked)
    }
}

extension [CheckFinding] {
    /// What was found, as `verdict id`.
    var marks: [String] { self.map { "\($0.verdict) \($0.id)" } }
}
