import SCIM
import Testing

@Suite struct CallRecordTests {
    private typealias Deed = CallRecord.Deed

    private func record(_ deeds: Deed...) -> Deed? {
        let record = CallRecord()
        for deed in deeds { record.note(deed) }
        return record.deed
    }

    @Test func holdsNothingAtFirst() {
        #expect(self.record() == nil)
    }

    @Test func joinsWhatIsDoneToOneEntry() {
        let first = Deed(effect: "rename", name: "a", newName: "b", attributes: ["uid"], others: 1)
        let second = Deed(effect: "update", name: "b", attributes: ["uid", "mail"], others: 2)
        let both = Deed(effect: "rename", name: "a", newName: "b", attributes: ["uid", "mail"], others: 3)
        #expect(self.record(first, second) == both)
    }

    @Test func countsOtherEntries() {
        let first = Deed(effect: "delete", name: "a", attributes: ["uid"])
        let second = Deed(effect: "update", name: "g", attributes: ["member"], others: 2)
        #expect(self.record(first, second) == Deed(effect: "delete", name: "a", attributes: ["uid"], others: 3))
    }

    @Test func whatWasDoneOutweighsWhatHadNotToBeDone() {
        let nothing = Deed(effect: nil, name: "a")
        let something = Deed(effect: "update", name: "a", attributes: ["mail"])
        #expect(self.record(nothing, something) == something)
        #expect(self.record(something, nothing) == something)
        #expect(self.record(nothing) == nothing)
    }
}
