import Encodings
import Testing

@testable import Safeguards

/// A guard's machine whose clock the test turns.
final class GuardDialogue {
    var machine: GuardMachine
    var now = Timestamp(seconds: 1_800_000_000)

    init(_ limits: [GuardClass.Kind: GuardLimits.Limit]) {
        self.machine = GuardMachine(GuardLimits(limits))
    }

    static func subject(_ name: String) -> GuardSubject {
        GuardSubject(id: name, name: "uid=\(name),dc=x", change: "disable", principal: "entra")
    }

    /// Begins a plan.
    func begin(_ name: String, _ kind: GuardClass.Kind = .disables, _ count: Int = 1) -> GuardMachine.Verdict {
        self.machine.begin([GuardCharge(kind, count)], of: Self.subject(name), at: self.now)
    }

    /// Begins a plan and ends it; true if it has passed.
    @discardableResult
    func passes(
        _ name: String, _ kind: GuardClass.Kind = .disables, _ count: Int = 1, isWritten: Bool = true
    ) -> Bool {
        guard case .pass(let ticket) = self.begin(name, kind, count) else { return false }
        self.machine.end(ticket, isWritten: isWritten, at: self.now)
        return true
    }

    /// How many of several pass.
    func passing(_ names: Range<Int>, _ kind: GuardClass.Kind = .disables) -> Int {
        names.count { self.passes("p\($0)", kind) }
    }

    @discardableResult
    func obey(_ order: GuardOrder) throws(GuardError) -> [String] {
        try self.machine.obey(order, by: "root (uid 0)", at: self.now)
    }

    /// Lets time pass; less than nothing sets the clock back.
    func wait(_ length: Duration) { self.now = self.now + length }

    func waiting(_ kind: GuardClass.Kind = .disables) -> Int {
        self.machine.ledgers[GuardClass(kind)]?.holding.count ?? 0
    }

    var report: GuardReport { GuardReport(self.machine, at: self.now, listing: true, of: nil) }
}

@Suite struct GuardMachineTests {
    private static let hour = Duration.seconds(3600)
    private static let three = GuardLimits.Limit(most: 3, within: hour)

