import Testing

extension BridgeTests {
    /// The use cases over Samba as a domain controller; what only a domain has is in ``SambaADTests``.
    @Suite(.needs(.samba), .bridge(on: .samba), .serialized) struct SambaTests {
        @Test(arguments: UseCase.ofAnySchema) func plays(useCase: UseCase) async throws { try await useCase() }
    }
}
