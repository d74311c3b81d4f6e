import Encodings
import SCIM
import Testing

@testable import Safeguards

/// What an administrator's word does.
@Suite struct GuardOrderTests {
    /// Three of twenty have passed, and seventeen are held.
    private static func held() -> GuardDialogue {
        let dialogue = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(dialogue.passing(0..<20) == 3)
        return dialogue
    }

    @Test func releaseLetsExactlyThoseThroughWhoWereHeld() throws {
        let dialogue = Self.held()
        #expect(try dialogue.obey(GuardOrder(.release)).count == 1)
        #expect(dialogue.waiting() == 0)
        #expect(dialogue.passing(3..<20) == 17)
        // The window still holds three, so that whoever else comes is held.
        #expect(!dialogue.passes("another"))
        // Each once.
        #expect(!dialogue.passes("p5"))
    }

    @Test func whatWasLetGoDoesNotCount() throws {
        let dialogue = Self.held()
        dialogue.wait(.seconds(3601))
        try dialogue.obey(GuardOrder(.release))
        #expect(dialogue.passing(3..<20) == 17)
        #expect(dialogue.passing(100..<110) == 3)
    }

    @Test func aPermitThatWasNotUsedStays() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.release))
        #expect(dialogue.passes("p7", isWritten: false))
        #expect(dialogue.passes("p7"))
        #expect(!dialogue.passes("p7"))
    }

    @Test func onePersonIsLetGoAlone() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.release, class: "disables", user: "P4"))
        #expect(dialogue.passes("p4"))
        #expect(!dialogue.passes("p5"))
        #expect(dialogue.waiting() == 16)
        #expect(throws: GuardError.self) { try dialogue.obey(GuardOrder(.release, user: "nobody")) }
    }

    @Test func aGateHasABound() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.release, upTo: 5))
        // The window is full, so that what comes after the gate is held.
        #expect(dialogue.passing(100..<200) == 5)
        #expect(dialogue.report.classes[0].state == .held)
    }

    @Test func aGateMayBeOpenedBeforehandForATime() throws {
        let dialogue = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(throws: GuardError.self) { try dialogue.obey(GuardOrder(.release, seconds: 7200)) }
        try dialogue.obey(GuardOrder(.release, class: "disables", seconds: 7200))
        #expect(dialogue.passing(0..<100) == 100)
        dialogue.wait(.seconds(7200))
        #expect(dialogue.passing(100..<200) == 3)
    }

    @Test func aClockThatIsSetBackDoesNotKeepAGateOpen() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.release, seconds: 60))
        dialogue.wait(.seconds(-86_400))
        #expect(dialogue.passes("a"))
        dialogue.wait(.seconds(60))
        #expect(dialogue.passing(100..<200) == 0)
    }

    @Test func refusedCallsHearWhoHasRefused() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.refuse, class: "disables"))
        guard case .hold(let hold) = dialogue.begin("p4") else { return #expect(Bool(false)) }
        #expect(hold.refusedBy == "root (uid 0)")
        #expect(hold.refusal(nil).status == 403 && hold.refusal(nil).detail.hasPrefix("root (uid 0) has refused"))
        try dialogue.obey(GuardOrder(.release))
        #expect(dialogue.passes("p4"))
    }

    @Test func aRefusalEndsWhatWasLetGo() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.release))
        #expect(!dialogue.passes("another"))
        try dialogue.obey(GuardOrder(.refuse))
        #expect(!dialogue.passes("p4"))
    }

    @Test func dismissalLetsNobodyGo() throws {
        let dialogue = Self.held()
        dialogue.wait(.seconds(3601))
        try dialogue.obey(GuardOrder(.dismiss))
        #expect(dialogue.waiting() == 0)
        #expect(dialogue.passing(3..<20) == 3)
    }

    @Test func theSecondOfTwoReleasesFindsNothing() throws {
        let dialogue = Self.held()
        try dialogue.obey(GuardOrder(.release))
        #expect(throws: GuardError("Nothing is held.")) { try dialogue.obey(GuardOrder(.release)) }
    }

    @Test(arguments: [
        GuardOrder(.release), GuardOrder(.refuse), GuardOrder(.dismiss), GuardOrder(.release, class: "disables"),
        GuardOrder(.release, class: "deletes", upTo: 3), GuardOrder(.release, class: "everybody"),
        GuardOrder(.release, class: "disables", upTo: 0), GuardOrder(.release, class: "disables", upTo: -1),
        GuardOrder(.release, class: "disables", upTo: 1_000_000), GuardOrder(.release, class: "disables", seconds: 0),
        GuardOrder(.release, class: "disables", seconds: -5),
        GuardOrder(.release, class: "disables", seconds: 365 * 86_400),
        GuardOrder(.release, class: "disables", user: ""), GuardOrder(.release, class: "disables", user: "a", upTo: 1),
    ])
    func ordersThatMakeNoSenseAreRefused(order: GuardOrder) {
        let dialogue = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(throws: GuardError.self) { try dialogue.obey(order) }
        #expect(dialogue.machine.takeFacts() == [])
    }

    @Test func aListThatIsFullCountsOn() throws {
        let dialogue = Self.held()
        _ = dialogue.passing(20..<(GuardHolding.room + 30))
        #expect(dialogue.report.classes[0].waiting == GuardHolding.room)
        #expect(dialogue.report.classes[0].unlisted == 27)
        try dialogue.obey(GuardOrder(.release))
        #expect(dialogue.report.classes[0].released == GuardHolding.room)
    }

    @Test func whoIsHeldForLongIsToldOfDaily() {
        let dialogue = Self.held()
        #expect(dialogue.machine.reminders(at: dialogue.now).isEmpty)
        dialogue.wait(.seconds(20 * 3600))
        let first = dialogue.machine.reminders(at: dialogue.now)
        #expect(first.map(\.waiting) == [17])
        #expect(first[0].end == first[0].since + .seconds(28 * 86_400))
        #expect(dialogue.machine.reminders(at: dialogue.now).isEmpty)
        dialogue.wait(.seconds(86_400))
        #expect(dialogue.machine.reminders(at: dialogue.now).count == 1)
    }

    @Test func whoHasGivenUpIsForgotten() {
        let dialogue = Self.held()
        dialogue.wait(.seconds(28 * 86_400 + 1))
        _ = dialogue.machine.reminders(at: dialogue.now)
        #expect(dialogue.waiting() == 0)
    }
}

