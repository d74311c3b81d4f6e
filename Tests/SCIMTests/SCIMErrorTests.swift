import SCIM
import Testing

@Suite struct SCIMErrorTests {
    @Test func bodyIsTheErrorMessage() {
        #expect(
            SCIMError.uniqueness("taken").body == [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
                "status": "409", "scimType": "uniqueness", "detail": "taken",
            ]
        )
    }

    @Test func bodyOmitsAnAbsentType() {
        let error = SCIMError.unavailable("later", retryAfter: 5)
        #expect(error.retryAfter == 5)
        #expect(
            error.body == [
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "503", "detail": "later",
            ]
        )
    }

    @Test func aDetailThatQuotesTooMuchLosesItsEnd() {
        let detail = SCIMError.invalidPath("'\(String(repeating: "a\u{301}", count: 5000))' is unknown").detail
        #expect(detail.hasPrefix("'a\u{301}"))
        #expect(detail.hasSuffix("…"))
        #expect(detail.utf8.count <= 4003)
    }

    @Test(
        arguments: [
            (SCIMError.invalidSyntax(""), 400, .invalidSyntax), (.invalidFilter(""), 400, .invalidFilter),
            (.invalidPath(""), 400, .invalidPath), (.invalidValue(""), 400, .invalidValue),
            (.noTarget(""), 400, .noTarget), (.mutability(""), 400, .mutability), (.tooMany(""), 400, .tooMany),
            (.unauthorized(""), 401, nil), (.forbidden(""), 403, nil), (.notFound(""), 404, nil),
            (.uniqueness(""), 409, .uniqueness), (.preconditionFailed(""), 412, nil), (.internalError(""), 500, nil),
            (.unavailable(""), 503, nil),
        ] as [(SCIMError, Int, SCIMError.Kind?)])
    func factoriesHaveTheStatusOfTheirKind(_ error: SCIMError, status: Int, type: SCIMError.Kind?) {
        #expect(error.status == status)
        #expect(error.type == type)
    }
}
