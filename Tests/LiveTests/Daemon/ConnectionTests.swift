import Testing

/// How connections of clients go on and end.
@Suite(.timeLimit(.minutes(3))) struct ConnectionTests {
    private static let path = "/ServiceProviderConfig"

    private func withConnection(_ body: (RawConnection, Daemon) async throws -> Void) async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            try await body(try RawConnection(port: daemon.settings.port), daemon)
        }
    }

    @Test func tellsAWaitingClientToGoOn() async throws {
        try await self.withConnection { connection, _ in
            let body = BridgeCaller.person("waiting")
            let request = Daemon.request("POST", "/Users", body: body, headers: "Expect: 100-continue")
            for _ in 0..<2 {
                try connection.send(String(request.dropLast(body.count)))
                let first = try await connection.answer()
                #expect(first.status == 100 && first.headers.isEmpty, "\(first)")
                try connection.send(body)
                // The directory is away.
                #expect(try await connection.answer().errorDetail(503) != nil)
            }
            try connection.send(request + Daemon.request("GET", Self.path))
            #expect(try await connection.answer().status == 503)
            #expect(try await connection.answer().status == 200)
        }
    }

    @Test(arguments: [
        ("POST", "Content-Length: 9000000", Daemon.token, 413), ("POST", "Content-Type: text/plain", Daemon.token, 415),
        ("POST", "X: y", "unknown", 401), ("OPTIONS", "X: y", Daemon.token, 405),
    ])
    func refusesBeforeTheBody(method: String, field: String, token: String, status: Int) async throws {
        try await self.withConnection { connection, _ in
            var request = Daemon.request(method, "/Users", token: token, headers: "Expect: 100-continue", field)
            let length = field.hasPrefix("Content-Length") ? "" : "Content-Length: 7\r\n"
            request = request.replacing("Content-Length: 0\r\n", with: length)
            try connection.send(request)
            let answer = try await connection.answer()
            #expect(answer.errorDetail(status) != nil, "\(answer)")
            #expect(answer.headers["connection"] == "close")
            #expect(try await connection.end() == 0)
        }
    }

    @Test func closesWhereAnOldClientExpectsIt() async throws {
        try await self.withConnection { connection, daemon in
            let request = Daemon.request("GET", Self.path).replacing("HTTP/1.1", with: "HTTP/1.0")
            let kept = request.replacing("\r\n\r\n", with: "\r\nConnection: keep-alive\r\n\r\n")
            for _ in 0..<2 {
                try connection.send(kept)
                let answer = try await connection.answer()
                #expect(answer.status == 200 && answer.headers["connection"] == "keep-alive", "\(answer)")
            }
            try connection.send(request.replacing("Host: scim.acme.example\r\n", with: ""))
            let answer = try await connection.answer()
            #expect(answer.status == 200 && answer.headers["connection"] == "close", "\(answer)")
            #expect(try await connection.end() == 0)

            let other = try RawConnection(port: daemon.settings.port)
            try other.send(Daemon.request("GET", Self.path, headers: "Connection: Close") + request)
            #expect(try await other.answer().headers["connection"] == "close")
            #expect(try await other.end() == 0)
        }
    }

    @Test(arguments: ["", "Host: a\r\nHost: b\r\n"])
    func refusesRequestsToNobodyOrSeveral(hosts: String) async throws {
        try await self.withConnection { connection, _ in
            let request = Daemon.request("GET", Self.path)
            let faulty = request.replacing("Host: scim.acme.example\r\n", with: hosts)
            try connection.send(request + faulty + request)
            #expect(try await connection.answer().status == 200)
            let answer = try await connection.answer()
            #expect(answer.errorDetail(400)?.contains("Host") == true, "\(answer)")
            #expect(answer.headers["connection"] == "close")
            #expect(try await connection.end() == 0)
        }
    }
}
