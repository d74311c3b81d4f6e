import Bridge
import LDAP
import LDAPClient
import SCIMFront
import Testing
import Translator

@testable import Daemon

@Suite struct DirectoryStandingTests {
    private typealias Complaint = DirectoryStanding.Complaint

    private let start = ContinuousClock.now
    private let problem = Mapping.Problem(.active, "no lockout.")
    private let away = Client.State.unavailable(LDAPError(.unavailable, diagnostic: "gone"))

    private func connected() throws -> Client.State {
        .connected(try ServerURL(parsing: "ldap://127.0.0.1:389"))
    }

    private var good: CheckReport { CheckReport([.mapping: .holds, .base: .holds, .lockout: .holds]) }
    private var bad: CheckReport { CheckReport([.mapping: .holds, .base: .holds, .lockout: .fails([self.problem])]) }
    private var unmade: CheckReport { CheckReport([.mapping: .holds, .lockout: .unmade("busy")]) }

    private func standing() -> DirectoryStanding { DirectoryStanding(start: self.start) }

    @Test func isReadyWhenTheDirectoryWasLookedAt() throws {
        var standing = self.standing()
        #expect(standing.handle(.connection(.connecting)) == [])
        #expect(standing.health == .starting)
        #expect(standing.handle(.connection(try self.connected())) == [.check])
        #expect(!standing.isReady)
        #expect(standing.handle(.checked(["users": self.good])) == [.ready])
        #expect(standing.status == "connected to ldap://127.0.0.1:389")
        #expect(standing.health == .ready)
    }

    @Test func isReadyWhileTheDirectoryIsAwayAndLooksWhenItIsBack() throws {
        var standing = self.standing()
        #expect(standing.handle(.connection(self.away)) == [.ready])
        #expect(standing.health == .degraded)
        #expect(standing.status.hasPrefix("the directory cannot be reached"))
        #expect(standing.handle(.connection(self.away)) == [])
        #expect(standing.handle(.connection(try self.connected())) == [.check])
    }

    @Test func aWrongConfigurationEndsItBeforeItIsReady() throws {
        var standing = self.standing()
        _ = standing.handle(.connection(try self.connected()))
        let complaint = Complaint(section: "users", problem: self.problem)
        #expect(standing.handle(.checked(["users": self.bad])) == [.endWrong([complaint])])
        #expect(!standing.isReady)
    }

    @Test func aRefusedBindEndsItBeforeItIsReadyOnly() throws {
        let error = LDAPError(.invalidCredentials)
        var standing = self.standing()
        #expect(standing.handle(.connection(.refused(error))) == [.endRefused(error)])
        standing = self.standing()
        _ = standing.handle(.connection(self.away))
        #expect(standing.handle(.connection(.refused(error))) == [])
    }

    @Test func whatBecomesUntrueDegradesItUntilItIsTrueAgain() throws {
        var standing = self.standing()
        _ = standing.handle(.connection(try self.connected()))
        _ = standing.handle(.checked(["users": self.good, "groups": self.good]))
        #expect(standing.handle(.checked(["users": self.bad, "groups": self.good])) == [])
        #expect(standing.health == .degraded)
        #expect(standing.status == "degraded, connected to ldap://127.0.0.1:389: users.active: no lockout.")
        #expect(standing.handle(.checked(["users": self.good, "groups": self.good])) == [])
        #expect(standing.status == "connected to ldap://127.0.0.1:389")
    }

    @Test func looksEveryMinuteAndSoonerWhereItCouldNot() throws {
        var standing = self.standing()
        _ = standing.handle(.connection(try self.connected()), at: self.start)
        #expect(standing.handle(.checked(["users": self.unmade]), at: self.start) == [.ready])
        #expect(standing.status.contains("not checked yet: busy"))
        #expect(standing.handle(.tick, at: self.start + .seconds(4)) == [])
        #expect(standing.handle(.tick, at: self.start + .seconds(5)) == [.check])
        _ = standing.handle(.checked(["users": self.good]), at: self.start + .seconds(5))
        #expect(standing.handle(.tick, at: self.start + .seconds(64)) == [])
        #expect(standing.handle(.tick, at: self.start + .seconds(65)) == [.check])
        _ = standing.handle(.connection(self.away))
        #expect(standing.handle(.tick, at: self.start + .seconds(900)) == [])
    }

    @Test func aDirectoryThatSaysNothingHoldsNobodyUpForLong() {
        var standing = self.standing()
        #expect(standing.handle(.tick, at: self.start + .seconds(19)) == [])
        #expect(standing.handle(.tick, at: self.start + .seconds(20)) == [.ready])
    }

    private func successor() throws -> DirectoryStanding {
        DirectoryStanding(isSuccessor: true, start: self.start)
    }

    @Test func aSuccessorIsReadyWhenItHasLookedAtTheDirectory() throws {
        var standing = try self.successor()
        #expect(standing.handle(.connection(try self.connected())) == [.check])
        #expect(standing.handle(.checked(["users": self.good])) == [.ready])
        #expect(standing.handle(.connection(self.away)) == [])
        #expect(standing.health == .degraded)
    }

    @Test func aSuccessorWhoseDirectoryIsAwayEnds() throws {
        var standing = try self.successor()
        #expect(standing.handle(.connection(self.away)) == [.endUnknown("\(self.away)")])
        standing = try self.successor()
        #expect(standing.handle(.tick, at: self.start + .seconds(20)) == [.endUnknown("connecting to the directory")])
    }

    @Test func aSuccessorLooksAgainUntilItKnows() throws {
        var standing = try self.successor()
        _ = standing.handle(.connection(try self.connected()), at: self.start)
        #expect(standing.handle(.checked(["users": self.unmade]), at: self.start + .seconds(1)) == [])
        #expect(standing.handle(.tick, at: self.start + .seconds(6)) == [.check])
        var patient = standing
        #expect(patient.handle(.checked(["users": self.good]), at: self.start + .seconds(6)) == [.ready])
        guard
            case .endUnknown(let reason)? =
                standing.handle(.checked(["users": self.unmade]), at: self.start + .seconds(20)).first
        else {
            Issue.record("it goes on")
            return
        }
        #expect(reason.contains("not checked yet: busy"))
    }
}
