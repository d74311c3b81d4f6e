import LDAP
import Testing

@testable import LDAPClient

@Suite struct BindPatienceTests {
    private static let start = ContinuousClock.now
    private let wrong = PasswordPrint(Array("wrong".utf8))
    private let other = PasswordPrint(Array("other".utf8))
    private var patience = BindPatience()

    private static func minute(_ number: Double) -> BindPatience.Instant { Self.start + .seconds(60) * number }

    private mutating func refuse(_ password: PasswordPrint, at minute: Double) {
        #expect(self.patience.begin(password, now: Self.minute(minute)) == .bind)
        self.patience.end(.refused, password, now: Self.minute(minute))
    }

    @Test mutating func letsOneBindAfterTheOther() {
        #expect(self.patience.begin(self.wrong, now: Self.start) == .bind)
        #expect(self.patience.begin(self.wrong, now: Self.start) == .wait)
        self.patience.end(.accepted, self.wrong, now: Self.start)
        #expect(self.patience.begin(self.wrong, now: Self.start) == .bind)
        self.patience.end(.undecided, self.wrong, now: Self.start)
        #expect(self.patience.begin(self.wrong, now: Self.start) == .bind)
    }

    @Test mutating func waitsAQuarterOfAnHourAndAnHourAfterThree() {
        for minute in [0.0, 15, 30] {
            self.refuse(self.wrong, at: minute)
            let next = Self.minute(minute + (minute < 30 ? 15 : 60))
            #expect(self.patience.begin(self.wrong, now: Self.minute(minute + 14.9)) == .refuse(until: next))
        }
        #expect(self.patience.begin(self.wrong, now: Self.minute(89.9)) == .refuse(until: Self.minute(90)))
        self.refuse(self.wrong, at: 90)
        #expect(self.patience.begin(self.wrong, now: Self.minute(149)) == .refuse(until: Self.minute(150)))
    }

    @Test mutating func triesAnotherPasswordAtOnce() {
        for minute in [0.0, 15, 30] { self.refuse(self.wrong, at: minute) }
        self.refuse(self.other, at: 31)
        #expect(self.patience.verdict(on: self.other, now: Self.minute(32)) == .refuse(until: Self.minute(46)))
        #expect(self.patience.begin(self.wrong, now: Self.minute(32)) == .bind)
        self.patience.end(.accepted, self.wrong, now: Self.minute(32))
        #expect(self.patience.begin(self.other, now: Self.minute(32)) == .bind)
    }

    @Test mutating func countsAnAttemptWithoutAnAnswer() {
        self.refuse(self.wrong, at: 0)
        #expect(self.patience.begin(self.wrong, now: Self.minute(15)) == .bind)
        self.patience.end(.undecided, self.wrong, now: Self.minute(16))
        #expect(self.patience.begin(self.wrong, now: Self.minute(17)) == .refuse(until: Self.minute(31)))
    }

    /// Four connections that want to be kept up, eight leases and the looks at a preferred server, at two servers, every second.
    @Test(arguments: [(30, 3), (24 * 60, 27)])
    func neverLocksTheAccount(minutes: Int, most: Int) {
        let maximumFailures = 5
        var patience = BindPatience()
        var (failures, failuresAtOnce) = (0, 0)
        var underWay: (server: Int, end: Int)?
        for second in 0...(minutes * 60) {
            let now = Self.start + .seconds(second)
            if let bind = underWay, bind.end <= second {
                patience.end(.refused, self.wrong, now: now)
                (failures, failuresAtOnce, underWay) = (failures + 1, failuresAtOnce + 1, nil)
            }
            for seeker in 0..<13 where patience.begin(self.wrong, now: now) == .bind {
                #expect(underWay == nil)
                underWay = (seeker % 2, second + seeker % 3)
            }
            // The policy forgets failures after half an hour (pwdFailureCountInterval).
            if second % 1800 == 1799 { failuresAtOnce = 0 }
            #expect(failuresAtOnce < maximumFailures)
        }
        #expect(failures >= 2 && failures <= most)
    }

    /// A configuration that is corrected is tried at once, and the same one is not tried again.
    @Test func theSamePasswordOfAnotherAccountOrServerIsAnotherOne() throws {
        let (first, second) = (try ServerURL(parsing: "ldap://a"), try ServerURL(parsing: "ldap://b"))
        let password = Array("secret".utf8)
        let print = PasswordPrint(password, of: "cn=a", at: [first])
        #expect(print == PasswordPrint(password, of: "cn=a", at: [first]))
        #expect(print != PasswordPrint(password, of: "cn=b", at: [first]))
        #expect(print != PasswordPrint(password, of: "cn=a", at: [second]))
    }
}
