import Foundation
import Testing

@testable import Control

@Suite struct ControlSocketTests {
    private static func failure(_ path: String) -> String? {
        do {
            _ = try ControlSocket(path: path)
            return nil
        } catch {
            return error.description
        }
    }

    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test func onlyItsOwnerMayOpenIt() async throws {
        try await Folder.with { folder in
            let old = umask(0)
            let socket = try ControlSocket(path: folder.socket)
            umask(old)
            #expect(Self.mode(folder.socket) == S_IFSOCK | 0o600)
            withExtendedLifetime(socket) {}
        }
    }

    @Test func itIsTakenAwayAtTheEnd() async throws {
        try await Folder.with { folder in
            var socket: ControlSocket? = try ControlSocket(path: folder.socket)
            #expect(socket != nil && Self.mode(folder.socket) != nil)
            socket = nil
            #expect(Self.mode(folder.socket) == nil)
        }
    }

    @Test func twoDaemonsDoNotShareOne() async throws {
        try await Folder.with { folder in
            let first = try ControlSocket(path: folder.socket)
            #expect(Self.failure(folder.socket)?.contains("used by another daemon") == true)
            #expect(Self.mode(folder.socket) != nil, "the socket of the first one stays")
            withExtendedLifetime(first) {}
        }
    }

    @Test func whatAKilledDaemonLeftIsReplaced() async throws {
        try await Folder.with { folder in
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let result = try UnixAddress(folder.socket).bind(descriptor)
            #expect(result == 0)
            close(descriptor)
            try Data().write(to: URL(fileURLWithPath: folder.socket + ".lock"))
            #expect(Self.mode(folder.socket) != nil)
            _ = try ControlSocket(path: folder.socket)
        }
    }

    @Test func whereAnotherProgramListensItStays() async throws {
        try await Folder.with { folder in
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            let result = try UnixAddress(folder.socket).bind(descriptor)
            #expect(result == 0 && listen(descriptor, 1) == 0)
            #expect(Self.failure(folder.socket)?.contains("used by another daemon") == true)
            #expect(Self.mode(folder.socket) != nil)
        }
    }

    @Test func aFileIsNoSocket() async throws {
        try await Folder.with { folder in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: folder.socket))
            #expect(Self.failure(folder.socket)?.contains("is no socket") == true)
            let text = try String(contentsOfFile: folder.socket, encoding: .utf8)
            #expect(text == "precious")
        }
    }

    @Test func aPathThatIsTooLongIsRefused() {
        let path = "/tmp/" + String(repeating: "x", count: 103)
        #expect(Self.failure(path)?.contains("it has 108 bytes, and the system takes 1 to 107") == true)
        #expect(Self.failure("")?.contains("is no path for a socket") == true)
    }

    @Test func aFolderThatIsNotThereIsNamed() {
        #expect(Self.failure("/nonexistent/control.sock")?.contains("No such file or directory") == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aFolderWithoutRightsIsNamed() async throws {
        try await Folder.with { folder in
            chmod(folder.path, 0o500)
            #expect(Self.failure(folder.socket)?.contains("Permission denied") == true)
        }
    }
}
