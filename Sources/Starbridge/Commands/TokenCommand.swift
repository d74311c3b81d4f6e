import ArgumentParser
import Authentication
import ConfigurationFile
import Encodings
import Foundation
import SCIM

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
        @Option(
            help: """
                What it may do, such as read,users,groups: read, users and groups are the whole of the SCIM service and what a token may do without \
                this; console opens the administrator's page and nothing else.
                """)
        var scopes: String?
        @Option(
            help: """
                Make a client secret of OAuth instead, for the client with this id: the client gets access tokens for it at the token endpoint, \
                and may have several.
                """)
        var client: String?
        @OptionGroup var file: ConfigurationOption

        func validate() throws {
            let scalars = self.name.unicodeScalars
            guard !scalars.isEmpty, scalars.allSatisfy({ $0.properties.isAlphabetic || $0.isVisibleASCII }) else {
                throw ValidationError("a token's name is made of letters, digits and signs, without spaces")
            }
            if let client, client.isEmpty || !client.utf8.allSatisfy(\.isUnreserved) {
                throw ValidationError("a client's id is made of letters, digits and the signs - . _ ~")
            }
            _ = try (self.end(), self.scope())
        }

        func run() throws {
            let token = try SecretToken()
            let record = TokensFile.Record(
                name: self.name, digest: SecretToken.digest(of: token.text), created: Date(), expires: try self.end(),
                scopes: try self.scope(), client: self.client
            )
            try self.file.tokensFile().update { records in
                guard !records.contains(where: { $0.name == self.name }) else {
                    throw TokenError(
                        "there is a token named \(self.name) already; revoke it first, or choose another name")
                }
                records.append(record)
            }
            print(token.text)
            if !record.scopes.isDisjoint(with: [.users, .groups]), !record.scopes.contains(.read) {
                FileHandle.standardError.write(
                    Data(
                        "This token cannot read: Entra ID looks people up before it writes, and needs the scope read too.\n"
                            .utf8))
            }
        }

        private func scope() throws -> Scopes {
            guard let scopes else { return .service }
            return try scopes.split(separator: ",", omittingEmptySubsequences: false).reduce(into: []) { scopes, name in
                guard let scope = Scopes(name: String(name)) else {
                    throw ValidationError(
                        "there is no scope '\(name)'; --scopes takes \(Scopes.allNames.joined(separator: ", ")), with commas between them"
                    )
                }
                scopes.formUnion(scope)
            }
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
        static let configuration = CommandConfiguration(
            abstract:
                "List the tokens by name, without the tokens: what each may do, and when it was used last on this machine."
        )

        @OptionGroup var file: ConfigurationOption

        func run() throws {
            for standing in try TokenStore.standings(in: self.file.tokensFile()) {
                let record = standing.record
                let client = record.client.map { "secret of client \($0)  " } ?? ""
                let scopes = "may \(record.scopes.names.joined(separator: ","))"
                let made = "made \(record.created.formatted(.iso8601))"
                let use = standing.lastUse.map { "used \($0.formatted(.iso8601))" } ?? "never used"
                let end = record.expires.map { "expires \($0.formatted(.iso8601))" } ?? "does not expire"
                let state = record.isValid(at: Date()) ? "" : "  (expired)"
                print("\(record.name)  \(client)\(scopes)  \(made)  \(use)  \(end)\(state)")
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
