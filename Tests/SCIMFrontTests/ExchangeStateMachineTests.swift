import NIOHTTP1
import Testing

@testable import SCIMFront

@Suite struct ExchangeStateMachineTests {
    private var machine = ExchangeStateMachine()

    private static func head(_ fields: (String, String)..., version: HTTPVersion = .http1_1) -> HTTPRequestHead {
        HTTPRequestHead(version: version, method: .POST, uri: "/", headers: HTTPHeaders(fields))
    }

    @Test mutating func keepsAnOrdinaryConnection() {
        for _ in 0..<2 {
            #expect(self.machine.read(Self.head(("Host", ""))) == .pass)
            #expect(self.machine.readBody() == true)
            #expect(self.machine.isReading)
            #expect(self.machine.readEnd() == true)
            #expect(!self.machine.isReading)
            #expect(!self.machine.isIdle)
            #expect(self.machine.wantBody() == false)
            #expect(self.machine.writeHead() == nil)
            #expect(self.machine.writeEnd() == false)
            #expect(self.machine.isIdle)
        }
    }

    @Test mutating func endsAfterTheLastOfSeveralRequests() {
        #expect(self.machine.read(Self.head(("host", "a"))) == .pass)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.read(Self.head(("HOST", "a"), ("connection", "Close"))) == .passAsLast)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.read(Self.head(("Host", "a"))) == .ignore)
        #expect(self.machine.readBody() == false)
        #expect(self.machine.readEnd() == false)
        #expect(self.machine.writeHead() == nil)
        #expect(self.machine.writeEnd() == false)
        #expect(!self.machine.isIdle)
        #expect(self.machine.writeHead() == "close")
        #expect(self.machine.writeEnd() == false)
        #expect(self.machine.isIdle)
    }

    @Test mutating func keepsAnOldConnectionOnlyIfTheClientWants() {
        #expect(self.machine.read(Self.head(("Connection", "Keep-Alive"), version: .http1_0)) == .pass)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.writeHead() == "keep-alive")
        #expect(self.machine.writeEnd() == false)
        #expect(self.machine.read(Self.head(version: .http1_0)) == .passAsLast)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.writeHead() == "close")
    }

    @Test(arguments: [([], HTTPVersion.http1_1), (["a", "a"], .http1_1), (["a", "b"], .http1_0)])
    mutating func refusesWhatNamesNoHostOrSeveral(hosts: [String], version: HTTPVersion) {
        var head = Self.head(version: version)
        for host in hosts { head.headers.add(name: "Host", value: host) }
        #expect(self.machine.read(head) == .refuse(.host(count: hosts.count)))
        #expect(self.machine.readBody() == false)
        #expect(self.machine.readEnd() == false)
        #expect(self.machine.isIdle)
        #expect(self.machine.read(Self.head(("Host", "a"))) == .ignore)
    }

    private static let expecting = Self.head(("Host", "a"), ("Expect", "100-Continue"))

    @Test mutating func letsAClientGoOnOnce() {
        #expect(self.machine.read(Self.expecting) == .pass)
        #expect(self.machine.wantBody() == true)
        #expect(self.machine.wantBody() == false)
        #expect(self.machine.readBody() == true)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.writeHead() == nil)
        #expect(self.machine.writeEnd() == false)
    }

    @Test mutating func endsWhereTheBodyWasNotWanted() {
        #expect(self.machine.read(Self.expecting) == .pass)
        #expect(self.machine.writeHead() == "close")
        #expect(self.machine.readBody() == true)
        #expect(self.machine.writeEnd() == true)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.read(Self.head(("Host", "a"))) == .ignore)
    }

    @Test mutating func tellsNobodyWhoDoesNotWait() {
        #expect(self.machine.read(Self.expecting) == .pass)
        #expect(self.machine.readBody() == true)
        #expect(self.machine.wantBody() == false)
        #expect(self.machine.readEnd() == true)
        #expect(self.machine.writeHead() == nil)
        #expect(self.machine.writeEnd() == false)
        let old = Self.head(("Expect", "100-continue"), ("Connection", "keep-alive"), version: .http1_0)
        #expect(self.machine.read(old) == .pass)
        #expect(self.machine.wantBody() == false)
    }
}
