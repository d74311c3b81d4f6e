import SCIM

/// What is said of a group.
enum GroupCalls {
    private static let patch = RecordedSession.patch
    private static let group = """
        "schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
         "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"]
        """

    /// A group comes, gets members, loses them and goes.
    static let all = [
        RecordedCall(
            title: "Match a group: not found",
            method: "GET",
            path: "/Groups?excludedAttributes=members&filter=displayName+eq+%22Project+Apollo%22",
            status: 200,
            answer: [("/totalResults", 0)]
        ),
        RecordedCall(
            title: "Create it without members, which its object class forbids: the empty name stands for nobody",
            method: "POST",
            path: "/Groups",
            body: """
                {\(group),"externalId":"8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159","displayName":"Project Apollo",
                 "meta":{"resourceType":"Group"}}
                """,
            status: 201,
            answer: [
                ("/displayName", "Project Apollo"), ("/externalId", "8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159"),
                ("/members", .null),
            ],
            remembers: ("group", "/id"),
            ldif: """
                dn: cn=Project Apollo,ou=groups,dc=acme,dc=example
                changetype: add
                objectClass: groupOfNames
                objectClass: labeledURIObject
                cn: Project Apollo
                labeledURI: 8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159
                member:
                """
        ),
        RecordedCall(
            title: "Match it again, in another case: found, without members",
            method: "GET",
            path: "/Groups?excludedAttributes=members&filter=displayName+eq+%22project+apollo%22",
            status: 200,
            answer: [("/totalResults", 1), ("/Resources/0/id", "{group}"), ("/Resources/0/members", .null)]
        ),
        RecordedCall(
            title: "Add two members: nobody makes room for them",
            method: "PATCH",
            path: "/Groups/{group}",
            body: """
                {\(patch),"Operations":[{"op":"Add","path":"members","value":[
                 {"$ref":null,"value":"{grace}"},{"$ref":null,"value":"{anna}"}]}]}
                """,
            status: 204,
            ldif: """
                dn: cn=Project Apollo,ou=groups,dc=acme,dc=example
                changetype: modify
                delete: member
                member:
                -
                add: member
                member: uid=grace.hopper,ou=people,dc=acme,dc=example
                member: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                -
                """
        ),
        RecordedCall(
            title: "Is she a member?",
            method: "GET",
            path: "/Groups?excludedAttributes=members&filter=id+eq+%22{group}%22+and+members+eq+%22{anna}%22",
            status: 200,
            answer: [("/totalResults", 1), ("/Resources/0/members", .null)]
        ),
        RecordedCall(
            title: "Remove a member, in the older dialect: only this one",
            method: "PATCH",
            path: "/Groups/{group}",
            body: """
                {\(patch),"Operations":[
                 {"op":"Remove","path":"members","value":[{"$ref":null,"value":"{grace}"}]}]}
                """,
            status: 204,
            ldif: """
                dn: cn=Project Apollo,ou=groups,dc=acme,dc=example
                changetype: modify
                delete: member
                member: uid=grace.hopper,ou=people,dc=acme,dc=example
                -
                """
        ),
        RecordedCall(
            title: "Remove the last one, in the newer dialect: nobody takes her place",
            method: "PATCH",
            path: "/Groups/{group}",
            body: "{\(patch),\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"{anna}\\\"]\"}]}",
            status: 204,
            ldif: """
                dn: cn=Project Apollo,ou=groups,dc=acme,dc=example
                changetype: modify
                delete: member
                member: uid=anna.schmidt,ou=berlin,ou=people,dc=acme,dc=example
                -
                add: member
                member:
                -
                """
        ),
        RecordedCall(
            title: "Rename it: the id stays",
            method: "PATCH",
            path: "/Groups/{group}",
            body: """
                {\(patch),"Operations":[{"op":"Replace","path":"displayName","value":"Project Artemis"}]}
                """,
            status: 204,
            ldif: """
                dn: cn=Project Apollo,ou=groups,dc=acme,dc=example
                changetype: modrdn
                newrdn: cn=Project Artemis
                deleteoldrdn: 1
                """
        ),
        RecordedCall(
            title: "Read it by id, without members",
            method: "GET",
            path: "/Groups/{group}?excludedAttributes=members",
            status: 200,
            answer: [("/id", "{group}"), ("/displayName", "Project Artemis"), ("/members", .null)]
        ),
        RecordedCall(
            title: "Delete it: a group goes for good",
            method: "DELETE",
            path: "/Groups/{group}",
            status: 204,
            ldif: """
                dn: cn=Project Artemis,ou=groups,dc=acme,dc=example
                changetype: delete
                """
        ),
        RecordedCall(
            title: "It is not there any more",
            method: "GET",
            path: "/Groups/{group}?excludedAttributes=members",
            status: 404,
            answer: [("/status", "404")]
        ),
    ]
}
