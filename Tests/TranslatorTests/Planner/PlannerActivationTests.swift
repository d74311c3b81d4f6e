import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct PlannerActivationTests {
    static let lock: AttributeValue = "000001010000Z"
    static let disable = #"[{"op":"Replace","path":"active","value":"False"}]"#
    static let enable = #"[{"op":"replace","path":"active","value":true}]"#

    @Test(arguments: [
        (Entry.bob(), disable, ["=pwdAccountLockedTime=000001010000Z"], Plan.Effect.disable),
        (Entry.bob(), enable, [], .none),
        (Entry.bob(["pwdAccountLockedTime": [lock]]), disable, [], .none),
        (Entry.bob(["pwdAccountLockedTime": [lock]]), enable, ["=pwdAccountLockedTime="], .enable),
        (
            Entry.bob(["pwdAccountLockedTime": ["20261123212810Z"]]), disable,
            ["=pwdAccountLockedTime=000001010000Z"], .disable
        ),
        (Entry.bob(["pwdAccountLockedTime": ["20261123212810Z"]]), enable, [], .none),
    ])
    func locksAndUnlocks(entry: Entry, operations: String, summary: [String], effect: Plan.Effect) throws {
        let plan = try PlannerWorld().patch(entry, operations)
        #expect(plan.summary == summary)
        #expect(plan.effect == effect)
        var directory = MemoryDirectory([entry])
        for step in plan.steps { try directory.apply(step.change) }
        for inverse in plan.steps.reversed().compactMap(\.inverse) { try directory.apply(inverse) }
        #expect(directory.entries[entry.dn]?.sorted == entry.sorted)
    }

    @Test(
        arguments: [
            (["left"], enable, ["-employeeType=left +employeeType=active"]),
            (["intern", "Active"], disable, ["-employeeType=Active +employeeType=left"]),
            (["intern"], disable, ["+employeeType=left"]),
            (["LEFT", "intern"], enable, ["-employeeType=LEFT +employeeType=active"]),
            (["intern"], enable, []),
        ] as [([AttributeValue], String, [String])])
    func writesTheValuesOfAnAttribute(values: [AttributeValue], operations: String, summary: [String]) throws {
        let world = PlannerWorld { $0.activation = [.attribute("employeeType", active: "active", inactive: "left")] }
        #expect(try world.patch(.bob(["employeeType": values]), operations).summary == summary)
    }

    @Test func takesAbsenceForAValue() throws {
        let absentIsActive = PlannerWorld {
            $0.activation = [.attribute("employeeType", active: nil, inactive: "left")]
        }
        #expect(try absentIsActive.patch(.bob(), Self.disable).summary == ["+employeeType=left"])
        let left = Entry.bob(["employeeType": ["left", "intern"]])
        #expect(try absentIsActive.patch(left, Self.enable).summary == ["-employeeType=left"])

        let absentIsInactive = PlannerWorld {
            $0.activation = [.attribute("employeeType", active: "on", inactive: nil)]
        }
        #expect(try absentIsInactive.patch(.bob(), Self.enable).summary == ["+employeeType=on"])
        #expect(
            try absentIsInactive.patch(.bob(["employeeType": ["on"]]), Self.disable).summary == ["-employeeType=on"])
    }

    @Test func appliesEveryWayAndAnyOfThemDisables() throws {
        let world = PlannerWorld {
            $0.activation = [.passwordPolicyLock, .attribute("employeeType", active: nil, inactive: "left")]
        }
        #expect(
            try world.patch(.bob(), Self.disable).summary == ["=pwdAccountLockedTime=000001010000Z +employeeType=left"]
        )
        #expect(try world.patch(.bob(["employeeType": ["left"]]), Self.enable).summary == ["-employeeType=left"])
    }

    @Test func disablesInEveryWayWhoIsDisabledInOne() throws {
        let world = PlannerWorld {
            $0.activation = [.passwordPolicyLock, .attribute("employeeType", active: nil, inactive: "left")]
        }
        let left = Entry.bob(["employeeType": ["left"]])
        let plan = try world.patch(left, Self.disable)
        #expect(plan.summary == ["=pwdAccountLockedTime=000001010000Z"])
        #expect(plan.effect == .disable)
        let both = Entry.bob(["employeeType": ["left"], "pwdAccountLockedTime": [Self.lock]])
        #expect(try world.patch(both, Self.disable).effect == .none)
        let body =
            #"{"userName":"bob","displayName":"Bob","name":{"familyName":"Lee"},"#
            + #""emails":[{"type":"work","value":"bob@acme.example"}]}"#
        #expect(try world.put(left, body).summary == ["-cn=Bob Lee +cn=Bob"])
    }

    @Test func leavesActiveAloneWhenItIsNotSent() throws {
        let locked = Entry.bob(["pwdAccountLockedTime": [Self.lock]])
        let world = PlannerWorld()
        #expect(try world.patch(locked, #"[{"op":"add","path":"title","value":"Cook"}]"#).summary == ["+title=Cook"])
        let body =
            #"{"userName":"bob","displayName":"Bob Lee","name":{"familyName":"Lee"},"#
            + #""emails":[{"type":"work","value":"bob@acme.example"}]}"#
        #expect(try world.put(locked, body).effect == .none)
    }

    @Test(arguments: [
        (Entry.bob(), #"{"password":"s3cret"}"#, ["=userPassword=s3cret"], Plan.Effect.update),
        (
            Entry.bob(["pwdAccountLockedTime": [lock]]), #"{"password":"s3cret"}"#,
            [
                "=userPassword=s3cret -pwdAccountLockedTime=000001010000Z +pwdAccountLockedTime=000001010000Z",
                "=pwdAccountLockedTime=000001010000Z",
            ], .update
        ),
        (
            Entry.bob(), #"{"password":"s3cret","active":false}"#,
            ["=userPassword=s3cret =pwdAccountLockedTime=000001010000Z", "=pwdAccountLockedTime=000001010000Z"],
            .disable
        ),
        (
            Entry.bob(["pwdAccountLockedTime": [lock]]), #"{"password":"s3cret","active":true,"userName":"rob"}"#,
            ["rename uid=rob", "=userPassword=s3cret", "=pwdAccountLockedTime="], .enable
        ),
    ])
    func locksAfterThePassword(entry: Entry, value: String, summary: [String], effect: Plan.Effect) throws {
        let world = PlannerWorld { $0.rules.append(Mapping.Rule(path: .password, attribute: "userPassword")) }
        let plan = try world.patch(entry, #"[{"op":"replace","value":\#(value)}]"#)
        #expect(plan.summary == summary)
        #expect(plan.effect == effect)
        #expect(plan.steps.first { $0.change.summary.contains("userPassword") }?.inverse == nil)

        var directory = MemoryDirectory([entry])
        for step in plan.steps { try directory.apply(step.change) }
        let written = try #require(directory.entries.values.first)
        #expect(written["userPassword"] == ["s3cret"])
        let isActive = value.contains("active") ? value.contains("true") : entry["pwdAccountLockedTime"].isEmpty
        #expect(written["pwdAccountLockedTime"] == (isActive ? [] : [Self.lock]))

        var other = world
        other.dialect.passwordWriteUnlocks = false
        let anew = " -pwdAccountLockedTime=000001010000Z +pwdAccountLockedTime=000001010000Z"
        let together = isActive && value.contains("active") ? " =pwdAccountLockedTime=" : ""
        #expect(
            try other.patch(entry, #"[{"op":"replace","value":\#(value)}]"#).summary
                == summary.filter { !$0.hasPrefix("=pwdAccountLockedTime=") }.map {
                    $0.hasPrefix("=userPassword") ? $0.replacing(anew, with: "") + together : $0
                })
    }
}
