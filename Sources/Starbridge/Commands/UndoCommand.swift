import ArgumentParser
import ConfigurationFile
import Control
import Daemon
import Encodings
import Foundation
import Logging
import Safeguards

/// `starbridge undo`: takes back what calls have done.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo", abstract: "Take back what calls have changed in the directory.",
        discussion: """
            It prints the LDIF that takes the events back, newest first, and what it would leave alone; then it asks. What somebody has changed since \
            stays as it is. The status is 0 where all is as it was, and 1 where something was left, or the answer was no.
            """
    )

    @Argument(help: "The ids of events, as `starbridge log` shows them.")
    var events: [String] = []
    @Option(
        help: ArgumentHelp("All events since then: 2026-11-23T10:00:00Z, 2026-11-23, or 2h, 3d ago.", valueName: "time")
    )
    var since: EventMoment?
    @Option(help: ArgumentHelp("Of these, the events until then.", valueName: "time"))
    var until: EventMoment?
    @Option(help: ArgumentHelp("Of these, the events that mean this, such as disable.", valueName: "effect"))
    var effect: String?
    @Option(help: ArgumentHelp("Of these, what was done to one person or group.", valueName: "name"))
    var user: String?
    @Option(help: ArgumentHelp("Of these, the events of one token.", valueName: "name"))
    var token: String?
    @Flag(help: "Also remove for good what an event has made, where the configuration has no on_delete.")
    var delete = false
    @Flag(help: "Print what would be done, and ask nothing.")
    var preview = false
    @Flag(help: "Do not ask.")
    var yes = false
    @OptionGroup var control: ControlOption

    /// How many events are taken back by one request: so many are finished after the command is interrupted.
    private static let chunk = 100
    /// How long one request may take.
    private static let patience = Duration.seconds(900)

    func validate() throws {
        if self.events.isEmpty == (self.since == nil) {
            throw ValidationError("say which events: their ids, or --since for all of a time")
        }
        let options = [self.until == nil, self.effect == nil, self.user == nil, self.token == nil]
        if self.since == nil, options.contains(false) {
            throw ValidationError("--until, --effect, --user and --token go with --since")
        }
        if let wrong = self.events.first(where: { EventID($0) == nil }) {
            throw ValidationError("'\(wrong)' is not the id of an event; `starbridge log` shows them")
        }
        if !self.yes, !self.preview, isatty(STDIN_FILENO) != 1 {
            throw ValidationError("there is no terminal to ask at: say --yes, or --preview to see what would be done")
        }
    }

    func run() async throws {
        let directory = try Settings.journal(in: self.control.file.path).directory
        let selection = try self.selection(in: directory)
        for damage in selection.damage { Self.complain("\(damage)") }
        if selection.events.isEmpty { throw CommandFailure("starbridge: There is no such event in \(directory).") }
        let ids = selection.events.map(\.id).filter { selection.undone[$0] == nil }
        let isDone: Bool
        if let preview = try await self.daemonsPreview(ids) {
            isDone = try await self.carryOut(selection, preview) { request in
                try await self.ask(request)
            }
        } else {
            isDone = try await self.carryOutAlone(selection, ids)
        }
        if !isDone { throw ExitCode(1) }
    }

    private func selection(in directory: String) throws -> UndoSelection {
        do throws(JournalError) {
            guard let since else { return try UndoSelection(self.events.compactMap { EventID($0) }, in: directory) }
            var query = EventQuery()
            (query.user, query.effect, query.token) = (self.user, self.effect, self.token)
            return try UndoSelection(query, since: since.time, until: self.until?.time, in: directory)
        } catch {
            throw CommandFailure("starbridge: \(error)")
        }
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("starbridge: \(text)\n".utf8))
    }
}

// MARK: - Who does it

extension UndoCommand {
    private typealias Doer = @Sendable (UndoRequest) async throws -> UndoReport

    /// What the running daemon would do; nil where none runs.
    private func daemonsPreview(_ ids: [EventID]) async throws -> UndoReport? {
        do {
            return try await Self.report(of: ids, preview: true, delete: self.delete, by: UndoRequest.maximum) {
                try await self.control.client.ask(.undo($0), patience: Self.patience).undo ?? UndoReport()
            }
        } catch let error as ControlError where error.isNobodyThere {
            return nil
        } catch let error as ControlError {
            throw CommandFailure("starbridge: \(error)")
        }
    }

    private func ask(_ request: UndoRequest) async throws -> UndoReport {
        try await self.control.ask(.undo(request), patience: Self.patience).undo ?? UndoReport()
    }

    private func carryOutAlone(_ selection: UndoSelection, _ ids: [EventID]) async throws -> Bool {
        let settings = try self.control.file.read()
        let logger = Logger.starbridge(level: .error)
        return try await LocalUndo.run(by: settings, as: Self.principal, logger: logger) { undo in
            let preview = try await Self.report(of: ids, preview: true, delete: self.delete, by: UndoRequest.maximum) {
                try await undo.report($0)
            }
            return try await self.carryOut(selection, preview) { try await undo.report($0) }
        }
    }

    /// Who has called the command.
    private static var principal: String { "\(NSUserName()) (uid \(getuid()))" }

    /// What becomes of events, so many at a time.
    private static func report(
        of ids: [EventID], preview: Bool, delete: Bool, by size: Int, _ ask: Doer
    ) async throws -> UndoReport {
        var report = UndoReport()
        // Also where nothing is to be done it must be known whether somebody is there.
        for start in stride(from: 0, to: max(1, ids.count), by: size) where !Interruption.isWished {
            let part = Array(ids[start..<min(start + size, ids.count)])
            report.items += try await ask(UndoRequest(events: part, preview: preview, delete: delete)).items
        }
        return report
    }
}

// MARK: - What is shown, asked and done

extension UndoCommand {
    /// Shows what would be done, asks, and does it; whether all is as it was then.
    private func carryOut(_ selection: UndoSelection, _ preview: UndoReport, by ask: Doer) async throws -> Bool {
        let text = UndoText(selection, preview)
        print(text.foreword)
        let wanted = text.undoable
        if self.preview { return text.leavesNothing }
        if wanted.isEmpty {
            print(text.nothing)
            return text.leavesNothing
        }
        guard self.yes || Self.isConfirmed(text.question) else {
            print("Nothing was changed.")
            return false
        }
        Interruption.listen()
        var report = UndoReport()
        for start in stride(from: 0, to: wanted.count, by: Self.chunk) where !Interruption.isWished {
            let part = Array(wanted[start..<min(start + Self.chunk, wanted.count)])
            let items = try await ask(UndoRequest(events: part, preview: false, delete: self.delete)).items
            for item in items { print(UndoText.line(item)) }
            report.items += items
        }
        print(text.summary(of: report))
        return report.isComplete && report.items.count == wanted.count && text.leavesNothing
    }

    private static func isConfirmed(_ question: String) -> Bool {
        print(question, terminator: " ")
        fflush(nil)
        return ["y", "yes"].contains(readLine()?.trimmingCharacters(in: .whitespaces).lowercased())
    }
}
