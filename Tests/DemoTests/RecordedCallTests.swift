import SCIM
import Testing

@testable import Demo

@Suite
struct RecordedCallTests {
    private static let value: Value = [
        "Resources": [["userName": "a", "urn:x/y~z": 1]],
        "totalResults": 1,
    ]

    @Test(
        arguments: [
            ("/totalResults", 1), ("/Resources/0/userName", "a"), ("/Resources/0/urn:x~1y~0z", 1),
            ("/Resources/1/userName", nil), ("/Resources/x", nil), ("/nobody/there", nil), ("", Self.value),
        ] as [(String, Value)]
    )
    func pointersFindValues(pointer: String, value: Value) {
        #expect(Self.value.at(pointer) == value)
    }

    @Test
    func rememberedValuesAreFilledInEverywhere() {
        let call = RecordedCall(
            title: "t",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\"id\":\"{anna}\"}",
            status: 200,
            answer: [("/id", "{anna}"), ("/active", true)],
            ldif: "dn: uid={anna}"
        ).filled(with: ["anna": "7"])
        #expect(call.path == "/Users/7")
        #expect(call.body == "{\"id\":\"7\"}")
        #expect(call.answer.map(\.value) == ["7", true])
        #expect(call.ldif == "dn: uid=7")
    }

    @Test
    func bodiesOfTheRecordedSessionAreJSON() throws {
        for body in RecordedSession.calls.compactMap(\.body) {
            #expect(try JSONReader.read(Array(body.utf8)).object != nil)
        }
    }
}
