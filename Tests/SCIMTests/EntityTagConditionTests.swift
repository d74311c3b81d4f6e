import SCIM
import Testing

@Suite struct EntityTagConditionTests {
    @Test(arguments: [
        (#"W/"a""#, [#""a""#]), (#""a""#, [#""a""#]), (#" W/"a" , "b,c",W/"""#, [#""a""#, #""b,c""#, #""""#]),
        (#",,W/"a",,"#, [#""a""#]), ("W/\"a\"\t,\t\"b\"", [#""a""#, #""b""#]),
    ])
    func readsLists(text: String, tags: [String]) throws {
        #expect(try EntityTagCondition(parsing: text) == .tags(tags))
    }

    @Test(arguments: ["*", " * ", "\t*"]) func readsAny(text: String) throws {
        #expect(try EntityTagCondition(parsing: text) == .any)
    }

    @Test(arguments: [
        "", " ", ",", "a", #"W/a"#, #"w/"a""#, #""a"#, #""a" "b""#, #""a"x"#, #"*, "a""#, #""a", *"#, "**",
    ])
    func refusesWhatIsNoList(text: String) {
        #expect { try EntityTagCondition(parsing: text) } throws: { error in
            let error = error as? SCIMError
            return error?.status == 400 && error?.type == .invalidValue
        }
    }

    @Test func comparesWeakly() throws {
        let condition = try EntityTagCondition(parsing: #"W/"a", "b""#)
        for version in [#"W/"a""#, #""a""#, #"W/"b""#, #""b""#] { #expect(condition.holds(for: version)) }
        for version in [#"W/"c""#, "a", #"W/"A""#, #"W/W/"a""#, nil] { #expect(!condition.holds(for: version)) }
        #expect(EntityTagCondition.any.holds(for: #"W/"c""#))
        #expect(EntityTagCondition.any.holds(for: nil))
    }
}
