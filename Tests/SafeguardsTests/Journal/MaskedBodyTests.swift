import SCIM
import Testing

@testable import Safeguards

@Suite struct MaskedBodyTests {
    static let secrets = [
        #"{"userName":"ada","password":"hunter2"}"#,
        #"{"urn:ietf:params:scim:schemas:core:2.0:User:password":"hunter2"}"#,
        #"{"urn:a:b":{"PIN":"hunter2"}}"#,
        #"{"Operations":[{"op":"replace","path":"password","value":"hunter2"}]}"#,
        #"{"Operations":[{"op":"Add","Path":"urn:ietf:params:scim:schemas:core:2.0:User:Password","Value":"hunter2"}]}"#,
        #"{"Operations":[{"op":"replace","value":{"password":"hunter2","title":"x"}}]}"#,
        #"{"Operations":[{"op":"replace","path":"urn:a:b","value":{"pin":["hunter2",{"x":"hunter2"}]}}]}"#,
        #"{"Operations":[{"op":"replace","path":"urn:a:b:pin","value":{"value":"hunter2"}}]}"#,
        #"{"Operations":[{"op":"remove","path":"pin[value eq \"hunter2\"].value","value":"hunter2"}]}"#,
        #"{"Operations":[{"op":"replace","path":" pin ","value":"hunter2"}]}"#,
        #"{"Operations":[{"op":"replace","path":" password","value":"hunter2"}]}"#,
        #"{"pin[value eq \"hunter2\"].x":"hunter2"}"#,
        #"{"Operations":[{"method":"POST","path":"/Users","data":{"password":"hunter2"}}]}"#,
    ]

    @Test(arguments: secrets) func noSecretIsLeft(body: String) throws {
        let value = try JSONReader.read(body.utf8)
        let text = MaskedBody.text(value, hiding: ["pin"])
        #expect(!text.contains("hunter2"), "\(text)")
        #expect(throws: Never.self) { try JSONReader.read(text.utf8) }
    }

    @Test func allElseStaysAsItWasSent() throws {
        let body =
            #"{"Operations":[{"op":"Replace","path":"active","value":"False"},{"op":"add","value":{"a":[1,null,{"b":"é\n"}]}}]}"#
        let value = try JSONReader.read(body.utf8)
        #expect(MaskedBody.text(value, hiding: ["pin"]) == body)
    }

    @Test func whatIsLongIsCutBetweenCharacters() throws {
        for count in 4091..<4098 {
            let text = MaskedBody.text(.string(String(repeating: "x", count: count) + "éé"), hiding: [])
            #expect(text.hasSuffix(MaskedBody.mark) && text.utf8.count <= 4096 + MaskedBody.mark.utf8.count)
            #expect(!text.contains("\u{FFFD}"))
        }
        let many = MaskedBody.text(.array(Array(repeating: "member", count: 100_000)), hiding: [])
        #expect(many.utf8.count <= 4096 + MaskedBody.mark.utf8.count)
    }
}