/// What a process knows again of the one before it.
@Suite struct GuardRecallTests {
    private static func again(_ dialogue: GuardDialogue) -> GuardDialogue {
        let next = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        for fact in dialogue.machine.takeFacts() { next.machine.recall(fact) }
        next.now = dialogue.now
        return next
    }

    @Test func theWindowSurvives() {
        let before = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(before.passing(0..<2) == 2)
        let after = Self.again(before)
        #expect(after.passing(2..<9) == 1)
    }

    @Test func aTripAndTheListSurvive() throws {
        let before = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(before.passing(0..<9) == 3)
        before.wait(.seconds(86_400))
        let after = Self.again(before)
        #expect(after.waiting() == 6)
        #expect(!after.passes("p20"))
        try after.obey(GuardOrder(.release))
        #expect(after.passing(3..<9) == 6)
    }

    @Test func whatWasLetGoSurvives() throws {
        let before = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(before.passing(0..<9) == 3)
        try before.obey(GuardOrder(.release))
        #expect(before.passing(3..<5) == 2)
        let after = Self.again(before)
        #expect(after.passing(3..<9) == 4)
    }

    @Test func aRefusalSurvives() throws {
        let before = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(before.passing(0..<9) == 3)
        try before.obey(GuardOrder(.refuse))
        let after = Self.again(before)
        guard case .hold(let hold) = after.begin("p4") else { return #expect(Bool(false)) }
        #expect(hold.refusedBy == "root (uid 0)")
    }

    @Test func factsAreWrittenAndReadAgain() throws {
        let before = GuardDialogue([.disables: .init(most: 3, within: .seconds(3600))])
        #expect(before.passing(0..<9) == 3)
        try before.obey(GuardOrder(.release, upTo: 4))
        #expect(before.passes("x"))
        for fact in before.machine.takeFacts() {
            let line = fact.line
            #expect(!line.contains("\n"))
            #expect(GuardFact(line: line) == fact)
        }
        #expect(GuardFact(line: "{}") == nil)
    }
}
