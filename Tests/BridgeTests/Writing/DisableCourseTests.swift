import SCIM
import Testing

@testable import Bridge

@Suite struct DisableCourseTests {
    private static let mistake = SCIMError.invalidValue("a mistake")
    private static let clash = SCIMError.uniqueness("a clash")

    private static func wish(_ count: Int) throws -> DisablingPatch {
        let others = (0..<count).map { Self.operation($0) }
        let disable = Patch.Operation(.replace, path: AttributePath(attribute: "active"), value: "False")
        return try #require(DisablingPatch(Patch(operations: [disable] + others), of: .user))
    }

    private static func operation(_ number: Int) -> Patch.Operation {
        .init(.replace, path: AttributePath(attribute: "a\(number)"), value: "v")
    }

    /// The disable beside the operations with these numbers.
    private static func patch(_ numbers: Int...) throws -> Patch {
        try Self.wish(0).patch(beside: numbers.map { Self.operation($0) })
    }

    @Test func leavesOutWhatTheBridgeRefuses() throws {
        var course = DisableCourse(try Self.wish(3))
        #expect(course.start == .apply(try Self.patch(0, 1, 2)))
        #expect(course.refused(Self.mistake) == .rehearse(try Self.patch(0, 1, 2)))
        #expect(course.refused(Self.mistake) == .rehearse(try Self.patch(0)))
        #expect(course.rehearsed() == .rehearse(try Self.patch(0, 1, 2)))
        #expect(course.refused(Self.mistake) == .rehearse(try Self.patch(0, 1)))
        #expect(course.refused(Self.clash) == .rehearse(try Self.patch(0, 2)))
        #expect(course.rehearsed() == .apply(try Self.patch(0, 2)))
        #expect(course.leftOut == [.init(name: "a1", error: Self.clash)])
    }

    @Test func disablesAloneWhereTheDirectoryRefusesTheWhole() throws {
        var course = DisableCourse(try Self.wish(2))
        #expect(course.refused(Self.clash) == .rehearse(try Self.patch(0, 1)))
        #expect(course.rehearsed() == .apply(try Self.patch()))
        #expect(course.leftOut.map(\.name) == ["a0", "a1"])
        #expect(course.refused(Self.mistake) == .giveUp(Self.mistake))
    }

    @Test func disablesAloneWhereTheDirectoryRefusesTheRest() throws {
        var course = DisableCourse(try Self.wish(2))
        _ = course.refused(Self.mistake)
        #expect(course.refused(Self.mistake) == .rehearse(try Self.patch(0)))
        #expect(course.refused(Self.mistake) == .rehearse(try Self.patch(1)))
        #expect(course.rehearsed() == .apply(try Self.patch(1)))
        #expect(course.refused(Self.clash) == .apply(try Self.patch()))
        #expect(course.leftOut == [.init(name: "a0", error: Self.mistake), .init(name: "a1", error: Self.clash)])
    }

    @Test func disablesAloneWhereNothingIsLeft() throws {
        var course = DisableCourse(try Self.wish(1))
        #expect(course.refused(Self.mistake) == .rehearse(try Self.patch(0)))
        #expect(course.refused(Self.mistake) == .apply(try Self.patch()))
    }

    @Test(arguments: [404, 412, 503]) func bearsWhatConcernsTheDisableItself(status: Int) throws {
        let error = SCIMError(status: status, detail: "x")
        var course = DisableCourse(try Self.wish(2))
        #expect(course.refused(error) == .giveUp(error))
        course = DisableCourse(try Self.wish(2))
        _ = course.refused(Self.mistake)
        #expect(course.refused(error) == .giveUp(error))
    }

    @Test func cannotDisableWithoutADisable() throws {
        var course = DisableCourse(try Self.wish(0))
        #expect(course.start == .apply(try Self.patch()))
        #expect(course.refused(Self.mistake) == .giveUp(Self.mistake))
    }

    @Test func tellsWhatCannotBeRead() throws {
        let disable = Patch.Operation(.replace, path: AttributePath(attribute: "active"), value: false)
        let patch = Patch(operations: [disable], faults: [.init(name: "a b", error: Self.mistake)])
        let course = DisableCourse(try #require(DisablingPatch(patch, of: .user)))
        #expect(course.start == .apply(try Self.patch()))
        #expect(course.leftOut == [.init(name: "a b", error: Self.mistake)])
    }

    @Test func looksNoLongerThanItIsWorth() throws {
        var course = DisableCourse(try Self.wish(1000))
        var action = course.refused(Self.mistake)
        var rehearsals = 0
        while case .rehearse = action {
            rehearsals += 1
            action = course.refused(Self.mistake)
        }
        #expect(rehearsals == 64)
        #expect(action == .apply(try Self.patch()))
        #expect(Set(course.leftOut.map(\.name)).count == 1000)
    }

    @Test(arguments: [
        (#"emails[type eq "work"].value"#, #"emails[type eq "work"].value"#),
        (#"emails[value eq "a@x"].display"#, "emails.display"),
    ])
    func tellsNoValues(path: String, name: String) throws {
        let operation = Patch.Operation(.replace, path: try AttributePath(parsing: path), value: "v")
        let disable = Patch.Operation(.replace, path: AttributePath(attribute: "active"), value: false)
        var course = DisableCourse(
            try #require(DisablingPatch(Patch(operations: [operation, disable]), of: .user)))
        _ = course.refused(Self.mistake)
        _ = course.refused(Self.mistake)
        #expect(course.leftOut.map(\.name) == [name])
    }
}
