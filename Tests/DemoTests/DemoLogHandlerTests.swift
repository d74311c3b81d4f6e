import Logging
import Observability
import Synchronization
import Testing

@testable import Demo

@Suite struct DemoLogHandlerTests {
    private func told(_ metadata: Logger.Metadata) -> [String] {
        let box = Box()
        let logger = Logger(label: "demo") { _ in
            DemoLogHandler(tell: { box.add($0) }, rest: LineLogHandler(level: .critical))
        }
        logger.info("A call was answered.", metadata: metadata)
        return box.lines
    }

    private static let call: Logger.Metadata = [
        "method": "PATCH", "path": "/Users/1", "status": "200", "request_id": "r-1",
    ]

    @Test(
        arguments: [
            ([:], "nothing written"), (["effect": "none", "dn": "uid=ada"], "nothing written"),
            (["effect": "disable", "dn": "uid=ada", "attributes": "a,b"], "disabled uid=ada (a, b)"),
            (
                ["effect": "rename", "dn": "uid=ada", "new_dn": "uid=eve", "attributes": "uid", "other_entries": "2"],
                "renamed uid=ada, now uid=eve (uid) and other entries: 2"
            ),
            (["effect": "membership+1-0", "dn": "cn=g"], "membership+1-0 in cn=g"),
            (["error": "It broke."], "It broke."),
            (["error": "It broke.", "effect": "delete", "dn": "uid=ada"], "deleted uid=ada: It broke."),
        ] as [(Logger.Metadata, String)])
    func saysWhatHappened(more: Logger.Metadata, end: String) {
        #expect(self.told(Self.call.merging(more) { $1 }) == ["PATCH /Users/1 200  " + end])
    }

    @Test func numbersBulkOperations() {
        let line = Self.call.merging(["operation": "3"]) { $1 }
        #expect(self.told(line) == ["3. PATCH /Users/1 200  nothing written"])
    }

    @Test func leavesTheDemosOwnCallsOut() {
        let own = Self.call.merging(["request_id": .string(DemoLogHandler.silentRequest)]) { $1 }
        #expect(self.told(own).isEmpty)
        #expect(self.told(["status": "200"]).isEmpty)
    }
}

private final class Box: Sendable {
    private let stored = Mutex<[String]>([])
    var lines: [String] { self.stored.withLock { $0 } }
    func add(_ line: String) { self.stored.withLock { $0.append(line) } }
}
