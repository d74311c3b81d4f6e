import LDAP
import SCIM
import Testing

@testable import Translator

@Suite struct EntryFilterTests {
    private func verdict(_ filter: String, _ attribute: AttributeDescription, _ values: [AttributeValue]) throws
        -> Bool?
    {
        let translation = try Fixture.translator().translate(try Fixture.filter(filter))
        let left = EntryFilter(translation, try Fixture.projector())
        return left?.matches([Fixture.entry([attribute: values])]).first
    }

    /// The directory has found the entry: what it says is equal is equal, whatever it looks like from here.
    @Test(
        arguments: [
            (["anything"], true), (["ann"], true), (["ANN", "x"], true), (["x", "ann"], false), (["x", "y"], true),
            (["Änn", "ann"], false),
        ] as [([AttributeValue], Bool)])
    func believesTheDirectory(values: [AttributeValue], isMatch: Bool) throws {
        #expect(try self.verdict(#"userName eq "ann""#, "uid", values) == isMatch)
    }

    @Test(
        arguments: [
            (["a  B"], true), (["a b"], false), (["E\u{301}"], false),
        ] as [([AttributeValue], Bool)])
    func looksAtCaseWhereSCIMDoes(values: [AttributeValue], isMatch: Bool) throws {
        let configure: (inout Mapping) throws -> Void = { mapping in
            mapping.rules = [try Fixture.rule("externalId", "cn")]
        }
        let translation = try Fixture.translator(configure).translate(try Fixture.filter(#"externalId eq "a B""#))
        let left = try #require(EntryFilter(translation, try Fixture.projector(configure)))
        #expect(left.matches([Fixture.entry(["cn": values])]) == [isMatch])
    }

    @Test func asksTheDirectoryWhereFoldingsDiffer() throws {
        let translation = try Fixture.translator().translate(try Fixture.filter(#"not (title eq "Σ")"#))
        let left = try #require(EntryFilter(translation, try Fixture.projector()))
        let ids = (0..<4).map { "0c4b1d6e-9f6a-103f-8b2d-3f1c5e7a9b0\($0)" }
        let entries = zip(ids, ["ς", "Σ", "σ", "s"]).map { id, text in
            Fixture.entry(["title": [AttributeValue(text)], "entryUUID": [AttributeValue(id)]])
        }
        let question = try #require(left.questions(about: entries[...]).first)
        #expect(question.condition == .equal("title", "Σ"))
        #expect(Set(question.ids) == [ids[0], ids[2], ids[3]])
        #expect(left.matches(entries[...]) == [false, false, false, true])
        var answers = TextAnswers()
        answers.note([ids[2], ids[3]], for: question)
        #expect(left.matches(entries[...], knowing: References(), answers) == [true, false, false, false])
        let plain = try Fixture.translator().translate(try Fixture.filter(#"not (title eq "S")"#))
        #expect(try #require(EntryFilter(plain, try Fixture.projector())).questions(about: [entries[3]]).isEmpty)
    }

    @Test func asksWhoseNameItIsInAnotherSpelling() throws {
        let boss = DistinguishedName(server: "uid=Ä,ou=people,dc=acme")
        let references = References(["1": boss])
        let filter = try Fixture.filter(#"not (manager eq "1")"#)
        let translation = try Fixture.translator().translate(filter, references: references)
        let left = try #require(EntryFilter(translation, try Fixture.projector()))
        let entries = ["uid=ä,ou=people,dc=acme", "uid=Ä,ou=people,dc=acme", "uid=x,ou=people,dc=acme"].map {
            Fixture.entry(["manager": [AttributeValue($0)]])
        }
        let other = DistinguishedName(server: "uid=ä,ou=people,dc=acme")
        #expect(left.names(in: entries[...]) == [.entry(other)])
        #expect(left.matches(entries[...]) == [true, false, true])
        #expect(left.matches(entries[...], knowing: References(["1": other])) == [false, false, true])
    }
}
