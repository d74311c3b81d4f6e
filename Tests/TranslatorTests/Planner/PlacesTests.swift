import LDAP
import SCIM
import Testing

@testable import Translator

/// Values that do not say which of an attribute's values they are.
@Suite struct PlacesTests {
    private static func world(_ paths: String...) throws -> PlannerWorld {
        let rules = try zip(paths, ["mail", "labeledURI"] as [LDAP.AttributeDescription]).map { path, attribute in
            Mapping.Rule(path: try AttributePath(parsing: path), attribute: attribute)
        }
        return PlannerWorld { mapping in
            mapping.rules.removeAll { $0.path.attribute == "emails" || $0.path.attribute == "externalId" }
            mapping.rules += rules
        }
    }

    private static let work = #"emails[type eq "work"].value"#
    private static let home = #"emails[type eq "home"].value"#

    @Test(arguments: [
        #"{"op":"replace","path":"emails","value":[{"value":"n@x","primary":true}]}"#,
        #"{"op":"add","path":"emails","value":[{"value":"n@x"}]}"#,
        #"{"op":"replace","path":"emails","value":"n@x"}"#,
        #"{"op":"replace","value":{"emails":[{"VALUE":"n@x"}]}}"#,
        #"{"op":"replace","path":"emails","value":[{"value":"o@x"},{"value":"n@x","Primary":"True"}]}"#,
        #"{"op":"replace","path":"emails","value":[{"value":"o@x"},{"value":"n@x","type":"Work"}]}"#,
        #"{"op":"replace","path":"emails.value","value":"n@x"}"#,
        #"{"op":"Replace","path":"emails[primary eq \"True\"].value","value":"n@x"}"#,
        #"{"op":"add","path":"emails[type eq \"work\" and primary eq true].value","value":"n@x"}"#,
    ])
    func goWhereThereIsOnePlace(operation: String) throws {
        let plan = try Self.world(Self.work).patch(.bob(["mail": ["old@x"]]), "[\(operation)]")
        #expect(plan.summary == ["-mail=old@x +mail=n@x"])
        #expect(try Self.world(Self.work).patch(.bob(["mail": ["n@x"]]), "[\(operation)]").summary == [])
    }

    @Test(arguments: [#"[{"value":"n@x"}]"#, #"[{"value":"o@x"},{"value":"n@x","type":"work"}]"#])
    func goWhereThereIsOnePlaceInANewResource(emails: String) throws {
        let plan = try Self.world(Self.work).create(#"{"userName":"new","emails":\#(emails)}"#)
        #expect(plan.summary.joined().contains("mail=n@x"))
        #expect(!plan.summary.joined().contains("o@x"))
    }

    @Test(arguments: [
        (#"{"op":"replace","path":"emails","value":[{"value":"n@x"}]}"#, SCIMError.Kind.invalidValue),
        (#"{"op":"replace","path":"emails[primary eq true].value","value":"n@x"}"#, .invalidPath),
    ])
    func areRefusedWhereThereAreTwoPlaces(operation: String, kind: SCIMError.Kind) throws {
        let error = refusal { try Self.world(Self.work, Self.home).patch(.bob(["mail": ["old@x"]]), "[\(operation)]") }
        #expect(error?.type == kind)
        let body = #"{"userName":"bob","emails":[{"value":"n@x"}]}"#
        let world = try Self.world(Self.work, Self.home)
        #expect(refusal { try world.put(.bob(["mail": ["old@x"]]), body) }?.type == .invalidValue)
        #expect(refusal { try world.create(body) }?.type == .invalidValue)
        #expect(error?.detail.contains(#"emails[type eq "work"], emails[type eq "home"]"#) == true)
    }

    @Test func aTypeMeansNothingWhereNoneIsStored() throws {
        let world = try Self.world("emails")
        let operation = #"[{"op":"replace","path":"emails[type eq \"work\"].value","value":"n@x"}]"#
        let error = refusal { try world.patch(.bob(["mail": ["old@x"]]), operation) }
        #expect(error?.type == .invalidPath)
        let whole = #"[{"op":"replace","path":"emails","value":[{"type":"work","value":"n@x"}]}]"#
        #expect(try world.patch(.bob(["mail": ["old@x"]]), whole).summary == ["-mail=old@x +mail=n@x"])
        let known = #"[{"op":"replace","path":"emails[value eq \"old@x\"].value","value":"n@x"}]"#
        #expect(try world.patch(.bob(["mail": ["old@x", "b@x"]]), known).summary == ["-mail=old@x +mail=n@x"])
    }

    @Test(arguments: [
        #"{"op":"replace","path":"emails[type eq \"home\"].value","value":"n@x"}"#,
        #"{"op":"replace","path":"emails[type eq \"home\" and primary eq true].value","value":"n@x"}"#,
        #"{"op":"add","path":"emails","value":[{"type":"home","value":"n@x"}]}"#,
    ])
    func ofAnotherTypeGoNowhere(operation: String) throws {
        #expect(try Self.world(Self.work).patch(.bob(["mail": ["old@x"]]), "[\(operation)]").summary == [])
    }
}
