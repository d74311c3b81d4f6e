import LDAP
import Testing
import Translator

@testable import Bridge

@Suite struct UpdateCourseTests {
    static let group = DistinguishedName(server: "cn=staff,dc=acme")
    static let bob: [DistinguishedName?] = [DistinguishedName(server: "uid=bob,dc=acme")]
    static let robert: [DistinguishedName?] = [DistinguishedName(server: "uid=robert,dc=acme")]

    static let title = Plan(steps: [Plan.Step(.modify(group, [Modification(.replace, "title", ["T"])]))])
    static let member = Plan(steps: [
        Plan.Step(.modify(group, [Modification(.add, "member", ["uid=bob,dc=acme"])]), needsPermissiveModify: true)
    ])
    static let both = Plan(steps: title.steps + member.steps)

    var course = UpdateCourse(maximumRounds: 3)

    @Test mutating func writesAndAnswers() {
        #expect(self.course.isFirstRound)
        #expect(self.course.planned(Self.title, [], knowing: .placeholders) == .write)
        #expect(self.course.written() == .answer)
    }

    @Test mutating func answersWhereNothingIsToBeWritten() {
        #expect(self.course.planned(Plan(), [], knowing: .placeholders) == .answer)
    }

    @Test mutating func waitsLongerAfterEachLostRaceAndGivesUp() {
        #expect(self.course.lostRace() == .pause(upTo: .milliseconds(10)))
        #expect(!self.course.isFirstRound)
        #expect(self.course.lostRace() == .pause(upTo: .milliseconds(20)))
        #expect(self.course.lostRace() == .giveUp)
    }

    @Test mutating func looksForValuesThatWereThereAlready() {
        #expect(self.course.planned(Self.member, Self.bob, knowing: .placeholders) == .write)
        #expect(self.course.extent == .placeholders)
        #expect(self.course.unsettled(Self.member, Self.bob) == .lookFirst)
        #expect(self.course.extent == .named)
        #expect(self.course.unsettled == Self.member)
        self.course.found(Self.bob)
        #expect(self.course.planned(Self.member, Self.bob, knowing: .named) == .write)
        // Others add and remove them all the time.
        #expect(self.course.unsettled(Self.member, Self.bob) == .pause(upTo: .milliseconds(10)))
    }

    @Test mutating func forgetsWhatItFoundUnderFormerNames() {
        #expect(self.course.unsettled(Self.member, Self.bob) == .lookFirst)
        self.course.found(Self.robert)
        #expect(self.course.extent == .placeholders)
        #expect(self.course.unsettled == nil)
    }

    @Test mutating func looksBeforeAPlanOfSeveralStepsThatMayHaveToBeTakenBack() {
        #expect(self.course.planned(Self.both, Self.bob, knowing: .placeholders) == .lookFirst)
        #expect(self.course.unsettled == Self.both)
        self.course.found(Self.bob)
        #expect(self.course.planned(Self.both, Self.bob, knowing: self.course.extent) == .write)
    }

    @Test mutating func readsAllValuesWhereTheLastOneWasToGo() {
        #expect(self.course.emptied() == .lookFirst)
        #expect(self.course.extent == .all)
        #expect(self.course.planned(Self.both, Self.bob, knowing: .all) == .write)
    }

    @Test mutating func plansAnewWhereNamesWereLost() {
        #expect(self.course.emptied() == .lookFirst)
        #expect(self.course.planned(Self.member, Self.bob, knowing: .all) == .write)
        #expect(self.course.written(isNamesLost: true) == .pause(upTo: .milliseconds(10)))
        #expect(self.course.extent == .placeholders)
        #expect(self.course.planned(Self.member, Self.robert, knowing: .placeholders) == .write)
        #expect(self.course.written() == .answer)
    }
}
