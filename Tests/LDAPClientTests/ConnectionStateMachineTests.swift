import Testing

@testable import LDAPClient

@Suite struct ConnectionStateMachineTests {
    typealias Machine = ConnectionStateMachine

    let start = ContinuousClock.now
    var machine = Machine(maximumInFlight: 2, maximumQueued: 2)

    private func ticket(_ number: UInt64) -> Ticket { Ticket(number: number) }
    private func after(_ seconds: Int) -> Machine.Instant { self.start + .seconds(seconds) }

    private mutating func submit(_ number: UInt64, limit: Int = 10) -> Machine.Action {
        self.machine.submit(self.ticket(number), deadline: self.after(limit))
    }

    private mutating func sent(
        _ number: UInt64, _ kind: Machine.Kind = .read, as id: Int32, limit: Int = 10
    ) {
        self.machine.sent(self.ticket(number), kind, as: id, deadline: self.after(limit), now: self.start)
    }

    @Test mutating func sendsAtOnceAndResumesTheCallerOfTheAnswer() {
        #expect(self.submit(1) == .send(self.ticket(1)))
        self.sent(1, as: 200)
        #expect(self.machine.ticket(of: 200) == self.ticket(1))
        #expect(self.machine.answered(200) == .resume(self.ticket(1)))
        #expect(self.machine.answered(200) == .wait)
        #expect(self.machine.isIdle)
    }

    @Test mutating func boundsWhatIsInFlightAndWhatWaits() {
        for number in 1...2 {
            #expect(self.submit(UInt64(number)) == .send(self.ticket(UInt64(number))))
            self.sent(UInt64(number), as: Int32(number))
        }
        #expect(self.submit(3) == .wait)
        #expect(self.submit(4) == .wait)
        #expect(self.submit(5) == .fail(self.ticket(5), .overflow))
        #expect(self.machine.next() == nil)
        #expect(self.machine.answered(1) == .resume(self.ticket(1)))
        #expect(self.machine.next() == .send(self.ticket(3)))
        self.sent(3, as: 3)
        #expect(self.machine.next() == nil)
        #expect(self.submit(5) == .wait)
    }

    @Test mutating func holdsEverythingBackWhileTheServerTakesNoBytes() {
        _ = self.submit(1)
        self.sent(1, .write, as: 1)
        self.machine.filled()
        #expect(self.submit(2) == .wait)
        #expect(self.machine.next() == nil)
        self.machine.emptied()
        #expect(self.machine.next() == .send(self.ticket(2)))
        self.sent(2, as: 2)
        #expect(self.machine.next() == nil)
    }

    @Test mutating func abandonsAReadWhileTheServerTakesNoBytes() {
        _ = self.submit(1)
        self.sent(1, as: 1)
        self.machine.filled()
        #expect(self.machine.cancelled(self.ticket(1)) == [.fail(self.ticket(1), .cancelled), .abandon(1)])
        #expect(self.machine.next() == nil)
    }

    @Test mutating func abandonsReadsButAwaitsWritesWhoseCallerHasGone() {
        _ = self.submit(1)
        self.sent(1, as: 1)
        _ = self.submit(2)
        self.sent(2, .write, as: 2)
        #expect(self.submit(3) == .wait)
        #expect(self.machine.cancelled(self.ticket(1)) == [.fail(self.ticket(1), .cancelled), .abandon(1)])
        #expect(self.machine.cancelled(self.ticket(2)) == [])
        #expect(self.machine.cancelled(self.ticket(3)) == [.fail(self.ticket(3), .cancelled)])
        #expect(self.machine.cancelled(self.ticket(4)) == [])
        #expect(self.machine.answered(2) == .resume(self.ticket(2)))
        #expect(self.machine.answered(1) == .wait)
    }

