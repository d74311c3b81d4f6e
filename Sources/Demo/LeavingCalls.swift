import SCIM

/// What is said of people whose accounts are locked and who leave.
enum LeavingCalls {
    private static let patch = RecordedSession.patch

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
                replace: pwdAccountLockedTime
                pwdAccountLockedTime: 000001010000Z
                -
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
            title: "Enable again, in the newer dialect",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\(patch),\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":true}}]}",
            status: 200,
            answer: [("/active", true)],
            ldif: """
                dn: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                changetype: modify
                replace: pwdAccountLockedTime
                -
                """
        ),
        RecordedCall(
            title: "Disable somebody else, with a boolean",
            method: "PATCH",
            path: "/Users/{chloe}",
            body: "{\(patch),\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
            status: 200,
            answer: [("/active", false)],
            ldif: """
                dn:: dWlkPWNobG9lLmtvcmhvbmVuLG91PXrDvHJpY2gsb3U9cGVvcGxlLGRjPWFjbWUsZGM9ZXh
                 hbXBsZQ==
                changetype: modify
                replace: pwdAccountLockedTime
                pwdAccountLockedTime: 000001010000Z
                -
                """
        ),
        RecordedCall(
            title: "Enable her, with the string of the older dialect",
            method: "PATCH",
            path: "/Users/{chloe}",
            body: "{\(patch),\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"True\"}]}",
            status: 200,
            answer: [("/active", true)],
            ldif: """
                dn:: dWlkPWNobG9lLmtvcmhvbmVuLG91PXrDvHJpY2gsb3U9cGVvcGxlLGRjPWFjbWUsZGM9ZXh
                 hbXBsZQ==
                changetype: modify
                replace: pwdAccountLockedTime
                -
                """
        ),
        RecordedCall(
            title: "Rename: the id stays",
            method: "PATCH",
            path: "/Users/{anna}",
            body: "{\(patch),\"Operations\":[{\"op\":\"Replace\",\"path\":\"userName\",\"value\":\"anna.krüger\"}]}",
            status: 200,
            answer: [("/id", "{anna}"), ("/userName", "anna.krüger")],
            ldif: """
                dn: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                changetype: modrdn
                newrdn:: dWlkPWFubmEua3LDvGdlcg==
                deleteoldrdn: 1
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
                replace: pwdAccountLockedTime
                pwdAccountLockedTime: 000001010000Z
                -

                dn: uid=grace.hopper,ou=people,dc=acme,dc=example
                changetype: modrdn
                newrdn: uid=grace.hopper
                deleteoldrdn: 0
                newsuperior: ou=leavers,dc=acme,dc=example
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
        RecordedCall(
            title: "She returns, with the same externalId and userName: her entry comes back, with its id",
            method: "POST",
            path: "/Users",
            body: """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],
                 "externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"grace.hopper","active":true,
                 "displayName":"Grace Hopper","name":{"familyName":"Hopper","givenName":"Grace"},
                 "emails":[{"primary":true,"type":"work","value":"grace.hopper@acme.example"}]}
                """,
            status: 201,
            answer: [("/id", "{grace}"), ("/userName", "grace.hopper"), ("/active", true)],
            ldif: """
                dn: uid=grace.hopper,ou=leavers,dc=acme,dc=example
                changetype: modify
                delete: title
                title: Rear Admiral
                -
                delete: o
                o: Acme
                -
                delete: departmentNumber
                departmentNumber: Research
                -

                dn: uid=grace.hopper,ou=leavers,dc=acme,dc=example
                changetype: modrdn
                newrdn: uid=grace.hopper
                deleteoldrdn: 0
                newsuperior: ou=people,dc=acme,dc=example

                dn: uid=grace.hopper,ou=people,dc=acme,dc=example
                changetype: modify
                replace: pwdAccountLockedTime
                -
                """
        ),
    ]
}
