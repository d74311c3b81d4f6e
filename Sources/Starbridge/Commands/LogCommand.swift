import ArgumentParser
import ConfigurationFile
import Encodings
import Foundation
import LDAP
import Safeguards

/// `starbridge log`: what was changed in the directory, by whom and why.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Tell what was changed in the directory, by which call, and what takes it back.",
        discussion: """
            It reads the journal, and needs no daemon. Of one event, such as that of a request id from Entra's log, it tells everything. \
            The status is 0 where something was found, and 1 where nothing was.
            """
    )

    @Argument(help: "The id of one event.")
    var event: String?
    @Option(
        help: ArgumentHelp(
            "What was done to one person or group: a name, an id, or the name of the entry.", valueName: "name"))
    var user: String?
    @Option(help: ArgumentHelp("Events that changed this LDAP attribute.", valueName: "name"))
    var attribute: String?
    @Option(
        help: ArgumentHelp("Events since then: 2026-11-23, 2026-11-23T10:00:00Z, or 2h, 3d ago.", valueName: "time"))
    var since: EventMoment?
    @Option(help: ArgumentHelp("Events until then.", valueName: "time"))
    var until: EventMoment?
    @Option(
        help: ArgumentHelp(
            "Events that mean this, such as create, update, rename, disable, enable, delete or membership.",
            valueName: "effect"))
    var effect: String?
    @Option(help: ArgumentHelp("Events of one token.", valueName: "name"))
    var token: String?
    @Option(help: ArgumentHelp("The events of one call, by its id or the client's.", valueName: "id"))
    var request: String?
    @Flag(help: "Wait for more events; without --since, tell only of new ones.")
    var follow = false
    @Flag(help: "Print each event as one line of JSON.")
    var json = false
    @Flag(help: "Print what the directory holds of them as LDIF, which ldapmodify applies.")
    var ldif = false
    @Flag(help: "Print the LDIF that takes them back, newest first.")
    var inverse = false
    @Option(help: ArgumentHelp("The folder of the journal; by default that of the configuration.", valueName: "folder"))
    var directory: String?
    @OptionGroup var file: ConfigurationOption

    func validate() throws {
        if [self.json, self.ldif, self.inverse].filter(\.self).count > 1 {
            throw ValidationError("choose one of --json, --ldif and --inverse")
        }
        if self.follow, self.inverse {
            throw ValidationError("--inverse begins with the newest event, and cannot follow")
        }
        if let event, EventID(event) == nil { throw ValidationError("'\(event)' is not the id of an event") }
    }

    func run() async throws {
        let directory = try self.directory ?? Settings.journal(in: self.file.path).directory
        var output = LogOutput(form: self.form, tellsAll: !self.follow && (self.event != nil || self.request != nil))
        do {
            if self.follow {
                try await self.follow(directory, &output)
            } else {
                let reader = try JournalReader(directory: directory)
                for finding in self.findings(in: reader) { self.tell(finding, &output) }
            }
        } catch let error as JournalError {
            throw CommandFailure("starbridge: \(error)")
        }
        output.finish()
        if !output.hasFound { throw ExitCode(1) }
    }

    private func findings(in reader: JournalReader) -> JournalFindings {
        if let id = self.event.flatMap({ EventID($0) }) {
            return reader.findings(.oldestFirst, since: id.time, until: id.time)
        }
        return reader.findings(
            self.inverse ? .newestFirst : .oldestFirst, since: self.since?.time, until: self.until?.time)
    }

    private func follow(_ directory: String, _ output: inout LogOutput) async throws {
        var follower = JournalFollower(directory: directory, since: (self.since ?? .now).time)
        while true {
            var found: [JournalReader.Finding] = []
            try follower.poll { found.append($0) }
            for finding in found { self.tell(finding, &output) }
            output.flush()
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    private func tell(_ finding: JournalReader.Finding, _ output: inout LogOutput) {
        switch finding {
        case .event(let event): if self.query.admits(event) { output.tell(event) }
        case .damage(let damage): output.complain(damage)
        }
    }

    private var query: EventQuery {
        var query = EventQuery()
        (query.user, query.effect, query.token) = (self.user, self.effect, self.token)
        query.attribute = self.attribute.map { AttributeDescription($0) }
        query.request = self.event?.lowercased() ?? self.request
        return query
    }

    private var form: LogOutput.Form {
        if self.json { return .json }
        if self.ldif { return .ldif }
        return self.inverse ? .inverse : .table
    }
}

extension EventMoment: ExpressibleByArgument {
    /// Reads a moment from the command line.
    public init?(argument: String) { self.init(argument) }
}

/// Prints events; of one alone everything, where that is asked for.
private struct LogOutput {
    enum Form { case table, json, ldif, inverse }

    let form: Form
    let tellsAll: Bool
    private(set) var hasFound = false
    /// The first event, as long as it may be the only one.
    private var first: JournalEvent?
    private var hasHead = false

    init(form: Form, tellsAll: Bool) {
        (self.form, self.tellsAll) = (form, tellsAll)
    }

    mutating func tell(_ event: JournalEvent) {
        if !self.hasFound, self.tellsAll, self.form == .table {
            (self.first, self.hasFound) = (event, true)
            return
        }
        self.hasFound = true
        if let first {
            self.first = nil
            self.print(first)
        }
        self.print(event)
    }

    private mutating func print(_ event: JournalEvent) {
        switch self.form {
        case .json: Swift.print(EventJSON.line(event))
        case .ldif: Swift.print(EventLDIF.changes(event), terminator: "")
        case .inverse: Swift.print(EventLDIF.inverse(event), terminator: "")
        case .table:
            if !self.hasHead { Swift.print(EventTable.head) }
            self.hasHead = true
            Swift.print(EventTable.line(event))
        }
    }

    func finish() {
        if let first { Swift.print(EventDetails(first)) }
    }

    func flush() { fflush(nil) }

    func complain(_ damage: JournalDamage) {
        FileHandle.standardError.write(Data("starbridge: \(damage)\n".utf8))
    }
}
