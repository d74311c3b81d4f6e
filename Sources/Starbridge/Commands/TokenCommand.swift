import ArgumentParser
import Authentication
import ConfigurationFile
import Foundation

/// `starbridge token`: the secret tokens with which clients come.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and revoke the secret tokens of clients.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it; it is shown only once.",
            discussion: "The file keeps its digest alone. Entra's form calls it Secret Token."
        )

        @Argument(help: "A name for the token, such as the client's; it appears in the log.")
        var name: String
        @Option(
            help: ArgumentHelp(
                "Days after which the token stops working, such as 365d; by default it does not.", valueName: "days"))
        var expires: String?
        @OptionGroup var file: ConfigurationOption

        func validate() throws {
            let scalars = self.name.unicodeScalars
            guard !scalars.isEmpty, scalars.allSatisfy({ $0.properties.isAlphabetic || $0.isVisibleASCII }) else {
                throw ValidationError("a token's name is made of letters, digits and signs, without spaces")
            }
            _ = try self.end()
        }

        func run() throws {
            let token = try SecretToken()
            let record = TokensFile.Record(
                name: self.name, digest: SecretToken.digest(of: token.text), created: Date(), expires: try self.end()
            )
            try self.file.tokensFile().update { records in
                guard !records.contains(where: { $0.name == self.name }) else {
                    throw TokenError(
                        "there is a token named \(self.name) already; revoke it first, or choose another name")
                }
                records.append(record)
            }
            print(token.text)
        }

        private func end() throws -> Date? {
            guard let expires else { return nil }
            guard expires.hasSuffix("d"), let days = Int(expires.dropLast()), (1...36_500).contains(days) else {
                throw ValidationError("--expires takes a number of days such as 365d")
            }
            return Date().addingTimeInterval(Double(days) * 86_400)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens by name, without the tokens.")

        @OptionGroup var file: ConfigurationOption

        func run() throws {
            for record in try self.file.tokensFile().records() {
                let end = record.expires.map { "expires \($0.formatted(.iso8601))" } ?? "does not expire"
                let state = record.isValid(at: Date()) ? "" : "  (expired)"
                print("\(record.name)  made \(record.created.formatted(.iso8601))  \(end)\(state)")
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token; it stops working within a second.")

        @Argument(help: "The name of the token.")
        var name: String
        @OptionGroup var file: ConfigurationOption

        func run() throws {
            try self.file.tokensFile().update { records in
                guard records.contains(where: { $0.name == self.name }) else {
                    throw TokenError("there is no token named \(self.name)")
                }
                records.removeAll { $0.name == self.name }
            }
        }
    }
}

extension Unicode.Scalar {
    fileprivate var isVisibleASCII: Bool {
        "!"..."~" ~= self
    }
}

/// `--config FILE`, as every command but `demo` takes it; without it the file of the package is meant.
struct ConfigurationOption: ParsableArguments {
    static let standardPath = "/etc/starbridge/starbridge.yaml"

    @Option(
        name: .customLong("config"), help: ArgumentHelp("The configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var path = Self.standardPath

    func read() throws -> Settings {
        try Settings(contentsOf: self.path)
    }

    func tokensFile() throws -> TokensFile {
        try Settings.tokensFile(in: self.path)
    }
}
