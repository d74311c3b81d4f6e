import Testing

@testable import LDAPClient

@Suite struct ServerIdentityTests {
    @Test(arguments: [
        (ServerIdentity.named("a"), ServerIdentity.named("b"), true), (.named("a"), .named("a"), false),
        (.started("1"), .started("2"), true), (.started("1"), .started("1"), false), (.named("1"), .started("1"), true),
        (.unknown, .named("a"), false), (.named("a"), .unknown, false), (.unknown, .unknown, false),
    ])
    func isAnotherOnlyIfBothSayWhichTheyAre(one: ServerIdentity, two: ServerIdentity, isOther: Bool) {
        #expect(one.isOther(than: two) == isOther)
    }

    @Test func isNotTheSameTimeAfterARestart() {
        #expect(ServerIdentity.named("a").outlivesTheProcess)
        #expect(!ServerIdentity.started("1").outlivesTheProcess)
    }
}
