import LDAP
import Testing
import Translator

@testable import Bridge

@Suite struct UpdateCourseTests {
    static let group = DistinguishedName(server: "cn=staff,dc=acme")
    static let bob: [DistinguishedName?] = [DistinguishedName(server: "uid=bob,dc=acme")]
    static let robert: [DistinguishedName?] = [DistinguishedName(server: "uid=robert,dc=acme")]

    static let title = Plan(steps: [Plan.Step(.modify(group, [Modification(.replace, "title", ["T"])]))])
    static let member = Plan(
        steps: [
            Plan.Step(.modify(group, [Modification(.add, "member", ["uid=bob,dc=acme"])]), needsPermissiveModify: true)
        ],
        knowledge: .blind)

    /// A plan of two steps, made with so much knowledge of the members.
    static func both(knowing knowledge: Knowledge) -> Plan {
        Plan(steps: title.steps + member.steps, knowledge: knowledge)
    }

    var course = UpdateCourse(maximumRounds: 3)

    @Test mutating func writesAndAnswers() {
        #expect(self.course.isFirstRound)
        #expect(self.course.planned(Self.title, []) == .write)
        #expect(self.course.written() == .answer)
    }

    @Test mutating func answersWhereNothingIsToBeWritten() {
        #expect(self.course.planned(Plan(), []) == .answer)
    }

    @Test mutating func waitsLongerAfterEachLostRaceAndGivesUp() {
        #expect(self.course.lostRace() == .pause(upTo: .milliseconds(10)))
        #expect(!self.course.isFirstRound)
        #expect(self.course.lostRace() == .pause(upTo: .milliseconds(20)))
        #expect(self.course.lostRace() == .giveUp)
    }

    @Test mutating func looksForValuesThatWereThereAlready() {
        #expect(self.course.planned(Self.member, Self.bob) == .write)
        #expect(self.course.knowledge == .blind)
        #expect(self.course.unsettled(Self.member, Self.bob) == .lookFirst)
        #expect(self.course.knowledge == .named)
        #expect(self.course.unsettled == Self.member)
        self.course.found(Self.bob)
        #expect(self.course.planned(Self.member, Self.bob) == .write)
        // Others add and remove them all the time.
        #expect(self.course.unsettled(Self.member, Self.bob) == .pause(upTo: .milliseconds(10)))
    }

    @Test mutating func forgetsWhatItFoundUnderFormerNames() {
        #expect(self.course.unsettled(Self.member, Self.bob) == .lookFirst)
        self.course.found(Self.robert)
        #expect(self.course.knowledge == .blind)
        #expect(self.course.unsettled == nil)
    }

    @Test mutating func looksBeforeAPlanOfSeveralStepsThatMayHaveToBeTakenBack() {
        #expect(self.course.planned(Self.both(knowing: .blind), Self.bob) == .lookFirst)
        #expect(self.course.unsettled == Self.both(knowing: .blind))
        self.course.found(Self.bob)
        #expect(self.course.planned(Self.both(knowing: self.course.knowledge), Self.bob) == .write)
    }

    @Test mutating func readsAllValuesWhereTheLastOneWasToGo() {
        #expect(self.course.emptied() == .lookFirst)
        #expect(self.course.knowledge == .all)
        #expect(self.course.planned(Self.both(knowing: self.course.knowledge), Self.bob) == .write)
    }

    @Test mutating func plansAnewWhereNamesWereLost() {
        #expect(self.course.emptied() == .lookFirst)
        #expect(self.course.planned(Self.member, Self.bob) == .write)
        #expect(self.course.written(isNamesLost: true) == .pause(upTo: .milliseconds(10)))
        #expect(self.course.knowledge == .blind)
        #expect(self.course.planned(Self.member, Self.robert) == .write)
        #expect(self.course.written() == .answer)
    }
}
