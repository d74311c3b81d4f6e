import SCIM
import Testing

@Suite struct SchemaURNTests {
    @Test func comparesWithoutCaseAndKeepsItsSpelling() {
        let urn: SchemaURN = "URN:ietf:params:scim:schemas:core:2.0:USER"
        #expect(urn == .user)
        #expect(urn.hashValue == SchemaURN.user.hashValue)
        #expect(urn.description == "URN:ietf:params:scim:schemas:core:2.0:USER")
        #expect(SchemaURN.user != .group)
    }
}
