/// Runs something that can be cancelled, and cancels it at a deadline; what it returns counts all the same.
func cancelling<Output: Sendable>(
    at deadline: ContinuousClock.Instant, _ body: @escaping @Sendable () async -> Output
) async -> Output {
    let task = Task { await body() }
    let timer = Task {
        do { try await Task.sleep(until: deadline, clock: .continuous) } catch { return }
        task.cancel()
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
        await task.value
    } onCancel: {
        task.cancel()
    }
}
