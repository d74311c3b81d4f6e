import Foundation
import SCIM

extension FuzzTarget {
    static let json = FuzzTarget(
        "json",
        seeds: [
            #"{"schemas":["urn:x"],"userName":"bj\u00e9rn 😀","active":true,"n":[0,-1,2.5e-3,null,9223372036854775807]}"#,
            #"[{"a":{"b":[{}]},"c" : 1 },"\ud83D\uDE00",1e-999]"#, #""\"\\\/\b\f\n\r\t""#,
        ],
        tokens: [
            "{", "}", "[", "]", ":", ",", "\"", "\\u", "\\ud800", "1e999", "-0", "00", "null", "true", "\u{FEFF}",
            "99999999999999999999", "0.1", "\\u0000",
        ]
    ) { bytes in
        // Foundation also reads UTF-16 and UTF-32, which it knows by their zero bytes.
        let isOneByteText =
            !bytes.prefix(4).contains(0) && !bytes.starts(with: [0xFE, 0xFF])
            && !bytes.starts(with: [0xFF, 0xFE])
        do {
            let value = try JSONReader.read(bytes)
            let printed = JSONWriter.bytes(value)
            try require(try JSONReader.read(printed) == value, "printed otherwise: \(value)")
            try require(!isOneByteText || Self.isJSON(bytes), "accepts what Foundation refuses")
        } catch let error as SCIMError {
            try requireOffset(error.detail, after: "at byte ", within: bytes.count)
            let stricter = ["stands twice", "surrogate", "out of range", "the ',' before", "too deep"]
            let isStricter = stricter.contains { error.detail.contains($0) }
            try require(
                isStricter || !isOneByteText || !Self.isJSON(bytes), "refuses what Foundation accepts: \(error.detail)")
        }
    }

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
    }

    private static let filterTokens = [
        "(", ")", "[", "]", " and ", " or ", "not (", " eq ", " ne ", " co ", " gt ", " pr", "\"", "\\", ".", ":",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "true", "null", "1e9", "-", "emails[",
        "meta.created", "2015-10-10T14:38:21.8617979-07:00", "$ref",
    ]

    static let scimFilter = FuzzTarget(
        "filter",
        seeds: [
            #"userName eq "bjensen" and (emails[type eq "work" and value co "@x"] or not (title pr))"#,
            "id eq 54D382A4-2050-4C03-94D1-E769F1D15682 and manager eq 2819c223",
            "meta.created gt 2015-10-10T14:38:21.8617979-07:00 or name.familyName sw O",
            #"emails[type eq "work"].value eq "a" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department ne null"#,
            #"roles[primary eq "True"] and n ge -1.5e3"#,
        ],
        tokens: filterTokens
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let filter = try SCIM.Filter(parsing: text)
            let printed = try? SCIM.Filter(parsing: filter.description)
            try require(printed == filter, "printed otherwise: \(filter)")
            let holds = filter.matches(Self.user, of: .user)
            try require(SCIM.Filter.not(filter).matches(Self.user, of: .user) != holds, "true and not true: \(filter)")
        } catch let error as SCIMError {
            try require(error.type == .invalidFilter, "\(error)")
            try requireOffset(error.detail, after: "at byte ", within: text.utf8.count)
        }
    }

    static let path = FuzzTarget(
        "path",
        seeds: [
            #"emails[type eq "work" and primary eq true].value"#, "name.givenName", "members",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User.manager.value", "urn:x:2.0:User:a.$ref",
            "urn:ietf:params:scim:schemas:core:2.0:User:userName",
        ],
        tokens: filterTokens
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let path = try AttributePath(parsing: text)
            let printed = try? AttributePath(parsing: path.description)
            try require(printed == path, "printed otherwise: \(path)")
            var user = Self.user
            _ = user[path]
            user.set(["x"], at: path)
            user.set([], at: path)
        } catch let error as SCIMError {
            try require(error.type == .invalidPath, "\(error)")
            try requireOffset(error.detail, after: "at byte ", within: text.utf8.count)
        }
    }

    /// A user to try filters, paths and patches on.
    static let user = Resource(
        id: "2819c223",
        attributes: [
            "userName": "bjensen", "active": true, "title": "Vice President",
            "name": ["givenName": "Barbara", "familyName": "Jensen"],
            "emails": [["type": "work", "value": "b@x", "primary": true], ["type": "home", "value": "h@x"]],
            "roles": [["value": "r", "primary": true]],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": [
                "department": "d", "manager": ["value": "m"],
            ],
        ]
    )
}