    @Test func holdsTheCallBeyondTheLimit() {
        let dialogue = GuardDialogue([.disables: Self.three])
        #expect(dialogue.passing(0..<3) == 3)
        guard case .hold(let hold) = dialogue.begin("p3") else { return #expect(Bool(false)) }
        #expect(hold.isFirst && hold.trip.counted == 3 && hold.trip.allowed == 3 && hold.waiting == 1)
        guard case .hold(let second) = dialogue.begin("p4") else { return #expect(Bool(false)) }
        #expect(!second.isFirst && second.waiting == 2)
    }

    @Test func otherClassesGoOn() {
        let dialogue = GuardDialogue([.disables: Self.three, .renames: Self.three])
        #expect(dialogue.passing(0..<9) == 3)
        #expect(dialogue.passes("x", .renames))
        #expect(dialogue.passes("x", .deletes))
    }

    @Test func theWindowSlides() {
        let dialogue = GuardDialogue([.disables: Self.three])
        #expect(dialogue.passing(0..<3) == 3)
        dialogue.wait(Self.hour)
        #expect(dialogue.passing(3..<6) == 3)
    }

    @Test func onceHeldAClassStaysHeld() {
        let dialogue = GuardDialogue([.disables: Self.three])
        #expect(dialogue.passing(0..<4) == 3)
        dialogue.wait(Self.hour * 100)
        #expect(!dialogue.passes("p9"))
    }

    @Test func aSlotIsGivenBack() {
        let dialogue = GuardDialogue([.disables: Self.three])
        for number in 0..<20 { #expect(dialogue.passes("p\(number)", isWritten: false)) }
        #expect(dialogue.passing(0..<4) == 3)
    }

    @Test func whatIsUnderWayCounts() {
        let dialogue = GuardDialogue([.disables: Self.three])
        var passed = 0
        for number in 0..<64 { if case .pass = dialogue.begin("p\(number)") { passed += 1 } }
        #expect(passed == 3)
    }

    @Test func aPlanMayCountSeveral() {
        let dialogue = GuardDialogue([.removals: .init(most: 10, within: Self.hour)])
        #expect(dialogue.passes("g", .removals, 9))
        #expect(!dialogue.passes("h", .removals, 2))
        let other = GuardDialogue([.removals: .init(most: 10, within: Self.hour)])
        #expect(!other.passes("g", .removals, 11))
    }

    @Test func aClockThatIsSetBackForgetsNothingAndKeepsNothing() {
        let dialogue = GuardDialogue([.disables: Self.three])
        #expect(dialogue.passing(0..<2) == 2)
        dialogue.wait(.zero - Self.hour * 48)
        #expect(dialogue.passing(2..<3) == 1)
        dialogue.wait(Self.hour)
        #expect(dialogue.passing(3..<6) == 3)
    }

    @Test func attributesAreEmptiedEachForItself() {
        var machine = GuardMachine(GuardLimits([.clears: .init(most: 1, within: Self.hour)]))
        let now = Timestamp(seconds: 1_800_000_000)
        func clears(_ attribute: String, of name: String) -> Bool {
            let charge = GuardCharge(.clears, of: attribute)
            guard case .pass = machine.begin([charge], of: GuardDialogue.subject(name), at: now) else { return false }
            return true
        }
        #expect(clears("title", of: "a") && clears("departmentNumber", of: "a"))
        #expect(!clears("TITLE", of: "b"))
    }

    @Test func aPlanThatIsHeldInOneClassTakesNoPlaceInAnother() {
        var machine = GuardMachine(
            GuardLimits([.renames: .init(most: 1, within: Self.hour), .clears: .init(most: 0, within: Self.hour)]))
        let now = Timestamp(seconds: 1_800_000_000)
        let both = [GuardCharge(.renames), GuardCharge(.clears, of: "title")]
        guard case .hold = machine.begin(both, of: GuardDialogue.subject("a"), at: now) else {
            return #expect(Bool(false))
        }
        #expect(machine.ledgers[GuardClass(.renames)]?.window.used == 0)
    }
}

/// The share of the people, which somebody must count.
@Suite struct GuardShareTests {
    private static let limit = GuardLimits.Limit(most: 2, share: 1, within: .seconds(3600))

    @Test func thePeopleAreCountedOnceTheNumberIsPassed() {
        let dialogue = GuardDialogue([.disables: Self.limit])
        #expect(dialogue.passing(0..<2) == 2)
        #expect(dialogue.begin("p2") == .countPeople(section: "users"))
        dialogue.machine.take(people: 450, of: "users", at: dialogue.now)
        #expect(dialogue.passing(2..<9) == 3)
    }

    @Test func theLargerOfBothCounts() {
        let dialogue = GuardDialogue([.disables: Self.limit])
        dialogue.machine.take(people: 20, of: "users", at: dialogue.now)
        #expect(dialogue.passing(0..<9) == 2)
    }

    @Test func peopleWhoCannotBeCountedLeaveTheNumber() {
        let dialogue = GuardDialogue([.disables: Self.limit])
        dialogue.machine.take(people: nil, of: "users", at: dialogue.now)
        #expect(dialogue.passing(0..<9) == 2)
    }

    @Test func theyAreCountedAnewInTheNextWindow() {
        let dialogue = GuardDialogue([.disables: Self.limit])
        dialogue.machine.take(people: 1000, of: "users", at: dialogue.now)
        dialogue.wait(.seconds(3601))
        #expect(dialogue.passing(0..<2) == 2)
        #expect(dialogue.begin("p2") == .countPeople(section: "users"))
    }
}

/// New people, and second copies of those who are there.
@Suite struct GuardCreateTests {
    private static let limit = GuardLimits.Limit(most: 10, within: .seconds(3600), sparesMatched: true)

    @Test func anInitialCycleOntoAnEmptyBasePasses() {
        let dialogue = GuardDialogue([.creates: Self.limit])
        #expect(dialogue.passing(0..<10, .creates) == 10)
        #expect(dialogue.begin("p10", .creates) == .countPeople(section: "users"))
        dialogue.machine.take(people: 10, of: "users", at: dialogue.now)
        #expect(dialogue.passing(10..<500, .creates) == 490)
    }

    @Test func itPassesForHours() {
        let dialogue = GuardDialogue([.creates: Self.limit])
        for hour in 0..<6 {
            dialogue.machine.take(people: hour * 60, of: "users", at: dialogue.now)
            for minute in 0..<60 {
                #expect(dialogue.passes("p\(hour)-\(minute)", .creates))
                dialogue.wait(.seconds(60))
            }
        }
    }

    @Test func copiesOfThoseWhomNobodyFindsAreHeld() {
        let dialogue = GuardDialogue([.creates: Self.limit])
        dialogue.machine.take(people: 3000, of: "users", at: dialogue.now)
        #expect(dialogue.passing(0..<50, .creates) == 10)
        #expect(dialogue.waiting(.creates) == 40)
    }

    @Test func newPeopleBesideThoseWhoAreFoundPass() {
        let dialogue = GuardDialogue([.creates: Self.limit])
        dialogue.machine.take(people: 3000, of: "users", at: dialogue.now)
        for _ in 0..<40 { dialogue.machine.noteMatch(in: "users", at: dialogue.now) }
        #expect(dialogue.passing(0..<50, .creates) == 40)
    }

    @Test func groupsAreNotPeople() {
        let dialogue = GuardDialogue([.creates: Self.limit])
        dialogue.machine.take(people: 3000, of: "users", at: dialogue.now)
        #expect(dialogue.passing(0..<50, .creates) == 10)
        let charge = GuardCharge(.creates, of: "groups")
        let verdict = dialogue.machine.begin([charge], of: GuardDialogue.subject("g"), at: dialogue.now)
        guard case .pass = verdict else { return #expect(Bool(false)) }
    }
}
