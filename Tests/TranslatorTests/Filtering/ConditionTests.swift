import Directories
import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct ConditionTests {
    private static let exact = Self.condition("title", .exact(.present("title")))
    private static let loose = Self.condition("nickName", .within(.present("cn")))
    private static let answer = AnsweredComparison(
        path: AttributePath(attribute: "userName"), comparison: .eq, value: "ann")
    private static let answered = Condition(.within(.equal("uid", "ann")), answeredBy: Self.answer)

    private static func filter(_ name: String) -> SCIM.Filter { .present(AttributePath(attribute: name)) }

    private static func condition(_ name: String, _ narrowing: Narrowing) -> Condition {
        Condition(narrowing, of: Self.filter(name))
    }

    @Test func leavesNothingOfWhatIsExact() {
        #expect(Self.exact.residual == nil)
        #expect(Self.loose.residual == Self.filter("nickName"))
        #expect(Self.answered.residual == nil && Self.answered.answers == [Self.answer])
    }

    @Test func leavesOfAConjunctionWhatIsNotDecided() {
        let all = Condition.all([Self.exact, Self.loose, Self.answered])
        #expect("\(all.narrowing.superset)" == "(&(title=*)(cn=*)(uid=ann))")
        #expect(all.residual == Self.filter("nickName"))
        #expect(all.answers == [Self.answer])
        let two = Condition.all([Self.loose, Self.loose])
        #expect(two.residual == .and([Self.filter("nickName"), Self.filter("nickName")]))
        let never = Condition.all([Self.answered, Self.condition("x", .never)])
        #expect(never.narrowing == .never && never.residual == nil && never.answers.isEmpty)
    }

    @Test func leavesADisjunctionAndANegationWhole() {
        let filter = SCIM.Filter.or([Self.filter("title"), Self.filter("userName")])
        let any = Condition.any([Self.exact, Self.answered], of: filter)
        #expect("\(any.narrowing.superset)" == "(|(title=*)(uid=ann))")
        #expect(any.residual == filter && any.answers.isEmpty)
        let not = Self.loose.negated(of: .not(Self.filter("nickName")))
        #expect(not.narrowing.superset == .absoluteTrue)
        #expect(not.residual == .not(Self.filter("nickName")))
        #expect(Self.exact.negated(of: filter).residual == nil)
    }
}

/// The same rules hold for resources and for the elements of their attributes.
@Suite struct ConditionCompilerTests {
    private static func compiler(_ scope: FilterScope = .resource) throws -> ConditionCompiler {
        let bound = BoundMapping(mapping: try Fixture.mapping(), dialect: .openLDAP, schema: Fixture.schema)
        return ConditionCompiler(
            paths: FilterablePaths(bound), references: Fixture.references, interims: nil, scope: scope)
    }

    /// The compiler of what is inside of `attribute[…]`, for one of its elements.
    private static func inner(_ attribute: String, element index: Int) throws -> ConditionCompiler {
        let member = try #require(try Self.compiler().paths.member(at: AttributePath(attribute: attribute)))
        guard case .elements(let elements) = member.content else {
            throw SCIMError.invalidFilter("\(attribute) has no elements")
        }
        return try Self.compiler(.element(elements[index], of: member))
    }

    @Test(arguments: [
        (#"value eq "x""#, "(mail=x)"), (#"value ne "x""#, "(&)"), ("value pr", "(mail=*)"),
        ("value eq null", "(!(mail=*))"), (#"type eq "work""#, "(&)"), (#"type ne "work""#, "(|)"),
        (#"type eq "home""#, "(|)"), ("type eq null", "(|)"), (#"not (type eq "home")"#, "(&)"),
        (#"display co "x" or type sw "wo""#, "(&)"),
    ])
    func knowsAnElementWithLabels(filter: String, ldap: String) throws {
        let condition = try Self.inner("emails", element: 0).condition(of: try Fixture.filter(filter))
        #expect("\(condition.narrowing.superset)" == ldap)
    }

    @Test(arguments: [
        (#"display ne "x""#, "(&)"), (#"display eq "x""#, "(|)"), ("display eq null", "(&)"), ("display pr", "(|)"),
    ])
    func takesForAbsentWhatOnlyOtherElementsHave(filter: String, ldap: String) throws {
        let condition = try Self.inner("emails", element: 1).condition(of: try Fixture.filter(filter))
        #expect("\(condition.narrowing.superset)" == ldap)
    }

    @Test(arguments: [
        (#"value eq "5""#, "(telephoneNumber=5)"), (#"value ne "5""#, "(&)"), (#"not (value eq "5")"#, "(&)"),
        (#"value eq "5" and value sw "6""#, "(&(telephoneNumber=5)(telephoneNumber=6*))"),
    ])
    func saysNothingOfTheOthersOfSeveralElements(filter: String, ldap: String) throws {
        let condition = try Self.inner("phoneNumbers", element: 0).condition(of: try Fixture.filter(filter))
        #expect("\(condition.narrowing.superset)" == ldap)
    }

    @Test(arguments: ["nonsense pr", #"nonsense eq "x""#, #"value[type eq "work"]"#])
    func knowsNoPartsThatNoElementHas(filter: String) throws {
        let compiler = try Self.inner("emails", element: 0)
        let error = #expect(throws: SCIMError.self) { try compiler.condition(of: try Fixture.filter(filter)) }
        #expect(error?.type == .invalidFilter)
    }
}
