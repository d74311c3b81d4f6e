import ArgumentParser
import Daemon
import Foundation
import Logging
import NIOHTTP1

/// `starbridge explain`: what a call would do, without doing it.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Print the LDAP searches and the LDIF that a SCIM call would cause; nothing is written.",
        discussion: """
            PATH is what follows the Tenant URL, such as /Users or '/Users?filter=userName eq "ada@example.com"'. The \
            status is 0 where the call would succeed, and 1 where it would be refused.
            """
    )

    @Argument(
        help: "The HTTP method: GET, POST, PUT, PATCH or DELETE.",
        completion: .list(["GET", "POST", "PUT", "PATCH", "DELETE"]))
    var method: String
    @Argument(help: "The path and query after the Tenant URL.")
    var path: String
    @Argument(help: "The body as JSON, @FILE, or - for standard input.", completion: .file())
    var body: String?
    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try self.file.read()
        let method = try self.validMethod()
        let body = try self.content()
        let logger = Logger.starbridge(level: .error)
        let explanation = try await Explanation(
            of: method, self.path, body, by: configuration, logger: logger)
        print(explanation.report)
        print("# \(method) \(self.path) answers \(explanation.status)")
        if !explanation.body.isEmpty { print("# \(explanation.body)") }
        if explanation.status.code >= 400 { throw ExitCode(1) }
    }

    private func validMethod() throws -> HTTPMethod {
        guard !self.method.isEmpty, self.method.allSatisfy(\.isLetter), self.path.hasPrefix("/") else {
            throw ValidationError("explain takes a method and a path such as GET '/Users?count=1'")
        }
        return HTTPMethod(rawValue: self.method.uppercased())
    }

    private func content() throws -> [UInt8] {
        guard let body else { return [] }
        if body == "-" { return [UInt8](FileHandle.standardInput.readDataToEndOfFile()) }
        guard body.hasPrefix("@") else { return Array(body.utf8) }
        guard let data = FileManager.default.contents(atPath: String(body.dropFirst())) else {
            throw ValidationError("\(body.dropFirst()) cannot be read")
        }
        return [UInt8](data)
    }
}
