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

    @Test(arguments: [
        #"{"op":"replace","path":"emails","value":[{"type":"work","value":"o@x"},{"type":"work","value":"n@x","primary":true}]}"#,
        #"{"op":"add","value":{"emails":[{"type":"Work","value":"o@x","primary":"False"},{"type":"WORK","value":"n@x","Primary":"True"}]}}"#,
    ])
    func thePrimaryValueTakesThePlace(operation: String) throws {
        for world in [try Self.world(Self.work), try Self.world(Self.work, Self.home)] {
            let plan = try world.patch(.bob(["mail": ["old@x"]]), "[\(operation)]")
            #expect(plan.summary == ["-mail=old@x +mail=n@x"])
        }
        let emails =
            #"[{"type":"work","value":"o@x"},{"type":"home","value":"h@x"},{"type":"work","value":"n@x","primary":true}]"#
        let created = try Self.world(Self.work, Self.home).create(#"{"userName":"new","emails":\#(emails)}"#)
        #expect(created.summary.joined().contains("mail=n@x"))
        #expect(created.summary.joined().contains("labeledURI=h@x"))
    }

    /// What selects none of the values and is no name for one that is to be made.
    @Test(arguments: [
        #"emails[type eq \"work\" and value eq \"x\"].value"#, #"emails[value eq \"x\"].value"#,
        #"emails[type eq \"work\" and display eq \"x\"].value"#, #"addresses[locality eq \"X\"].region"#,
        #"emails[type eq \"work\" and value eq \"x\"]"#,
    ])
    func valuesThatAreNotThereAreNoTarget(path: String) throws {
        let world = try Self.world(Self.work)
        let value = path.hasSuffix("]") ? #"{"value":"n@x"}"# : #""n@x""#
        for kind in ["add", "replace"] {
            let error = refusal {
                try world.patch(.bob(["mail": ["old@x"]]), #"[{"op":"\#(kind)","path":"\#(path)","value":\#(value)}]"#)
            }
            #expect(error?.type == .noTarget, "\(kind) \(path)")
        }
        let removal = #"[{"op":"remove","path":"\#(path)"}]"#
        #expect(try world.patch(.bob(["mail": ["old@x"]]), removal).summary == [])
    }

    @Test func aValueOfAnotherPlaceIsMade() throws {
        let path = try AttributePath(parsing: #"ims[display eq "chat"].value"#)
        let world = PlannerWorld { $0.rules.append(Mapping.Rule(path: path, attribute: "description")) }
        let operation = #"[{"op":"add","path":"ims[display eq \"chat\"].value","value":"bob"}]"#
        #expect(try world.patch(.bob(), operation).summary == ["+description=bob"])
        let other = operation.replacing("chat", with: "talk")
        #expect(refusal { try world.patch(.bob(), other) }?.type == .noTarget)
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
