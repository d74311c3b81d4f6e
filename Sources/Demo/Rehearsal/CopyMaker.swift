import Authentication
import Bridge
import ConfigurationFile
import Daemon
import Directories
import Foundation
import LDAP
import Logging
import Sandbox
import Translator

/// Makes the private copy of a directory: looks at the original, reads it once, and loads what was read into a slapd of its own.
struct CopyMaker {
    let settings: Settings
    let folder: String
    let logger: Logger
    /// Gets a line for each step.
    let tell: @Sendable (String) -> Void

    /// How many entries are read between two lines.
    private static let pace = 10_000

    /// A copy that is loaded, and what can be said of it.
    struct Copy: Sendable {
        var slapd: PrivateSlapd
        var facts: OriginalFacts
        var isPermissive: Bool
        var counts: Counts
        /// What could not be copied, or is not as in the original.
        var notes: [String]
    }

    /// How many entries were read.
    struct Counts: Sendable, Hashable {
        var entries = 0
        var people = 0
        var groups = 0
        var withoutID = 0
    }

    /// What has been read.
    private struct Reading {
        var facts: OriginalFacts
        var places: CopyPlaces
        var vocabulary: SlapdVocabulary
        var trial: SchemaTrial.Outcome
        var counts = Counts()
        var undemanded: Set<AttributeDescription> = []
        var unknown: Set<AttributeDescription> = []
        var ids: Set<String> = []
    }

    /// - Throws: ``RehearsalError``, `LDAPError`, `SandboxError`, or a cancellation.
    func make() async throws -> Copy {
        var reading = try await DirectoryLook.run(by: self.settings, logger: self.logger) { directory in
            try await self.read(directory)
        }
        // Those that no entry of the original's kind gets from a client.
        reading.undemanded.formUnion(reading.facts.dialect.givenAttributes)
        self.tell("Loading \(reading.counts.entries) entries into a private slapd.")
        let strictness: CopySchema.Strictness =
            reading.trial.isPermissive ? .permissive(undemanded: reading.undemanded) : .asInOriginal
        let server = CopyServer(
            facts: reading.facts, suffix: reading.places.suffix,
            schema: CopySchema(
                of: reading.facts.schema, on: reading.vocabulary, strictness, without: reading.trial.refused))
        var options = server.options(in: self.folder, content: .file(self.original))
        options.rootPassword = try SecretToken().text
        let slapd = try await PrivateSlapd.start(options)
        let files = RehearsalFolder(path: self.folder)
        try await slapd.options.writeEntries(to: files.before)
        let notes = try self.notes(reading, slapd.options)
        unlink(self.original)
        return Copy(
            slapd: slapd, facts: reading.facts, isPermissive: reading.trial.isPermissive, counts: reading.counts,
            notes: notes
        )
    }

    private var original: String { self.folder + "/original.ldif" }
}

// MARK: - Reading

extension CopyMaker {
    private func read(_ directory: any Bridge.Directory) async throws -> Reading {
        let facts = try await OriginalFacts(of: self.settings, in: directory)
        let places = try CopyPlaces(
            of: facts.mappings, reader: self.settings.reader?.base, contexts: facts.contexts, policies: facts.policies)
        let vocabulary = try await self.vocabulary(facts)
        let trial = try await SchemaTrial(
            facts: facts, suffix: places.suffix, vocabulary: vocabulary, folder: self.folder + "/trial"
        ).outcome()
        let isPermissive = trial.isPermissive
        var reading = Reading(facts: facts, places: places, vocabulary: vocabulary, trial: trial)
        let schema = CopySchema(
            of: facts.schema, on: vocabulary, isPermissive ? .permissive(undemanded: []) : .asInOriginal,
            without: trial.refused)
        let copier = EntryCopier(
            dialect: facts.dialect, schema: facts.schema, state: facts.state, passwords: facts.passwords,
            known: schema.attributes, isPermissive: isPermissive)
        let reader = OriginalReader(
            directory, try await directory.server(), copier: copier)
        let writer = try RecordWriter(path: self.original)
        for name in places.entries {
            let entry = try await reader.entry(name, facts.dialect)
            if let entry, let copy = copier.copy(of: entry), let id = copier.id(of: entry) {
                try writer.write(copy)
                reading.ids.insert(id)
            } else {
                try writer.write(EntryCopier.place(named: name))
            }
            reading.counts.entries += 1
        }
        let kinds = facts.mappings.map { BoundMapping(mapping: $0, dialect: facts.dialect, schema: facts.schema) }
        for base in places.subtrees {
            self.tell("Reading \(base).")
            try await reader.read(below: base) { entry in
                try self.take(entry, copier, kinds, writer, &reading)
            }
        }
        try writer.flush()
        return reading
    }