    @Test mutating func endsOverdueOperationsAndAsksASilentServerForASignOfLife() {
        _ = self.submit(1)
        self.sent(1, as: 1, limit: 5)
        _ = self.submit(2)
        self.sent(2, .write, as: 2, limit: 6)
        _ = self.submit(3, limit: 5)
        #expect(self.machine.swept(now: self.after(4)) == [])
        #expect(
            self.machine.swept(now: self.after(5)) == [
                .fail(self.ticket(3), .expiredInQueue), .fail(self.ticket(1), .expired), .abandon(1), .probe,
            ])
        self.machine.probing(self.ticket(9))
        self.sent(9, as: 9, limit: 7)
        #expect(self.machine.suspected() == .wait)
        #expect(self.machine.swept(now: self.after(6)) == [.fail(self.ticket(2), .expired)])
        #expect(self.machine.ticket(of: 2) == nil)
        #expect(self.machine.swept(now: self.after(7)) == [.fail(self.ticket(9), .expired), .close])
    }

    @Test mutating func keepsAConnectionWhoseServerIsOnlySlow() {
        _ = self.submit(1)
        self.sent(1, .write, as: 1, limit: 5)
        self.machine.heard(now: self.after(3))
        #expect(self.machine.swept(now: self.after(5)) == [.fail(self.ticket(1), .expired)])
        #expect(!self.machine.isIdle)
        #expect(self.machine.answered(1) == .wait)
        #expect(self.machine.isIdle)
    }

    @Test mutating func knowsOfASilentServerWhenTheTimeOfTheFirstOperationIsOver() {
        self.machine = Machine(maximumInFlight: 2, maximumQueued: 2, probeTime: .seconds(2))
        _ = self.submit(1)
        self.sent(1, as: 1, limit: 10)
        #expect(self.machine.swept(now: self.after(7)) == [])
        #expect(self.machine.swept(now: self.after(8)) == [.probe])
        self.machine.probing(self.ticket(9))
        self.machine.sent(self.ticket(9), .read, as: 9, deadline: self.after(10), now: self.after(8))
        #expect(self.machine.swept(now: self.after(9)) == [])
        let actions = self.machine.swept(now: self.after(10))
        #expect(actions == [.fail(self.ticket(1), .expired), .abandon(1), .fail(self.ticket(9), .expired), .close])
    }

    /// Whoever has time left when the connection is given up hears that the server was silent, and not that it hung up.
    @Test mutating func tellsWhatIsGivenUpFromWhatIsLost() {
        _ = self.submit(1)
        self.sent(1, as: 1)
        _ = self.submit(2)
        self.sent(2, .write, as: 2)
        _ = self.submit(3)
        let actions = self.machine.broke(isSilent: true)
        #expect(actions.count == 3)
        #expect(actions.contains(.fail(self.ticket(1), .silenced)))
        #expect(actions.contains(.fail(self.ticket(2), .silenced)))
        #expect(actions.last == .fail(self.ticket(3), .expiredInQueue))
    }

    @Test mutating func isAskedForASignOfLifeOnceWhenAnotherConnectionIsSilent() {
        #expect(self.machine.suspected() == .probe)
        self.machine.probing(self.ticket(9))
        self.sent(9, as: 9, limit: 2)
        #expect(self.machine.suspected() == .wait)
        #expect(self.machine.answered(9) == .resume(self.ticket(9)))
        #expect(self.machine.suspected() == .probe)
        _ = self.machine.broke()
        #expect(self.machine.suspected() == .wait)
    }

    @Test mutating func clearsTheSuspicionWhenTheServerAnswers() {
        _ = self.submit(1)
        self.sent(1, as: 1, limit: 1)
        #expect(self.machine.swept(now: self.after(1)).last == .probe)
        self.machine.probing(self.ticket(2))
        self.sent(2, as: 2, limit: 3)
        #expect(self.machine.answered(2) == .resume(self.ticket(2)))
        #expect(self.machine.suspected() == .probe)
    }

    @Test mutating func closesAtOnceWhenASilentServerDoesNotEvenTakeTheRequest() {
        _ = self.submit(1)
        self.sent(1, .write, as: 1, limit: 5)
        self.machine.filled()
        #expect(self.machine.swept(now: self.after(5)) == [.fail(self.ticket(1), .expired), .close])
    }

    @Test mutating func tellsWhatWasLostFromWhatWasNeverSent() {
        _ = self.submit(1)
        self.sent(1, .write, as: 1)
        _ = self.submit(2)
        self.sent(2, as: 2)
        _ = self.submit(3)
        let actions = self.machine.broke()
        #expect(actions.count == 3)
        #expect(actions.contains(.fail(self.ticket(1), .lost)))
        #expect(actions.contains(.fail(self.ticket(2), .lost)))
        #expect(actions.last == .fail(self.ticket(3), .notSent))
        #expect(self.machine.broke() == [])
        #expect(self.submit(4) == .fail(self.ticket(4), .notSent))
    }

    /// While the server takes no bytes nothing is asked, and a sign of life that it has not got either is still awaited.
    @Test mutating func keepsTheProbeWhileTheServerTakesNoBytes() {
        #expect(self.machine.suspected() == .probe)
        self.machine.probing(self.ticket(9))
        self.sent(9, as: 9, limit: 2)
        self.machine.filled()
        #expect(self.submit(1) == .wait)
        #expect(self.machine.suspected() == .wait)
        self.machine.emptied()
        #expect(self.machine.suspected() == .wait)
        #expect(self.machine.next() == .send(self.ticket(1)))
        #expect(self.machine.swept(now: self.after(2)) == [.fail(self.ticket(9), .expired), .close])
        #expect(self.machine.broke(isSilent: true) == [])
    }
}
