import LDAP
import Testing

@testable import LDAPClient

@Suite struct BackoffTests {
    @Test(arguments: [
        (0, 0, 0), (1, 50, 100), (2, 100, 200), (3, 200, 400), (4, 400, 800), (5, 800, 1600), (6, 1600, 3200),
        (7, 2500, 5000), (1000, 2500, 5000),
    ])
    func growsToTheCeiling(failures: Int, least: Int, most: Int) {
        #expect(Backoff.delay(after: failures, jitter: 0) == .milliseconds(least))
        #expect(Backoff.delay(after: failures, jitter: 1) == .milliseconds(most))
    }
}

@Suite struct ServerSelectionTests {
    @Test func triesServersInOrderAndStaysWithOneThatWorks() {
        var selection = ServerSelection(count: 3)
        #expect(selection.failed(0) == true)
        #expect(selection.current == 1)
        selection.succeeded(1)
        #expect(selection.current == 1)
        #expect(selection.failed(1) == true)
        #expect(selection.current == 0)
        #expect(selection.failed(0) == true)
        #expect(selection.current == 2)
        #expect(selection.failed(2) == false)
        #expect(selection.current == 0)
    }

    @Test func ignoresNewsOfAServerThatIsNotInUse() {
        var selection = ServerSelection(count: 2)
        #expect(selection.failed(1) == true)
        #expect(selection.current == 0)
    }

    @Test func beginsARoundAnewWhenAllHaveFailed() {
        var selection = ServerSelection(count: 1)
        for _ in 0..<3 { #expect(selection.failed(0) == false) }
        selection.turn(to: 0)
        #expect(selection.current == 0)
    }
}

@Suite struct FailbackTests {
    @Test func waitsUntilTheServerWasHealthyForAWhile() {
        let start = ContinuousClock.now
        var failback = Failback(delay: .seconds(10))
        #expect(failback.observed(0, isHealthy: true, now: start) == false)
        #expect(failback.observed(0, isHealthy: false, now: start + .seconds(5)) == false)
        #expect(failback.observed(0, isHealthy: true, now: start + .seconds(6)) == false)
        #expect(failback.observed(0, isHealthy: true, now: start + .seconds(15)) == false)
        #expect(failback.observed(0, isHealthy: true, now: start + .seconds(16)) == true)
    }
}

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("ldap://ldap.example.com", "ldap://ldap.example.com:389"),
        ("LDAPS://ldap.example.com", "ldaps://ldap.example.com:636"),
        ("ldap://127.0.0.1:3890/", "ldap://127.0.0.1:3890"),
        ("ldap://[::1]", "ldap://[::1]:389"),
        ("ldaps://[2001:db8::1]:1636", "ldaps://[2001:db8::1]:1636"),
        ("ldapi://%2Frun%2Fslapd%2fldapi", "ldapi://%2Frun%2Fslapd%2Fldapi"),
        ("ldapi://%2Ftmp%2Fa%20b", "ldapi://%2Ftmp%2Fa%20b"),
    ])
    func readsAndPrints(text: String, canonical: String) throws {
        let url = try ServerURL(parsing: text)
        #expect(url.description == canonical)
        #expect(try ServerURL(parsing: canonical) == url)
    }

    @Test(arguments: [
        "", "ldap.example.com", "http://ldap.example.com", "ldap://", "ldap://:389", "ldap://host:0",
        "ldap://host:65536",
        "ldap://host:x", "ldap://::1", "ldap://host/dc=x", "ldap://host?x", "ldap://user@host", "ldap://a b",
        "ldap://a ldap://b", "ldapi://", "ldapi://run", "ldapi://%2", "ldapi://%2Fa%00", "ldap://host\n",
    ])
    func refuses(text: String) {
        #expect(throws: LDAPError.self) { try ServerURL(parsing: text) }
    }

    @Test(arguments: [
        ("ldap://127.0.0.1", true), ("ldap://127.8.9.10:1", true), ("ldap://localhost", true), ("ldap://[::1]", true),
        ("ldapi://%2Frun", true), ("ldap://127.evil.example", false), ("ldap://10.0.0.1", false),
        ("ldap://localhost.example", false),
    ])
    func knowsWhatStaysOnTheMachine(text: String, isLocal: Bool) throws {
        #expect(try ServerURL(parsing: text).isLocal == isLocal)
    }
}

@Suite struct PreferenceTests {
    private static func preference(
        isSuspect: Bool = false, isElsewhere: Bool = false, load: Int = 0
    ) -> Preference {
        Preference(isSuspect: isSuspect, isElsewhere: isElsewhere, load: load, capacity: 64)
    }

    @Test func staysOnTheEventLoopUntilItsConnectionIsFull() {
        #expect(Self.preference(load: 63) < Self.preference(isElsewhere: true))
        #expect(Self.preference(isElsewhere: true, load: 63) < Self.preference(load: 64))
        #expect(Self.preference(load: 64) < Self.preference(isElsewhere: true, load: 64))
    }

    @Test func fillsOneConnectionBeforeTheNext() {
        #expect(!(Self.preference(load: 0) < Self.preference(load: 7)))
        #expect(Self.preference(load: 0) < Self.preference(load: 8))
        #expect(Self.preference(load: 8) < Self.preference(load: 9))
    }

    @Test func avoidsAServerThatIsSilent() {
        #expect(Self.preference(isElsewhere: true, load: 100) < Self.preference(isSuspect: true))
    }
}
