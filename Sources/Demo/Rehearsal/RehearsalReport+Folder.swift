import ConfigurationFile
import Directories
import Foundation
import Glibc
import LDAP
import Sandbox
import Translator

extension RehearsalReport {
    /// Compares the copy in the folder of a rehearsal as it is now with what was copied, while it runs or afterwards.
    ///
    /// - Throws: ``RehearsalError`` where there is none, `SandboxError` where the copy cannot be read, and `ConfigurationError` where the
    ///   configuration can no longer be.
    public init(of folder: String) async throws {
        let files = RehearsalFolder(path: folder)
        let state = try files.read()
        let now = "\(folder)/now-\(getpid()).ldif"
        defer { unlink(now) }
        var options = PrivateSlapd.Options(folder: folder)
        options.suffix = state.suffix
        try await options.writeEntries(to: now)
        let mappings = try Self.mappings(state, try files.schema())
        let before = RecordFile(path: files.before)
        let changes = try NetChanges(
            from: before, to: RecordFile(path: now), following: Set(state.followed.map { AttributeDescription($0) }))
        var reporter = RehearsalReporter(users: mappings.users, groups: mappings.groups)
        reporter.take(changes)
        let known = try KnownPeople(beside: reporter.created, in: before, mappings.users)
        reporter.take(peopleBefore: known.count)
        reporter.take(known.duplicates)
        self = reporter.report
    }

    private static func mappings(
        _ state: RehearsalFolder.State, _ schema: LDAP.Schema
    ) throws -> (users: BoundMapping, groups: [BoundMapping]) {
        let settings = try Settings(contentsOf: state.configuration)
        let kind = Dialect.all.first { $0.name == state.kind } ?? .openLDAP
        let bound = settings.mappings.map { mapping in
            BoundMapping(mapping: mapping.adapted(to: kind), dialect: kind.ofCopy, schema: schema)
        }
        guard let users = bound.first else { throw RehearsalError("The configuration has no users.") }
        return (users, Array(bound.dropFirst()))
    }
}

/// The people of the original, read once more to find those whom new ones may be.
struct KnownPeople {
    /// How many there are.
    private(set) var count = 0
    /// Those who are like a new one.
    private(set) var duplicates: [LikelyDuplicate] = []

    /// - Throws: ``RehearsalError``, or `LDAPError` where a record cannot be read.
    init(beside created: [Entry], in file: RecordFile, _ mapping: BoundMapping) throws {
        let likeness = Likeness(of: mapping.mapping)
        var holders: [Likeness.Trait: [DistinguishedName]] = [:]
        for entry in created {
            for trait in likeness.traits(of: entry) { holders[trait, default: []].append(entry.dn) }
        }
        try file.forEach { _, record in
            let entry = try RecordFile.entry(of: record)
            guard mapping.shows(entry) else { return }
            self.count += 1
            var found: [DistinguishedName: [Likeness.Trait]] = [:]
            for trait in likeness.traits(of: entry) {
                for new in holders[trait] ?? [] { found[new, default: []].append(trait) }
            }
            for (new, traits) in found {
                self.duplicates.append(LikelyDuplicate(new: new, existing: entry.dn, traits: traits))
            }
        }
        self.duplicates.sort { $0.new.description < $1.new.description }
    }
}
