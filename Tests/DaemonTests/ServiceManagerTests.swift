import Testing

@testable import Daemon

@Suite struct ServiceManagerTests {
    @Test(
        arguments: [
            (.ready, "READY=1"), (.stopping, "STOPPING=1"), (.status("a\nb"), "STATUS=a b"), (.watchdog, "WATCHDOG=1"),
            (.extendTimeout(.milliseconds(1500)), "EXTEND_TIMEOUT_USEC=1500000"),
        ] as [(ServiceManager.State, String)])
    func writesWhatTheServiceManagerUnderstands(state: ServiceManager.State, text: String) {
        #expect(state.text == text)
    }

    @Test func aReloadTellsItsTime() throws {
        let lines = ServiceManager.State.reloading.text.split(separator: "\n")
        #expect(lines.first == "RELOADING=1")
        let time = try #require(lines.last?.split(separator: "=").last.flatMap { Int($0) })
        #expect(lines.last?.hasPrefix("MONOTONIC_USEC=") == true && time > 0)
    }

    @Test(
        arguments: [
            (["WATCHDOG_USEC": "2000000"], .seconds(2)),
            (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "7"], .seconds(2)),
            (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "8"], nil), (["WATCHDOG_USEC": "0"], nil), ([:], nil),
            (["WATCHDOG_USEC": "soon"], nil),
        ] as [([String: String], Duration?)])
    func aWatchdogIsThereWhereItIsMeantForThisProcess(environment: [String: String], interval: Duration?) {
        #expect(ServiceManager(environment: environment, process: 7).watchdogInterval == interval)
    }
}
