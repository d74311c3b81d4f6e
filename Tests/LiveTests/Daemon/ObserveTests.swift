import SCIM
import Sandbox
import Testing

/// `mode: observe` on a live directory.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct ObserveTests {
    @Test func answersReadsAndLogsWhatEachWriteWouldHaveBeen() async throws {
        try await MetricsTests.run({ $0.sections += "mode: observe\n" }) { daemon, slapd, port in
            let before = try await daemon.call("GET", "/Users")
            #expect(before.status == 200)
            #expect(daemon.notices.received.contains { $0.contains("; observe mode, nothing is written") })
            let refused = try await daemon.call("POST", "/Users", body: MetricsTests.ada)
            let detail = try #require(refused.errorDetail(503), "\(refused.text)")
            #expect(detail.contains("mode: observe") && refused.headers["retry-after"] == "600")
            let id = try #require(
                before.body.object?["Resources"]?.array?.first?.object?["id"]?.string, "\(before.text)")
            let patch =
                #"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#
            #expect(try await daemon.call("PATCH", "/Users/\(id)", body: patch).status == 503)
            #expect(try await daemon.call("PATCH", "/Users/unknown", body: patch).status == 503)
            // Nothing was written.
            let after = try await daemon.call("GET", "/Users")
            #expect(after.body == before.body)
            let observed = daemon.log.split(separator: "\n").filter {
                $0.contains("A write was observed and not made.")
            }
            #expect(observed.count == 3, "\(daemon.log)")
            #expect(observed[0].contains(#"# effect: create"#) && observed[0].contains(#"\ndn: uid=ada.l,"#))
            #expect(observed[0].contains(#"\nchangetype: add\n"#) && observed[0].contains(" token=entra"))
            #expect(observed[1].contains("# effect: disable") && observed[1].contains("changetype: modify"))
            #expect(observed[2].contains("# nothing would be written") && observed[2].contains(" would_fail=404"))
            #expect(!daemon.log.contains("s3cret-of-ada"))
            let values = try await Scrape.of(port: port).scrape.values
            #expect(values["starbridge_observe_mode"] == 1 && values["starbridge_observed_writes_total"] == 3)
            #expect(values[#"starbridge_effects_total{effect="create"}"#] == 0)
        }
    }
}
