import Authentication
import Files
import Foundation
import Sandbox
import Testing

/// `starbridge token` as commands, and what a running daemon makes of them.
@Suite(.timeLimit(.minutes(3))) struct TokenCommandTests {
    /// A folder with a configuration of which only the place of the tokens can be used.
    private static func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = try SandboxFolder(named: nil)
        defer { folder.remove() }
        let yaml = "tokens_file: \(folder.path)/state/tokens.json\ndirectory: nonsense\n"
        try FileText.write(yaml, to: folder.path + "/starbridge.yaml")
        try await body(folder.path)
    }

    private static func token(_ folder: String, _ arguments: String...) async throws -> (status: Int32, output: String)
    {
        let log = "\(folder)/token-\(UInt32.random(in: 0 ... .max)).log"
        let process = try Program.start(
            ["token"] + arguments + ["--config", folder + "/starbridge.yaml"], log: log)
        return (await process.status(), FileText.read(log))
    }

    private static func status(_ path: String) throws -> FileStatus {
        try #require(FileStatus(of: path))
    }

    @Test func createsListsAndRevokes() async throws {
        try await Self.withFolder { folder in
            let made = try await Self.token(folder, "create", "entra")
            #expect(made.status == 0)
            let token = made.output.trimmingCharacters(in: .newlines)
            #expect(token.count == 44 && !token.contains(where: \.isWhitespace))
            #expect(try await Self.token(folder, "create", "okta", "--expires", "30d", "--scopes", "read").status == 0)

            let file = FileText.read(folder + "/state/tokens.json")
            #expect(!file.contains(token) && file.contains("sha256"))
            let list = try await Self.token(folder, "list")
            let lines = list.output.split(separator: "\n")
            #expect(list.status == 0 && lines.count == 2)
            let entra = try #require(lines.first)
            #expect(
                entra.hasPrefix("entra  may read,users,groups  made ") && entra.hasSuffix("never used  does not expire")
            )
            #expect(lines.last?.hasPrefix("okta  may read  made") == true && lines.last?.contains("expires 20") == true)
            #expect(!list.output.contains(token))

            #expect(try await Self.token(folder, "revoke", "entra").status == 0)
            #expect(try await Self.token(folder, "list").output.hasPrefix("okta  may read  made "))
        }
    }

    @Test func saysWhatCannotBeDone() async throws {
        try await Self.withFolder { folder in
            #expect(try await Self.token(folder, "create", "entra").status == 0)
            let again = try await Self.token(folder, "create", "entra")
            #expect(again.status == 1 && again.output.contains("there is a token named entra already"))
            let unknown = try await Self.token(folder, "revoke", "nobody")
            #expect(unknown.status == 1 && unknown.output.contains("there is no token named nobody"))
            for wrong in [
                ["create", "a b"], ["create", ""], ["create", "x", "--expires", "soon"],
                ["create", "x", "--scopes", "admin"], ["create"],
            ] {
                let process = try Program.start(
                    ["token"] + wrong + ["--config", folder + "/starbridge.yaml"], log: folder + "/wrong.log")
                #expect(await process.status() == EX_USAGE, "\(wrong)")
            }
            try FileText.write("{}", to: folder + "/state/tokens.json")
            let broken = try await Self.token(folder, "create", "okta")
            #expect(broken.status == 1 && broken.output.contains("is not a tokens file"))
            #expect(FileText.read(folder + "/state/tokens.json") == "{}")
            try FileText.write("tokens_file: []", to: folder + "/starbridge.yaml")
            let unreadable = try await Self.token(folder, "list")
            #expect(unreadable.status == EX_CONFIG && unreadable.output.contains("starbridge.yaml:1:14: tokens_file"))
        }
    }

    @Test func keepsOwnerAndModeAndReplacesTheFileInOneStep() async throws {
        try await Self.withFolder { folder in
            let file = folder + "/state/tokens.json"
            #expect(try await Self.token(folder, "create", "entra").status == 0)
            #expect(try Self.status(file).permissions == 0o600)
            // Only root may give a file away.
            let (owner, group): (uid_t, gid_t) = geteuid() == 0 ? (12_345, 23_456) : (geteuid(), getegid())
            #expect(chown(file, owner, group) == 0 && chmod(file, 0o640) == 0)
            let before = try Self.status(file)
            // A reader that has the old file open goes on reading all of it.
            let reader = try #require(FileHandle(forReadingAtPath: file))
            let content = FileText.read(file)

            #expect(try await Self.token(folder, "create", "okta").status == 0)
            let after = try Self.status(file)
            #expect(after.inode != before.inode)
            #expect(after.owner == owner && after.group == group && after.permissions == 0o640)
            #expect(String(decoding: try reader.readToEnd() ?? Data(), as: UTF8.self) == content)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/state") == ["tokens.json"])
        }
    }

    @Test func givesANewFileToTheOwnerOfItsFolder() async throws {
        try await Self.withFolder { folder in
            try FileText.makeFolder(folder + "/state")
            let (owner, group): (uid_t, gid_t) = geteuid() == 0 ? (12_345, 23_456) : (geteuid(), getegid())
            #expect(chown(folder + "/state", owner, group) == 0)
            #expect(try await Self.token(folder, "create", "entra").status == 0)
            let status = try Self.status(folder + "/state/tokens.json")
            #expect(status.owner == owner && status.group == group && status.permissions == 0o600)
        }
    }

    @Test func losesNoneOfTwoCreationsAtOnce() async throws {
        try await Self.withFolder { folder in
            let names = (0..<8).map { "client\($0)" }
            try await withThrowingTaskGroup { group in
                for name in names {
                    group.addTask {
                        let made = try await Self.token(folder, "create", name)
                        #expect(made.status == 0, "\(made.output)")
                    }
                }
                try await group.waitForAll()
            }
            let file = TokensFile(path: folder + "/state/tokens.json")
            #expect(try file.records().map(\.name).sorted() == names)
            #expect(try Set(file.records().map(\.digest)).count == names.count)
        }
    }

    @Test func theDaemonSeesAChangeWithinASecond() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let path = "/ServiceProviderConfig"
            #expect(try await daemon.call("GET", path).status == 200)
            let made = try await Self.token(daemon.folder, "create", "second")
            let token = made.output.trimmingCharacters(in: .newlines)
            try await Self.expect(200) { try await daemon.call("GET", path, token: token).status }
            #expect(try await daemon.call("GET", path).status == 200)
            #expect(try await Self.token(daemon.folder, "revoke", "entra").status == 0)
            try await Self.expect(401) { try await daemon.call("GET", path).status }
            #expect(try await daemon.call("GET", path, token: token).status == 200)
        }
    }

    @Test func anExpiredTokenIsRefused() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let path = "/ServiceProviderConfig"
            try TokensFile(path: daemon.tokensFile).update { records in
                for (name, expires) in [("past", -1.0), ("future", 3600)] {
                    let end = Date(timeIntervalSinceNow: expires)
                    let digest = SecretToken.digest(of: name + "-token")
                    records.append(.init(name: name, digest: digest, created: .now, expires: end))
                }
            }
            try await Self.expect(200) {
                try await daemon.call("GET", path, token: "future-token").status
            }
            let refused = try await daemon.call("GET", path, token: "past-token")
            #expect(refused.errorDetail(401) != nil && refused.headers["www-authenticate"]?.contains("invalid") == true)
            let list = try await Self.token(daemon.folder, "list").output.split(separator: "\n")
            #expect(list.filter { $0.hasSuffix("(expired)") }.map { $0.prefix(4) } == ["past"])
        }
    }

    @Test func aFileThatBreaksKeepsTheTokensReadBefore() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let path = "/ServiceProviderConfig"
            #expect(try await daemon.call("GET", path).status == 200)
            try FileText.write("not JSON", to: daemon.tokensFile)
            let deadline = ContinuousClock.now + .seconds(10)
            while !daemon.log.contains("The tokens file cannot be used"), .now < deadline {
                #expect(try await daemon.call("GET", path).status == 200)
            }
            #expect(daemon.log.contains("the tokens read before stay valid"), "\(daemon.log)")
            #expect(try await daemon.call("GET", path).status == 200)
        }
    }

    /// Asks again and again until the answer is as expected, as it is half a second later, and on a busy machine somewhat more.
    private static func expect(_ status: Int, _ call: () async throws -> Int) async throws {
        let started = ContinuousClock.now
        while try await call() != status, .now - started < .seconds(10) {}
        #expect(.now - started < .seconds(3))
    }
}
