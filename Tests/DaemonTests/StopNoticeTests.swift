import Testing

@testable import Daemon

@Suite struct StopNoticeTests {
    @Test func endsTheProcessThatDoesNotEnd() async {
        let (overdue, isOverdue) = AsyncStream.makeStream(of: Void.self)
        let notice = StopNotice(serviceManager: ServiceManager(environment: [:]), limit: .milliseconds(20)) {
            isOverdue.yield()
        }
        let running = Task { await notice.run() }
        running.cancel()
        await running.value
        #expect(await overdue.first { true } != nil)
    }

    @Test func leavesARunningProcessAlone() async {
        let (overdue, isOverdue) = AsyncStream.makeStream(of: Void.self)
        let notice = StopNotice(serviceManager: ServiceManager(environment: [:]), limit: .zero) { isOverdue.yield() }
        let running = Task { await notice.run() }
        try? await Task.sleep(for: .milliseconds(50))
        isOverdue.finish()
        #expect(await overdue.first { true } == nil)
        running.cancel()
    }
}
