import Directories
import LDAP
import Testing

@testable import Translator

@Suite struct StateAttributeTests {
    private func state(
        _ name: AttributeDescription, active: StateWords, inactive: StateWords,
        absent: Mapping.Activation.State? = nil
    ) -> StateAttribute {
        var state = StateAttribute(name, active: active, inactive: inactive, absent: absent)
        state.bind(to: .sample)
        return state
    }

    /// The active value, the inactive one, those of an entry, and whether it is disabled.
    @Test(
        arguments: [
            (nil, "left", [], false), (nil, "left", ["LEFT", "intern"], true), ("on", "off", [], false),
            ("on", nil, [], true), ("on", nil, ["On"], false), ("on", nil, ["off"], true), (nil, nil, ["x"], false),
            (["on", "guest"], nil, ["GUEST"], false), (["on", "guest"], nil, ["off"], true),
            ("on", ["left", "dead"], ["Dead"], true), ("on", ["left", "dead"], ["else"], false),
        ] as [(StateWords, StateWords, [AttributeValue], Bool)])
    func saysWhoIsDisabled(active: StateWords, inactive: StateWords, values: [AttributeValue], isDisabled: Bool) {
        let state = self.state("employeeType", active: active, inactive: inactive)
        let entry = Entry.bob(["employeeType": values])
        #expect(state.isDisabled(entry) == isDisabled)
        #expect(state.disabled.superset.matches(entry, schema: .sample) == isDisabled)
    }

    /// The values of an entry, and those after it was disabled and after it was enabled.
    @Test(
        arguments: [
            ([], ["left"], ["here"]), (["HERE", "intern"], ["intern", "left"], ["HERE", "intern"]),
            (["Left"], ["Left"], ["here"]),
        ] as [(Attribute.Values, Attribute.Values, Attribute.Values)])
    func leavesOtherValuesAlone(present: Attribute.Values, disabled: Attribute.Values, enabled: Attribute.Values) {
        let state = self.state("employeeType", active: "here", inactive: "left")
        #expect(state.values(isActive: false, over: present) == disabled)
        #expect(state.values(isActive: true, over: present) == enabled)
    }

    /// What an account without a value is, the values of an entry, and whether it is disabled.
    @Test(
        arguments: [
            (.inactive, [], true), (.inactive, ["left"], true), (.inactive, ["here"], false),
            (.inactive, ["else"], false), (.active, [], false), (.active, ["left"], true), (nil, [], false),
        ] as [(Mapping.Activation.State?, [AttributeValue], Bool)])
    func anAbsentValueMeansWhatIsSaid(
        absent: Mapping.Activation.State?, values: [AttributeValue], isDisabled: Bool
    ) {
        let state = self.state("employeeType", active: "here", inactive: "left", absent: absent)
        let entry = Entry.bob(["employeeType": values])
        #expect(state.isDisabled(entry) == isDisabled)
        #expect(state.disabled.isExact && state.disabled.superset.matches(entry, schema: .sample) == isDisabled)
    }

    /// The values of an entry, and those after it was disabled and after it was enabled.
    @Test(
        arguments: [
            (["dead"], ["dead"], ["here"]), (["GUEST"], ["left"], ["GUEST"]),
            (["here", "guest", "x"], ["x", "left"], nil),
        ] as [(Attribute.Values, Attribute.Values, Attribute.Values?)])
    func writesTheFirstWordUnlessThereIsOne(
        present: Attribute.Values, disabled: Attribute.Values, enabled: Attribute.Values?
    ) {
        let state = self.state("employeeType", active: ["here", "guest"], inactive: ["left", "dead"])
        #expect(state.values(isActive: false, over: present) == disabled)
        #expect(state.values(isActive: true, over: present) == enabled ?? present)
    }

    @Test func isUnknownWhereTheServerDoesNotKnowTheAttribute() {
        let state = self.state("alien", active: nil, inactive: "x")
        #expect(state.disabled == .never)
        #expect(!state.isDisabled(.bob()))
    }
}

@Suite struct DisableStrategyTests {
    @Test func strategiesAreTheSameWithTheSameValues() {
        let left = Mapping.Activation.attribute("employeeType", active: nil, inactive: "left")
        #expect(left == .attribute("employeetype", active: nil, inactive: "left"))
        #expect(left != .attribute("employeeType", active: "on", inactive: "left"))
        #expect(left != .passwordPolicyLock)
        let policy = DistinguishedName(server: "cn=default,dc=acme")
        #expect(.passwordPolicyLock != Mapping.Activation.passwordPolicyLock(defaultPolicy: policy))
        #expect(Set([left, .passwordPolicyLock, left]).count == 2)
    }

    @Test func onlyALockMustBeProved() {
        let policy = DistinguishedName(server: "cn=default,dc=acme")
        let ground = ActivationGround.lockout(ownPolicy: "pwdPolicySubentry", defaultPolicy: policy)
        #expect(Mapping.Activation.passwordPolicyLock(defaultPolicy: policy).ground == ground)
        #expect(Mapping.Activation.attribute("employeeType", active: nil, inactive: "left").ground == nil)
    }

    @Test func aLockFollowsThePasswordWhereTheServerTakesItAway() {
        let lock = PasswordPolicyLock()
        var dialect = Dialect.openLDAP
        let locked = Attribute("pwdAccountLockedTime", values: ["000001010000Z"])
        #expect(lock.restatement(isActive: false, on: dialect) == [locked])
        #expect(lock.restatement(isActive: true, on: dialect) == [Attribute("pwdAccountLockedTime")])
        dialect.passwordWriteUnlocks = false
        #expect(lock.restatement(isActive: false, on: dialect).isEmpty)
        let state = StateAttribute("employeeType", active: nil, inactive: "left")
        #expect(AttributeStrategy(state: state).restatement(isActive: false, on: .openLDAP).isEmpty)
    }

    @Test func aLockThatEndsByItselfGivesWayAndDisablesNobody() {
        let lock = PasswordPolicyLock().bound(to: .sample, on: .openLDAP)
        let entry = Entry.bob(["pwdAccountLockedTime": ["20261123212810Z"]])
        #expect(!lock.isDisabled(entry))
        #expect(lock.changes(of: entry, isActive: true).isEmpty)
        #expect(lock.changes(of: entry, isActive: false).map(\.values) == [["000001010000Z"]])
    }
}
