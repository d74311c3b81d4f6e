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
            #expect(self.machine.readHead(Self.head(("Host", ""))) == .pass)
            #expect(self.machine.readBody() == .pass)
            #expect(self.machine.isReading)
            #expect(self.machine.readEnd() == .pass)
            #expect(!self.machine.isReading)
            #expect(!self.machine.isIdle)
            #expect(self.machine.demandBody() == .nothing)
            #expect(self.machine.writeHead() == .pass)
            #expect(self.machine.writeEnd() == .goOn)
            #expect(self.machine.isIdle)
        }
    }

    @Test mutating func endsAfterTheLastOfSeveralRequests() {
        #expect(self.machine.readHead(Self.head(("host", "a"))) == .pass)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.readHead(Self.head(("HOST", "a"), ("connection", "Close"))) == .passAsLast)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.readHead(Self.head(("Host", "a"))) == .ignore)
        #expect(self.machine.readBody() == .ignore)
        #expect(self.machine.readEnd() == .ignore)
        #expect(self.machine.writeHead() == .pass)
        #expect(self.machine.writeEnd() == .goOn)
        #expect(!self.machine.isIdle)
        #expect(self.machine.writeHead() == .passWith(connection: "close"))
        #expect(self.machine.writeEnd() == .goOn)
        #expect(self.machine.isIdle)
    }

    @Test mutating func keepsAnOldConnectionOnlyIfTheClientWants() {
        #expect(self.machine.readHead(Self.head(("Connection", "Keep-Alive"), version: .http1_0)) == .pass)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.writeHead() == .passWith(connection: "keep-alive"))
        #expect(self.machine.writeEnd() == .goOn)
        #expect(self.machine.readHead(Self.head(version: .http1_0)) == .passAsLast)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.writeHead() == .passWith(connection: "close"))
    }

    @Test(arguments: [([], HTTPVersion.http1_1), (["a", "a"], .http1_1), (["a", "b"], .http1_0)])
    mutating func refusesWhatNamesNoHostOrSeveral(hosts: [String], version: HTTPVersion) {
        var head = Self.head(version: version)
        for host in hosts { head.headers.add(name: "Host", value: host) }
        #expect(self.machine.readHead(head) == .refuse(.host(count: hosts.count)))
        #expect(self.machine.readBody() == .ignore)
        #expect(self.machine.readEnd() == .ignore)
        #expect(self.machine.isIdle)
        #expect(self.machine.readHead(Self.head(("Host", "a"))) == .ignore)
    }

    private static let expecting = Self.head(("Host", "a"), ("Expect", "100-Continue"))

    @Test mutating func letsAClientGoOnOnce() {
        #expect(self.machine.readHead(Self.expecting) == .pass)
        #expect(self.machine.demandBody() == .sendContinue)
        #expect(self.machine.demandBody() == .nothing)
        #expect(self.machine.readBody() == .pass)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.writeHead() == .pass)
        #expect(self.machine.writeEnd() == .goOn)
    }

    @Test mutating func endsWhereTheBodyWasNotWanted() {
        #expect(self.machine.readHead(Self.expecting) == .pass)
        #expect(self.machine.writeHead() == .passWith(connection: "close"))
        #expect(self.machine.readBody() == .pass)
        #expect(self.machine.writeEnd() == .close)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.readHead(Self.head(("Host", "a"))) == .ignore)
    }

    @Test mutating func tellsNobodyWhoDoesNotWait() {
        #expect(self.machine.readHead(Self.expecting) == .pass)
        #expect(self.machine.readBody() == .pass)
        #expect(self.machine.demandBody() == .nothing)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.writeHead() == .pass)
        #expect(self.machine.writeEnd() == .goOn)
        let old = Self.head(("Expect", "100-continue"), ("Connection", "keep-alive"), version: .http1_0)
        #expect(self.machine.readHead(old) == .pass)
        #expect(self.machine.demandBody() == .nothing)
    }

    /// What a client holds back although it ends the connection is still asked for, and the connection ends once.
    @Test mutating func letsTheLastRequestGoOn() {
        let head = Self.head(("Host", "a"), ("Expect", "100-continue"), ("Connection", "close"))
        #expect(self.machine.readHead(head) == .passAsLast)
        #expect(self.machine.isReading && self.machine.isLast)
        #expect(self.machine.demandBody() == .sendContinue)
        #expect(self.machine.readBody() == .pass)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.writeHead() == .passWith(connection: "close"))
        #expect(self.machine.writeEnd() == .goOn)
        #expect(self.machine.readHead(Self.head(("Host", "a"))) == .ignore)
    }

    /// The answer to an earlier request does not end a connection on which a later body is held back.
    @Test mutating func saysNothingWhileALaterRequestIsUnanswered() {
        #expect(self.machine.readHead(Self.head(("Host", "a"))) == .pass)
        #expect(self.machine.readEnd() == .pass)
        #expect(self.machine.readHead(Self.expecting) == .pass)
        #expect(self.machine.writeHead() == .pass)
        #expect(self.machine.writeEnd() == .goOn)
        #expect(self.machine.writeHead() == .passWith(connection: "close"))
        #expect(self.machine.readEnd() == .pass)
        #expect(!self.machine.isReading && self.machine.isLast)
        #expect(self.machine.writeEnd() == .close)
        #expect(self.machine.isIdle)
    }
}
