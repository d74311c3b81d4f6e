import Testing

extension BridgeTests {
    /// The use cases over OpenLDAP with the overlays that the bridge knows how to use.
    @Suite(.bridge, .serialized) struct OpenLDAPTests {
        @Test(arguments: UseCase.all) func plays(useCase: UseCase) async throws { try await useCase() }
    }

    /// The same over OpenLDAP as it comes, where the bridge carries references along.
    @Suite(.bridge(on: .bareSlapd), .serialized) struct BareOpenLDAPTests {
        @Test(arguments: UseCase.all) func plays(useCase: UseCase) async throws { try await useCase() }
    }
}
