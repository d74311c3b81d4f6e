import Testing

/// What is no proper HTTP request is answered with a SCIM error as well.
@Suite(.timeLimit(.minutes(3))) struct RequestFaultTests {
    @Test func answersWhatCannotBeParsed() async throws {
        let long = String(repeating: "x", count: 200_000)
        let faults: [(request: String, status: Int, hint: String)] = [
            (Daemon.request("GET", "/Users?filter=userName+eq+\"Jürgen\""), 400, "percent-encode"),
            (Daemon.request("GET", "/Users/\0"), 400, "percent-encode"),
            (Daemon.request("GET", "/Users?a b"), 400, "ASCII"),
            (Daemon.request("GET", "/Users?filter=" + long), 414, "URL is too long"),
            (Daemon.request("GET", "/Users", headers: "X-Long: " + long), 431, "header fields are too long"),
            ("GET /scim/v2/Users HTTP/1.1\r\n" + String(repeating: "X: y\r\n", count: 2000) + "\r\n", 431, "too many"),
            (Daemon.request("GET", "/Users", headers: "X y"), 400, "byte"),
            ("FROBNICATE /scim/v2/Users HTTP/1.1\r\nHost: x\r\n\r\n", 501, "method"),
            ("GET /scim/v2/Users HTTP/3.0\r\nHost: x\r\n\r\n", 505, "HTTP/1.1"),
            ("\u{16}\u{3}\u{1}\u{2}\0\u{1}", 501, "method"),
        ]
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            for fault in faults {
                let connection = try RawConnection(port: daemon.settings.port)
                try connection.send(fault.request)
                let answer = try await connection.answer()
                let detail = answer.errorDetail(fault.status)
                #expect(detail?.contains(fault.hint) == true, "\(fault.request.prefix(60)): \(answer)")
                #expect(answer.headers["connection"] == "close")
                #expect(try await connection.end() == 0)
            }
            let lines = daemon.log.split(separator: "\n").filter { $0.contains("A request could not be read.") }
            #expect(lines.count == faults.count, "\(daemon.log)")
        }
    }

    @Test func answersEarlierRequestsFirst() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let connection = try RawConnection(port: daemon.settings.port)
            let request = Daemon.request("GET", "/ServiceProviderConfig")
            try connection.send(request + request + "GET /\0 HTTP/1.1\r\n\r\n" + request)
            #expect(try await connection.answer().status == 200)
            #expect(try await connection.answer().status == 200)
            #expect(try await connection.answer().errorDetail(400) != nil)
            #expect(try await connection.end() == 0)
            #expect(await daemon.end() == 0)
        }
    }

    @Test func leavesABrokenBodyToItsReader() async throws {
        try await Daemon.run { daemon in
            try await daemon.notices.wait(for: "READY=1")
            let connection = try RawConnection(port: daemon.settings.port)
            let head = Daemon.request("POST", "/Users")
            try connection.send(head.replacing("Content-Length: 0", with: "Transfer-Encoding: chunked") + "zz\r\n")
            let answer = try await connection.answer()
            #expect(answer.errorDetail(400)?.contains("body") == true, "\(answer)")
        }
    }
}
