import Testing

extension BridgeTests {
    /// The whole bridge over 389 Directory Server.
    @Suite(.needs(.ds389), .bridge(on: .ds389), .serialized) struct DS389Tests {
        @Test(arguments: UseCase.all) func plays(useCase: UseCase) async throws { try await useCase() }
    }
}
