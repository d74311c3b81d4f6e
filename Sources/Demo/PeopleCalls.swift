import SCIM

/// What is said of people who come, and of those who are there already.
enum PeopleCalls {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    /// A person that the directory does not know.
    static let creating = [
        RecordedCall(
            title: "Match a new person: not found",
            method: "GET",
            path: "/Users?filter=userName+eq+%22grace.hopper%22",
            status: 200,
            answer: [("/totalResults", 0)]
        ),
        RecordedCall(
            title: "Create her",
            method: "POST",
            path: "/Users",
            body: """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","\(Self.enterprise)"],
                 "externalId":"0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef","userName":"grace.hopper","active":true,
                 "displayName":"Grace Hopper","title":"Rear Admiral",
                 "emails":[{"primary":true,"type":"work","value":"grace.hopper@acme.example"}],
                 "meta":{"resourceType":"User"},
                 "name":{"formatted":"Grace Hopper","familyName":"Hopper","givenName":"Grace"},
                 "\(Self.enterprise)":{"department":"Research","organization":"Acme"}}
                """,
            status: 201,
            answer: [
                ("/userName", "grace.hopper"), ("/active", true), ("/name/familyName", "Hopper"),
                ("/externalId", "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef"), ("/emails/0/type", "work"),
                ("/emails/0/value", "grace.hopper@acme.example"), ("/\(Self.enterprise)/department", "Research"),
            ],
            remembers: ("grace", "/id"),
            ldif: """
                dn: uid=grace.hopper,ou=people,dc=acme,dc=example
                changetype: add
                objectClass: inetOrgPerson
                uid: grace.hopper
                labeledURI: 0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef
                givenName: Grace
                sn: Hopper
                cn: Grace Hopper
                title: Rear Admiral
                mail: grace.hopper@acme.example
                o: Acme
                departmentNumber: Research
                """
        ),
        RecordedCall(
            title: "Create her again: refused",
            method: "POST",
            path: "/Users",
            body: """
                {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"Grace.Hopper",
                 "emails":[{"type":"work","value":"grace.hopper@acme.example"}]}
                """,
            status: 409,
            answer: [("/scimType", "uniqueness")]
        ),
        RecordedCall(
            title: "Read her by id",
            method: "GET",
            path: "/Users/{grace}",
            status: 200,
            answer: [("/id", "{grace}"), ("/displayName", "Grace Hopper"), ("/meta/resourceType", "User")]
        ),
    ]

    /// A person who has been in the directory for years.
    static let adopting = [
        RecordedCall(
            title: "Match a person by mail: an entry of many years is found",
            method: "GET",
            path: "/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22ANNA.schmidt@acme.example%22",
            status: 200,
            answer: [("/totalResults", 1), ("/Resources/0/userName", "anna.schmidt"), ("/Resources/0/active", true)],
            remembers: ("anna", "/Resources/0/id")
        ),
        RecordedCall(
            title: "Adopt her: one operation for each attribute, in the older dialect",
            method: "PATCH",
            path: "/Users/{anna}",
            body: """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
                 {"op":"Add","path":"externalId","value":"5d48a0a8-e9b4-4b1f-a4f7-8f1f1d8a5b1c"},
                 {"op":"Replace","path":"title","value":"Head of Engineering"},
                 {"op":"Replace","path":"emails[type eq \\"work\\"].value","value":"Anna.Schmidt@acme.example"},
                 {"op":"Replace","path":"name.givenName","value":"Anna Maria"},
                 {"op":"Add","path":"\(Self.enterprise):department","value":"Engineering"}]}
                """,
            status: 200,
            answer: [
                ("/externalId", "5d48a0a8-e9b4-4b1f-a4f7-8f1f1d8a5b1c"), ("/title", "Head of Engineering"),
                ("/emails/0/value", "Anna.Schmidt@acme.example"), ("/name/givenName", "Anna Maria"),
                ("/\(Self.enterprise)/department", "Engineering"),
            ],
            ldif: """
                dn: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                changetype: modify
                add: labeledURI
                labeledURI: 5d48a0a8-e9b4-4b1f-a4f7-8f1f1d8a5b1c
                -
                delete: givenName
                givenName: Anna
                -
                add: givenName
                givenName: Anna Maria
                -
                delete: title
                title: Engineer
                -
                add: title
                title: Head of Engineering
                -
                delete: mail
                mail: anna.schmidt@acme.example
                -
                add: mail
                mail: Anna.Schmidt@acme.example
                -
                delete: departmentNumber
                departmentNumber: Research & Development
                -
                add: departmentNumber
                departmentNumber: Engineering
                -
                """
        ),
        RecordedCall(
            title: "The same again: nothing is written",
            method: "PATCH",
            path: "/Users/{anna}",
            body: """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
                 {"op":"Replace","path":"title","value":"Head of Engineering"},
                 {"op":"Replace","path":"emails[type eq \\"work\\"].value","value":"Anna.Schmidt@acme.example"}]}
                """,
            status: 200
        ),
        RecordedCall(
            title: "Match a person with several addresses",
            method: "GET",
            path: "/Users?filter=userName+eq+%22chloe.korhonen%22",
            status: 200,
            answer: [("/totalResults", 1), ("/Resources/0/emails/0/value", "Chloe.Korhonen@Acme.Example")],
            remembers: ("chloe", "/Resources/0/id")
        ),
        RecordedCall(
            title: "Update her in the newer dialect: her other addresses stay",
            method: "PATCH",
            path: "/Users/{chloe}",
            body: """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[
                 {"op":"replace","path":"emails[type eq \\"work\\"].value","value":"chloe@acme.example"},
                 {"op":"replace","value":{"displayName":"Chloé Korhonen-Weiß","name.familyName":"Korhonen-Weiß",
                  "externalId":"c1f7e0a4-3f5c-4f05-8a1e-9d4a3f0f6f11","\(Self.enterprise):department":"Finance"}}]}
                """,
            status: 200,
            answer: [
                ("/emails/0/value", "chloe@acme.example"), ("/displayName", "Chloé Korhonen-Weiß"),
                ("/name/familyName", "Korhonen-Weiß"), ("/\(Self.enterprise)/department", "Finance"),
            ],
            ldif: """
                dn:: dWlkPWNobG9lLmtvcmhvbmVuLG91PXrDvHJpY2gsb3U9cGVvcGxlLGRjPWFjbWUsZGM9ZXh
                 hbXBsZQ==
                changetype: modify
                add: labeledURI
                labeledURI: c1f7e0a4-3f5c-4f05-8a1e-9d4a3f0f6f11
                -
                delete: sn
                sn: Korhonen
                -
                add: sn
                sn:: S29yaG9uZW4tV2Vpw58=
                -
                delete: cn
                cn:: Q2hsb8OpIEtvcmhvbmVu
                -
                add: cn
                cn:: Q2hsb8OpIEtvcmhvbmVuLVdlacOf
                -
                replace: mail
                mail: chloe@acme.example
                mail: Korhonen_Chloe@old-acme.example
                mail: P700021@MAIL.acme.example
                -
                delete: departmentNumber
                departmentNumber: Sales
                -
                add: departmentNumber
                departmentNumber: Finance
                -
                """
        ),
    ]
}
