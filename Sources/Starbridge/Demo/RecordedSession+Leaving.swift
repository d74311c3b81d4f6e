import SCIM

extension RecordedSession {
    private static let patch = "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]"

    /// Accounts are locked and opened.
    static let locking = [
        RecordedCall(
            title: "Disable, with the string of the older dialect",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\(patch),\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}]}",
            status: 200,
            answer: [("/active", false), ("/userName", "anna.schmidt")],
            ldif: """
                dn: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                changetype: modify
                """
        ),
        RecordedCall(
            title: "Disable again, with a boolean: nothing is written",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}],\(patch)}",
            status: 200,
            answer: [("/active", false)]
        ),
        RecordedCall(
            title: "Who is disabled is still found",
            method: "GET",
            path: "/Users?filter=userName+eq+%22anna.schmidt%22",
            status: 200,
            answer: [("/totalResults", 1), ("/Resources/0/id", "{anna}"), ("/Resources/0/active", false)]
        ),
        RecordedCall(
            title: "Enable again",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\(patch),\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":true}}]}",
            status: 200,
            answer: [("/active", true)],
            ldif: """
                dn: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                changetype: modify
                """
        ),
        RecordedCall(
            title: "Rename: the id stays, and so do the memberships",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\(patch),\"Operations\":[{\"op\":\"Replace\",\"path\":\"userName\",\"value\":\"anna.krüger\"}]}",
            status: 200,
            answer: [("/id", "{anna}"), ("/userName", "anna.krüger")],
            ldif: """
                dn: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                changetype: modrdn
                """
        ),
    ]

    /// A person goes, for good.
    static let leaving = [
        RecordedCall(
            title: "Delete: the entry is locked and moves to the leavers",
            method: "DELETE",
            path: "/Users/{grace}",
            status: 204,
            ldif: """
                dn: uid=grace.hopper,ou=people,dc=acme,dc=example
                changetype: modify
                """
        ),
        RecordedCall(
            title: "It is not there any more",
            method: "GET",
            path: "/Users/{grace}",
            status: 404,
            answer: [("/status", "404")]
        ),
        RecordedCall(
            title: "It cannot be deleted twice",
            method: "DELETE",
            path: "/Users/{grace}",
            status: 404
        ),
        RecordedCall(
            title: "Nor is it found",
            method: "GET",
            path: "/Users?filter=userName+eq+%22grace.hopper%22",
            status: 200,
            answer: [("/totalResults", 0)]
        ),
    ]
}
