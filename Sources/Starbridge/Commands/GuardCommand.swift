import ArgumentParser
import Control
import Foundation
import Safeguards

/// `starbridge guard`: what the running daemon holds, and what becomes of it.
struct GuardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard",
        abstract: "Show which changes the running daemon holds, and let them go or refuse them.",
        discussion: """
            More changes of a kind than a normal day has are held until an administrator decides. The status is 0 where the daemon has \
            done it, and 1 where nothing is held, or no daemon answers.
            """,
        subcommands: [Status.self, Release.self, Refuse.self, Dismiss.self], defaultSubcommand: Status.self
    )
}

/// What all of them are told.
struct GuardOptions: ParsableArguments {
    @Option(
        name: .customLong("class"),
        help: ArgumentHelp(
            "The kind of change: disables, deletes, removals, creates, renames or clears; by default all that are held.",
            valueName: "class"))
    var guardClass: String?
    @Flag(help: "Print one JSON object.")
    var json = false
    @OptionGroup var control: ControlOption

    /// Has an order done, and prints what came of it.
    func give(_ order: GuardOrder) async throws {
        let answer = try await self.control.ask(.guard(order), patience: .seconds(30))
        guard let report = answer.guard else {
            throw CommandFailure("starbridge: The daemon's answer is not a report; restart it after an upgrade.")
        }
        if self.json {
            print(String(decoding: try JSONEncoder.control.encode(report), as: UTF8.self))
        } else {
            print(GuardText(report))
        }
    }
}

extension GuardCommand {
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is counted, and whose calls are held.")

        @OptionGroup var options: GuardOptions

        func run() async throws {
            try await self.options.give(GuardOrder(.status, class: self.options.guardClass))
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let exactly those go whose calls were held, each once; or open a gate that has a bound.",
            discussion: """
                Without --user, --up-to and --for everybody who is listed is let go, and nobody else: who comes later is counted. What was let \
                go is written when the client tries again.
                """)

        @Option(
            help: ArgumentHelp(
                "Let this one go alone: an id, the name of an entry, or a user name.", valueName: "name"))
        var user: String?
        @Option(
            name: .customLong("up-to"),
            help: ArgumentHelp("Let so many pass, whoever they are, within 7 days at the most.", valueName: "number"))
        var upTo: Int?
        @Option(
            name: .customLong("for"),
            help: ArgumentHelp("Let everything pass for a time such as 30m or 2h, 7d at the most.", valueName: "time"))
        var length: String?
        @OptionGroup var options: GuardOptions

        func validate() throws {
            if [self.user != nil, self.upTo != nil, self.length != nil].count(where: \.self) > 1 {
                throw ValidationError("give one of --user, --up-to and --for, not several")
            }
            if let upTo, !(1...GuardOrder.most).contains(upTo) {
                throw ValidationError("--up-to takes a number from 1 to \(GuardOrder.most): a gate has a bound")
            }
            _ = try self.seconds()
        }

        func run() async throws {
            try await self.options.give(
                GuardOrder(
                    .release, class: self.options.guardClass, user: self.user, upTo: self.upTo,
                    seconds: try self.seconds()))
        }

        private func seconds() throws -> Int? {
            guard let length else { return nil }
            let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
            guard let unit = length.last.flatMap({ units[String($0)] }), let number = Int(length.dropLast()),
                number > 0, number <= 604_800, number * unit <= 604_800
            else { throw ValidationError("--for takes a time such as 30m or 2h, 7d at the most: a gate has a bound") }
            return number * unit
        }
    }

    struct Refuse: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer what is held with 403, in your name, until it is released.")

        @OptionGroup var options: GuardOptions

        func run() async throws {
            try await self.options.give(GuardOrder(.refuse, class: self.options.guardClass))
        }
    }

    struct Dismiss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget who is held and let nobody go, once the mistake in Entra ID is corrected.")

        @OptionGroup var options: GuardOptions

        func run() async throws {
            try await self.options.give(GuardOrder(.dismiss, class: self.options.guardClass))
        }
    }
}
