import Foundation
import SCIM
import Testing

@testable import Translator

/// Answers stay as they are, byte for byte: the recorded ones were written by way of values.
@Suite struct RenderedAnswersTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/rendered-answers.json")

    @Test func writesWhatIsRecorded() throws {
        let recorded = try #require(try JSONReader.read(Array(Data(contentsOf: Self.file))).array)
        var answers: [Value] = []
        for seed in 1...60 as ClosedRange<UInt64> {
            var generator = RenderingGenerator(seed: seed)
            let renderer = EntryRenderer(generator.projector(), below: RenderingGenerator.baseURL)
            for _ in 0..<5 {
                let one = generator.make()
                let shown = renderer.resource(
                    from: one.entry, references: one.references, showing: one.projection, isVersioned: one.isVersioned)
                let text = String(decoding: shown.bytes, as: UTF8.self)
                answers.append(["answer": .string(text), "version": shown.version.map { .string($0) } ?? .null])
            }
        }
        #expect(answers.count == recorded.count)
        for (answer, recorded) in zip(answers, recorded) { #expect(answer == recorded) }
    }

    /// What is shown is what a write starts from, and a list shows each entry as it is shown alone.
    @Test func showsWhatWritesStartFrom() throws {
        for seed in 1...40 as ClosedRange<UInt64> {
            var generator = RenderingGenerator(seed: seed)
            let projector = generator.projector()
            let renderer = EntryRenderer(projector, below: RenderingGenerator.baseURL)
            let cases = (0..<25).map { _ in generator.make() }
            for one in cases {
                let shown = renderer.resource(from: one.entry, references: one.references)
                let resource = projector.resource(from: one.entry, references: one.references)
                #expect(shown.version == resource.meta?.version)
                #expect(shown.id == resource.id)
            }
            let references = try #require(cases.first?.references)
            let list = renderer.resources(from: cases.map(\.entry), references: references)
            #expect(list == cases.map { renderer.resource(from: $0.entry, references: references) })
        }
    }
}
