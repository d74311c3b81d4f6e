import Testing

@testable import SCIM

/// Values that do not say which of an attribute's values they are, and what there are places for.
@Suite struct ValuePlacesTests {
    private static let work: Object = ["type": "work"]
    private static let home: Object = ["type": "home"]

    private static func places(_ labels: [Object]) -> ValuePlaces {
        ValuePlaces([PlaceList(of: "emails", labels: labels, storing: ["value"])])
    }

    private static func emails(_ json: String) throws -> Resource {
        Resource(attributes: ["emails": try JSONReader.read(Array(json.utf8))])
    }

    /// The labels of the places, the values that were sent, and those that are meant.
    @Test(arguments: [
        ([work], #"[{"value":"a"}]"#, #"[{"value":"a","type":"work"}]"#),
        ([work], #"[{"value":"a","type":"home"}]"#, #"[{"value":"a","type":"home"}]"#),
        (
            [work], #"[{"value":"a"},{"value":"b","primary":true}]"#,
            #"[{"value":"a"},{"value":"b","primary":true,"type":"work"}]"#
        ),
        ([work], #"[{"value":"a"},{"value":"b","type":"work"}]"#, #"[{"value":"a"},{"value":"b","type":"work"}]"#),
        (
            [work, home],
            #"[{"value":"a","type":"home"},{"value":"b","type":"work"},{"value":"c","type":"work","primary":"True"}]"#,
            #"[{"value":"a","type":"home"},{"value":"c","type":"work","primary":"True"},{"value":"b","type":"work"}]"#
        ),
        ([Object()], #"[{"value":"a"}]"#, #"[{"value":"a"}]"#),
    ])
    func putsValuesIntoTheirPlaces(labels: [Object], sent: String, meant: String) throws {
        #expect(try Self.places(labels).placed(try Self.emails(sent)) == Self.emails(meant))
    }

    @Test func refusesWhatMayBelongInSeveralPlaces() throws {
        let resource = try Self.emails(#"[{"value":"a"}]"#)
        let error = #expect(throws: SCIMError.self) { try Self.places([Self.work, Self.home]).placed(resource) }
        #expect(error?.type == .invalidValue)
        #expect(error?.detail.contains(#"emails[type eq "work"], emails[type eq "home"]"#) == true)
    }

    /// The path of an operation, and the one that is meant where there is one place.
    @Test(arguments: [
        ("emails.value", #"emails[type eq "work"].value"#),
        (#"emails[primary eq "True"].value"#, #"emails[type eq "work"].value"#),
        (#"emails[type eq "work" and primary eq true].value"#, #"emails[type eq "work"].value"#),
        (#"emails[type eq "home"].value"#, #"emails[type eq "home"].value"#),
        ("title", "title"),
    ])
    func findsThePlaceThatAPathMeans(sent: String, meant: String) throws {
        let operation = Patch.Operation(.replace, path: try AttributePath(parsing: sent), value: "a")
        let placed = try Self.places([Self.work]).placed(Patch(operations: [operation]))
        #expect(placed.operations.first?.path == (try AttributePath(parsing: meant)))
    }

    @Test func refusesAPathThatLooksAtWhatIsNotStored() throws {
        let path = try AttributePath(parsing: #"emails[primary eq "True"].value"#)
        let patch = Patch(operations: [Patch.Operation(.replace, path: path, value: "a")])
        let error = #expect(throws: SCIMError.self) { try Self.places([Self.work, Self.home]).placed(patch) }
        #expect(error?.type == .invalidPath)
    }

    @Test(
        arguments: [
            (true, true), ("True", true), ("FALSE", false), (false, false), ("yes", nil), (1, nil), (nil, nil),
        ] as [(Value, Bool?)])
    func truthAlsoComesAsText(value: Value, truth: Bool?) {
        #expect(value.truth == truth)
    }
}
