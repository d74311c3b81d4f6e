import LDAP
import Testing

@testable import LDAPClient

@Suite struct OpeningStateMachineTests {
    @Test func opensAtOnceWithoutTLS() {
        var machine = OpeningStateMachine(.none)
        #expect(machine.connected() == .open)
        #expect(machine.isOpen)
        #expect(machine.broke() == .wait)
    }

    @Test func opensAfterTheHandshake() {
        var machine = OpeningStateMachine(.atOnce)
        #expect(machine.secured() == .wait)
        #expect(machine.connected() == .wait)
        #expect(machine.readCompleted() == .wait)
        #expect(!machine.isOpen)
        #expect(machine.secured() == .open)
        #expect(machine.isOpen)
    }

    @Test func securesWhenTheServerAgreedAndNothingCameBehind() {
        var machine = OpeningStateMachine(.afterRequest)
        #expect(machine.connected() == .requestTLS)
        #expect(machine.readCompleted() == .read)
        #expect(machine.answered(.success, isLast: true) == .wait)
        #expect(machine.readCompleted() == .secure)
        #expect(machine.secured() == .open)
    }

    @Test func endsWhereSomethingComesBehindTheAnswer() {
        var machine = OpeningStateMachine(.afterRequest)
        _ = machine.connected()
        #expect(machine.answered(.success, isLast: false) == .fail(.followed))
        #expect(machine.readCompleted() == .wait)

        machine = OpeningStateMachine(.afterRequest)
        _ = machine.connected()
        #expect(machine.answered(.success, isLast: true) == .wait)
        #expect(machine.followed() == .fail(.followed))

        machine = OpeningStateMachine(.afterRequest)
        _ = machine.connected()
        #expect(machine.answered(.success, isLast: true) == .wait)
        #expect(machine.answered(.success, isLast: true) == .fail(.followed))
    }

    @Test func saysWhyThereIsNoSession() {
        var machine = OpeningStateMachine(.afterRequest)
        _ = machine.connected()
        #expect(machine.answered(.protocolError, isLast: true) == .fail(.refused(.protocolError)))
        #expect(machine.broke() == .wait)

        machine = OpeningStateMachine(.afterRequest)
        #expect(machine.broke() == .fail(.lost))

        machine = OpeningStateMachine(.afterRequest)
        _ = machine.connected()
        #expect(machine.broke() == .fail(.unanswered))

        machine = OpeningStateMachine(.atOnce)
        _ = machine.connected()
        #expect(machine.broke() == .fail(.untrusted))
        #expect(machine.secured() == .wait)
    }
}
