import LDAP
import Testing
import Translator

@testable import Bridge

@Suite struct UpdateCourseTests {
    static let group = DistinguishedName(server: "cn=staff,dc=acme")
    static let bob: [ReferenceName?] = [.entry(DistinguishedName(server: "uid=bob,dc=acme"))]
    static let robert: [ReferenceName?] = [.entry(DistinguishedName(server: "uid=robert,dc=acme"))]

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
        #expect(self.course.next(after: .planned(Self.title, [])) == .write)
        #expect(self.course.next(after: .written) == .answer)
    }

    @Test mutating func answersWhereNothingIsToBeWritten() {
        #expect(self.course.next(after: .planned(Plan(), [])) == .answer)
    }

    @Test mutating func looksFirstWhereAPlanIsRecordedThatMayChangeLessThanItSays() {
        self.course = UpdateCourse(maximumRounds: 5, isRecorded: true)
        var one = Self.member
        one.effect = .membership(added: 1, removed: 0)
        // The write itself demands that it changes anything.
        #expect(self.course.next(after: .planned(one, Self.bob)) == .write)
        var two = one
        two.steps = [
            Plan.Step(
                .modify(Self.group, [Modification(.add, "member", ["uid=bob,dc=acme", "uid=ada,dc=acme"])]),
                needsPermissiveModify: true)
        ]
        #expect(self.course.next(after: .planned(two, Self.bob)) == .lookFirst)
        #expect(self.course.knowledge == .named && self.course.unsettled == two)
        two.knowledge = .named
        #expect(self.course.next(after: .planned(two, Self.bob)) == .write)
        #expect(self.course.next(after: .planned(Self.title, [])) == .write)
    }

    @Test mutating func waitsLongerAfterEachLostRaceAndGivesUp() {
        #expect(self.course.next(after: .lostRace) == .pause(upTo: .milliseconds(10)))
        #expect(!self.course.isFirstRound)
        #expect(self.course.next(after: .lostRace) == .pause(upTo: .milliseconds(20)))
        #expect(self.course.next(after: .lostRace) == .giveUp)
    }

    @Test mutating func choosesAnewAtOnceAndGivesUp() {
        #expect(self.course.next(after: .chosenAnew) == .lookFirst)
        #expect(self.course.next(after: .chosenAnew) == .lookFirst)
        #expect(self.course.next(after: .chosenAnew) == .giveUp)
    }

    @Test mutating func looksForValuesThatWereThereAlready() {
        #expect(self.course.next(after: .planned(Self.member, Self.bob)) == .write)
        #expect(self.course.knowledge == .blind)
        #expect(self.course.next(after: .unsettled) == .lookFirst)
        #expect(self.course.knowledge == .named)
        #expect(self.course.unsettled == Self.member)
        self.course.found(Self.bob)
        #expect(self.course.next(after: .planned(Self.member, Self.bob)) == .write)
        // Others add and remove them all the time.
        #expect(self.course.next(after: .unsettled) == .pause(upTo: .milliseconds(10)))
    }

    @Test mutating func forgetsWhatItFoundUnderFormerNames() {
        #expect(self.course.next(after: .planned(Self.member, Self.bob)) == .write)
        #expect(self.course.next(after: .unsettled) == .lookFirst)
        self.course.found(Self.robert)
        #expect(self.course.knowledge == .blind)
        #expect(self.course.unsettled == nil)
    }

    @Test mutating func looksBeforeAPlanOfSeveralStepsThatMayHaveToBeTakenBack() {
        #expect(self.course.next(after: .planned(Self.both(knowing: .blind), Self.bob)) == .lookFirst)
        #expect(self.course.unsettled == Self.both(knowing: .blind))
        self.course.found(Self.bob)
        #expect(self.course.next(after: .planned(Self.both(knowing: self.course.knowledge), Self.bob)) == .write)
    }

    @Test mutating func readsAllValuesWhereTheLastOneWasToGo() {
        #expect(self.course.next(after: .planned(Self.both(knowing: .named), Self.bob)) == .write)
        #expect(self.course.next(after: .emptied) == .lookFirst)
        #expect(self.course.knowledge == .all)
        self.course.found(Self.robert)
        #expect(self.course.knowledge == .all)
        #expect(self.course.next(after: .planned(Self.both(knowing: self.course.knowledge), Self.bob)) == .write)
    }

    @Test mutating func plansAnewWhereNamesWereLost() {
        #expect(self.course.next(after: .emptied) == .lookFirst)
        #expect(self.course.next(after: .planned(Self.member, Self.bob)) == .write)
        #expect(self.course.next(after: .namesLost(isVersionBack: true)) == .pause(upTo: .milliseconds(10)))
        #expect(self.course.knowledge == .blind)
        #expect(self.course.next(after: .planned(Self.member, Self.robert)) == .write)
        #expect(self.course.next(after: .written) == .answer)
    }

    /// The version that the client demanded was there when the call wrote, and has been its own since then.
    @Test mutating func demandsNoVersionThatItHasChangedItself() {
        #expect(self.course.isVersionDemanded)
        _ = self.course.next(after: .namesLost(isVersionBack: true))
        #expect(self.course.isVersionDemanded)
        _ = self.course.next(after: .namesLost(isVersionBack: false))
        #expect(!self.course.isVersionDemanded)
    }
}
