import LDAP
import Testing

@testable import Demo

@Suite struct IDRangeTests {
    @Test func partsAreTheWhole() {
        let parts = IDRange.all.parts
        #expect(parts.count == 16 && parts.reduce(0) { $0 + $1.length } == IDRange.all.length)
        #expect(
            parts.first?.filter("entryUUID").description
                == "(&(objectClass=*)(!(entryUUID>=10000000-0000-0000-0000-000000000000)))")
        #expect(
            parts.last?.filter("entryUUID").description
                == "(&(objectClass=*)(entryUUID>=f0000000-0000-0000-0000-000000000000))")
    }

    @Test func endsWithOneNumber() {
        var range = IDRange.all
        while range.isDivisible { range = range.parts[1] }
        #expect(range == IDRange(start: 0x1111_1111, length: 1))
    }
}
