import Bridge
import DirectoryDouble
import Testing

/// 45 people, and bridges in front of them.
enum ListWorld {
    typealias World = BridgeWorld

    /// Signs cursors with a secret that every bridge of the tests has.
    struct Signer: CursorSigner {
        var secret: UInt8 = 7
        var now: Int64 = 1_000_000

        func code(for message: [UInt8]) -> [UInt8] {
            // Told apart well enough by tests: four checksums, each begun with another number.
            (1...16).map { start in message.reduce(self.secret &+ UInt8(start)) { ($0 &* 31) ^ $1 } }
        }
    }

    /// What the server can do for a list that is longer than a page.
    enum Server: CaseIterable {
        case windows, sortedPages, pages

        var directory: MemoryDirectory {
            MemoryDirectory { options in
                if self != .windows { options.controls.remove("2.16.840.1.113730.3.4.9") }
                if self == .pages { options.controls.remove("1.2.840.113556.1.4.473") }
            }
        }
    }

    /// 45 people.
    static let people: MemoryTree? = {
        let world = World()
        for number in 0..<45 {
            let given = number % 2 == 0 ? "Even" : "Odd"
            _ = try? world.addPerson("p\(10 + number)", "givenName: \(given)", "title: Mr  X", "o: \(number % 7)")
        }
        var tree: MemoryTree?
        world.directory.edit { tree = $0 }
        return tree
    }()

    /// A bridge whose pages have at most 20 people, in front of 45.
    static func crowd(_ server: Server = .windows, signer: Signer = Signer()) throws -> World {
        let directory = server.directory
        let people = try #require(Self.people)
        directory.edit { $0 = people }
        return World(
            over: directory,
            options: {
                $0.maximumPage = 20
                $0.defaultPage = 10
                $0.cursors = signer
            })
    }

    static let everybody = (0..<45).map { "p\(10 + $0)" }
}
