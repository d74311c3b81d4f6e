/// Runs `body`, cancels it at a deadline, and returns its result either way.
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
