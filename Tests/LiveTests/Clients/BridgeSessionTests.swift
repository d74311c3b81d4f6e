import Bridge
import NIOHTTP1
import LDAP
import SCIM
import Sandbox
import Testing
import Translator

@testable import Demo

extension BridgeTests {
    /// Sessions of the clients there are, call by call: what is answered, and what becomes of the directory.
    @Suite(.serialized, .bridge) struct Sessions {
        @Test(arguments: [
            "entra-users", "entra-users-aadoptscim062020", "entra-manager", "entra-on-demand",
            "entra-groups", "entra-groups-aadoptscim062020",
            "microsoft-validator-users", "microsoft-validator-groups",
            "microsoft-postman-users", "microsoft-postman-groups",
            "microsoft-gallery-users", "okta-users", "okta-groups",
        ])
        func goesAsRecorded(session: String) async throws {
            let scene = try BridgeScene.current
            let fixture = try SessionFixture(named: session)
            try #require(!fixture.calls.isEmpty)
            try await scene.addUnit(session)
            try await scene.apply(fixture.entries)
            let ledger = ChangeLedger()
            let bridge = scene.wideBridge(below: session) { ledger.note($0) }
            var report: [String] = []
            let replay = Replay(
                send: { call, requestID in
                    let reply = try await bridge.send(
                        HTTPMethod(rawValue: call.method), call.path, call.body,
                        headers: ["X-Request-ID": requestID],
                        token: call.hasWrongToken ? "wrong" : "known")
                    return LoopbackClient.Answer(status: reply.status, body: reply.text.isEmpty ? nil : reply.body)
                },
                ledger: ledger,
                report: { report.append($0) }
            )
            let failures = try await replay.play(fixture.calls)
            #expect(failures == 0, "\(report.joined(separator: "\n"))")
        }
    }
}

extension BridgeScene {
    /// A bridge for the people and groups of one unit, whose mappings have nearly all that Entra maps by default.
    func wideBridge(below unit: String, observer: @escaping @Sendable (AppliedChange) -> Void) -> BridgeCaller {
        let (people, groups) = (Self.wideMapping(unit), Self.wideGroups(unit))
        var options = Provisioner.Options()
        options.referenceTargets = [people, groups]
        options.baseURL = BridgeCaller.baseURL
        func provisioner(_ mapping: Mapping) -> Provisioner {
            Provisioner(
                mapping: mapping, directory: self.directory, options: options, logger: .silent, observer: observer)
        }
        return BridgeCaller(provisioner(people), provisioner(groups))
    }

    private static func wideGroups(_ unit: String) -> Mapping {
        var mapping = Self.groups
        mapping.base = DistinguishedName(server: "ou=\(unit),\(Self.elsewhere)")
        mapping.objectClasses.append("labeledURIObject")
        mapping.rules.append(Mapping.Rule(path: AttributePath(attribute: "externalId"), attribute: "labeledURI"))
        return mapping
    }

    static func wideMapping(_ unit: String) -> Mapping {
        var mapping = Self.mapping("ou=\(unit),ou=elsewhere")
        mapping.rules += Self.wideAttributes.map { path, attribute in
            Mapping.Rule(path: path, attribute: attribute, isReference: path.attribute == "manager")
        }
        return mapping
    }

    private static let wideAttributes: [(AttributePath, AttributeDescription)] = [
        (AttributePath(attribute: "nickName"), "displayName"),
        (AttributePath(attribute: "preferredLanguage"), "preferredLanguage"),
        (AttributePath(attribute: "userType"), "employeeType"),
        (Self.value(of: "phoneNumbers", "type", "work"), "telephoneNumber"),
        (Self.value(of: "phoneNumbers", "type", "mobile"), "mobile"),
        (Self.value(of: "phoneNumbers", "type", "fax"), "facsimileTelephoneNumber"),
        (Self.value(of: "addresses", "type", "work", "streetAddress"), "street"),
        (Self.value(of: "addresses", "type", "work", "locality"), "l"),
        (Self.value(of: "addresses", "type", "work", "region"), "st"),
        (Self.value(of: "addresses", "type", "work", "postalCode"), "postalCode"),
        (Self.value(of: "addresses", "type", "other", "formatted"), "physicalDeliveryOfficeName"),
        (Self.value(of: "roles", "primary", true), "businessCategory"),
        (Self.value(of: "roles", "primary", true, "display"), "description"),
        (AttributePath(schema: .enterpriseUser, attribute: "employeeNumber"), "employeeNumber"),
        (AttributePath(schema: .enterpriseUser, attribute: "division"), "ou"),
        (AttributePath(schema: .enterpriseUser, attribute: "costCenter"), "roomNumber"),
        (AttributePath(schema: .enterpriseUser, attribute: "manager", subAttribute: "value"), "manager"),
    ]

    private static func value(
        of attribute: String, _ label: String, _ value: SCIM.Value, _ part: String = "value"
    ) -> AttributePath {
        let filter = SCIM.Filter.compare(AttributePath(attribute: label), .eq, value)
        return AttributePath(attribute: attribute, filter: filter, subAttribute: part)
    }
}
