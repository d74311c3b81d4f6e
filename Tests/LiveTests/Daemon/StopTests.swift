import Glibc
import SCIM
import Sandbox
import Testing

/// How the daemon stops, and is started again, while clients call.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct StopTests {
    private static let find = "/Users?filter=userName%20eq%20%22p1%22"

    @Test func twentyRestartsUnderLoadRefuseNobodyAndLoseNothing() async throws {
        let (socket, port) = try LDAPClientListener.open()
        defer { close(socket) }
        let change: (inout Daemon.Settings) -> Void = {
            $0.port = port
            $0.inherit(socket)
        }
        try await Daemon.runConnected(change, people: 3) { first, _ in
            let id = try #require(
                try await first.call("GET", Self.find).body.object?["Resources"]?.array?.first?.object?["id"]?.string)
            let load = try await Load.run(on: port, path: Self.find, writing: [id]) { load in
                var calls = load.calls
                #expect(await first.end() == 0)
                for number in 1...20 {
                    try await first.again { daemon in
                        try await daemon.notices.wait(for: "READY=1", times: number + 1)
                        while load.calls < calls + 20 { try await Task.sleep(for: .milliseconds(5)) }
                        calls = load.calls
                        if number == 20 { try await load.stop() }
                        #expect(await daemon.end() == 0)
                    }
                }
            }
            #expect(load.failures == [])
            #expect(load.calls > 400)
        }
    }

    /// Whoever keeps a connection is told that the answer is the last one, and none is missing.
    @Test func aStopUnderLoadLosesNoAnswer() async throws {
        try await Daemon.runConnected(people: 3) { daemon, _ in
            var connections: [RawConnection] = []
            for _ in 0..<8 {
                let connection = try RawConnection(port: daemon.settings.port)
                try connection.send(Daemon.request("GET", Self.find))
                #expect(try await connection.answer().status == 200)
                connections.append(connection)
            }
            let silent = try RawConnection(port: daemon.settings.port)
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for connection in connections {
                    group.addTask {
                        var count = 0
                        while true {
                            try connection.send(Daemon.request("GET", Self.find))
                            let answer = try await connection.answer()
                            guard answer.status == 200 else { throw SandboxError("\(answer)") }
                            count += 1
                            if answer.headers["connection"] == "close" { return count }
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(300))
                daemon.process.signal(SIGTERM)
                return try await group.reduce(0, +)
            }
            #expect(answers > 8)
            // It was accepted, and may ask.
            try silent.send(Daemon.request("GET", Self.find))
            let late = try await silent.answer()
            #expect(late.status == 200 && late.headers["connection"] == "close")
            #expect(await daemon.process.status() == 0)
        }
    }

    @Test func callsUnderWayEndBeforeTheProcess() async throws {
        try await Daemon.runConnected(people: 3) { daemon, slapd in
            let connection = try RawConnection(port: daemon.settings.port)
            await slapd.standStill()
            try connection.send(Daemon.request("POST", "/Users", body: BridgeCaller.person("late")))
            try await Task.sleep(for: .milliseconds(200))
            daemon.process.signal(SIGTERM)
            try await daemon.notices.wait(for: "STOPPING=1\nEXTEND_TIMEOUT_USEC=20000000")
            try await Task.sleep(for: .milliseconds(500))
            await slapd.resume()
            let answer = try await connection.answer()
            #expect(answer.status == 201 && answer.headers["connection"] == "close", "\(answer)")
            #expect(await daemon.process.status() == 0)
        }
    }
}