    private func take(
        _ entry: Entry, _ copier: EntryCopier, _ kinds: [BoundMapping], _ writer: RecordWriter,
        _ reading: inout Reading
    ) throws {
        guard let copy = copier.copy(of: entry), let id = copier.id(of: entry) else {
            reading.counts.withoutID += 1
            return
        }
        guard reading.ids.insert(id).inserted else { return }
        try writer.write(copy)
        reading.unknown.formUnion(copier.unknownAttributes(of: entry))
        if reading.trial.isPermissive { reading.undemanded.formUnion(copier.unmetDemands(of: entry)) }
        reading.counts.entries += 1
        if reading.counts.entries % Self.pace == 0 { self.tell("  \(reading.counts.entries) entries so far.") }
        guard let kind = kinds.first(where: { $0.shows(entry) }) else { return }
        if kind.mapping.section == "users" { reading.counts.people += 1 } else { reading.counts.groups += 1 }
    }

    /// What slapd knows by itself with the overlays of the copy, asked of one that holds nothing.
    private func vocabulary(_ facts: OriginalFacts) async throws -> SlapdVocabulary {
        var options = PrivateSlapd.Options(folder: self.folder + "/bare")
        (options.suffix, options.ldapPort, options.accounts) = ("cn=bare", nil, [])
        (options.schema, options.indexes, options.content) = ([], [], .text(""))
        // They define attributes as soon as they are loaded, and want others before they are used.
        options.overlays = []
        options.globalDirectives = CopyServer.overlays(for: facts).map { "moduleload \($0.rawValue)" }
        options.accessRules = []
        return try await self.running(options) { settings in
            try await DirectoryLook.run(by: settings, logger: self.logger) { directory in
                let server = try await directory.server()
                let name = server.rootDSE.subschemaSubentry ?? DistinguishedName(server: "cn=Subschema")
                let request = SearchRequest(base: name, scope: .base, attributes: SlapdVocabulary.attributes)
                let entry = try await directory.search(request).entries.first ?? Entry(dn: name)
                return SlapdVocabulary(schema: server.schema, subschema: entry)
            }
        }
    }

    /// Runs a slapd for as long as `body` takes, and removes its folder.
    private func running<Output>(
        _ options: PrivateSlapd.Options, _ body: (Settings) async throws -> Output
    ) async throws -> Output {
        defer { try? FileManager.default.removeItem(atPath: options.folder) }
        let slapd = try await PrivateSlapd.start(options)
        let result: Result<Output, any Error>
        do {
            let settings = self.settings.rehearsing(
                at: try ServerURL(parsing: slapd.ldapiURL), copyOf: .openLDAP, isPermissive: false,
                in: options.folder)
            result = .success(try await body(settings))
        } catch {
            result = .failure(error)
        }
        await slapd.stop()
        return try result.get()
    }
}

// MARK: - What is not as in the original

extension CopyMaker {
    /// How many names of entries that were left out are told.
    private static let named = 5

    private func notes(_ reading: Reading, _ options: PrivateSlapd.Options) throws -> [String] {
        var notes = [
            "Passwords were not copied, nor the access rules of the original: the bridge may write everything in the copy "
                + "(`starbridge check --probe` shows what it may write in the original)."
        ]
        if reading.trial.isPermissive {
            notes.append(
                "The copy is held by OpenLDAP with a permissive schema, and the original is \(reading.facts.dialect.name): what that server "
                    + "would refuse, the copy may take.")
        }
        if !reading.unknown.isEmpty {
            let names = reading.unknown.map(\.description).sorted().joined(separator: ", ")
            notes.append("slapd does not take these attributes, so the copy is without them: \(names).")
        }
        if reading.counts.withoutID > 0 {
            notes.append(
                "\(reading.counts.withoutID) entries have no \(reading.facts.dialect.idAttribute) that the bridge's account sees; "
                    + "they were left out, as the bridge does.")
        }
        let missing = try self.missing(reading.ids)
        if !missing.isEmpty {
            let names = missing.prefix(Self.named).map(\.description).joined(separator: "; ")
            let more = missing.count > Self.named ? "; …" : ""
            notes.append("slapd did not take \(missing.count) entries: \(names)\(more) (see \(options.loadLog)).")
        }
        return notes
    }

    /// The entries that were read and are not in the copy.
    private func missing(_ ids: Set<String>) throws -> [DistinguishedName] {
        var missing = ids
        let loaded = RecordFile(path: RehearsalFolder(path: self.folder).before)
        try loaded.forEach { _, record in
            if let id = NetChanges.id(in: record) { missing.remove(id) }
        }
        guard !missing.isEmpty else { return [] }
        var names: [DistinguishedName] = []
        try RecordFile(path: self.original).forEach { _, record in
            guard let id = NetChanges.id(in: record), missing.contains(id) else { return }
            names.append(try RecordFile.entry(of: record).dn)
        }
        return names
    }
}
