import Encodings
import LDAP
import SCIM

/// Compares the texts of entries with those of a filter or a patch, and asks the directory where servers may differ.
public struct TextComparisons: Sendable {
    fileprivate let projector: EntryProjector
    private let wanted: [ComparedText]
    /// The bindings that show such texts.
    fileprivate let sources: [Binding]
    /// Whether one of the texts is compared with the display names of referents.
    private let looksAtNames: Bool

    /// Makes some comparisons ready for many entries.
    public init(_ wanted: [ComparedText], _ projector: EntryProjector) {
        self.projector = projector
        let wanted = wanted.uniqued()
        self.wanted = wanted
        self.sources =
            wanted.isEmpty
            ? []
            : projector.bindings.filter { binding in
                wanted.contains { binding.isMeant(by: $0.path) } && binding.assertion(.eq, "")?.localRule != nil
            }
        self.looksAtNames = wanted.contains { wanted in
            projector.bindings.contains { $0.namePart(meantBy: wanted.path) != nil }
        }
    }

    /// Returns what the directory is to be asked about these entries before their texts are compared.
    ///
    /// `references` is what is known of those that the entries refer to.
    public func questions(about entries: some Collection<Entry>, knowing references: References) -> [TextQuestion] {
        if self.sources.isEmpty, !self.looksAtNames { return [] }
        return self.wanted.flatMap { wanted in
            self.sources.filter { $0.isMeant(by: wanted.path) }.compactMap { self.question(wanted, of: $0, entries) }
                + self.projector.bindings.flatMap { self.questions(wanted, naming: $0, entries, references) }
        }.filter { !$0.ids.isEmpty }
    }

    private func question(
        _ wanted: ComparedText, of binding: Binding, _ entries: some Collection<Entry>
    ) -> TextQuestion? {
        guard let assertion = binding.assertion(wanted.comparison, wanted.text), let condition = assertion.condition
        else { return nil }
        var question = TextQuestion(condition, isAboutReferents: false)
        for entry in entries {
            guard let id = self.projector.id(of: entry) else { continue }
            question.take(binding.shown(in: entry), of: entry[binding.rule.attribute], in: id, by: assertion)
        }
        return question
    }

    /// The questions about the display names of a binding's referents, which may come from several attributes.
    private func questions(
        _ wanted: ComparedText, naming binding: Binding, _ entries: some Collection<Entry>, _ references: References
    ) -> [TextQuestion] {
        guard let part = binding.namePart(meantBy: wanted.path) else { return [] }
        let ids = self.projector.references(in: entries, of: [binding]).compactMap { references.id(of: $0) }
        var questions: [LDAP.Filter: TextQuestion] = [:]
        for id in ids {
            guard let referent = references.referent(of: id), let name = referent.display, let names = referent.names,
                let assertion = self.assertion(wanted.comparison, wanted.text, on: names.description, part),
                let condition = assertion.condition
            else { continue }
            questions[condition, default: TextQuestion(condition, isAboutReferents: true)]
                .take([AttributeValue(name)], of: names.values, in: id.text, by: assertion)
        }
        return Array(questions.values)
    }

    fileprivate func assertion(
        _ comparison: SCIM.Filter.Operator, _ text: String, on attribute: AttributeDescription, _ part: DerivedPart
    ) -> TextAssertion? {
        self.projector.schema.attributeType(attribute).map {
            TextAssertion(
                attribute: attribute, type: $0, comparison: comparison, text: text, isCaseExact: part.isCaseExact)
        }
    }

    /// Returns how texts compare, after the directory has answered.
    public func rules(knowing references: References, _ answers: TextAnswers) -> TextRules {
        let names = self.looksAtNames ? Set(references.referents.compactMap(\.names?.description)) : []
        return TextRules(comparisons: self, nameAttributes: names, answers: answers)
    }
}

/// How the texts of entries compare: by the directory's answers, and by the local rule where it was not asked.
public struct TextRules: Sendable {
    fileprivate let comparisons: TextComparisons
    /// The attributes that the display names of referents come from.
    fileprivate let nameAttributes: Set<AttributeDescription>
    fileprivate let answers: TextAnswers

    /// Returns how texts compare at a path of an entry; nil where that is SCIM's matter alone.
    public func rule(at path: AttributePath, in entry: Entry) -> TextRule? {
        let meant = self.comparisons.sources.filter { $0.isMeant(by: path) }
        if let first = meant.first {
            return TextRule { comparison, held, wanted in
                let held = AttributeValue(held)
                let holders = meant.filter { $0.shown(in: entry).contains(held) }
                return (holders.isEmpty ? [first] : holders).contains { holder in
                    holder.assertion(comparison, wanted).map { self.holds($0, for: held) } ?? false
                }
            }
        }
        guard !self.nameAttributes.isEmpty,
            let part = self.comparisons.projector.bindings.lazy.compactMap({ $0.namePart(meantBy: path) }).first
        else { return nil }
        return TextRule { comparison, held, wanted in
            self.nameAttributes.contains { attribute in
                self.comparisons.assertion(comparison, wanted, on: attribute, part)
                    .map { self.holds($0, for: AttributeValue(held)) } ?? false
            }
        }
    }

    private func holds(_ assertion: TextAssertion, for held: AttributeValue) -> Bool {
        guard assertion.isDoubtful(for: held), let condition = assertion.condition,
            let isFound = self.answers.holds(condition, for: held)
        else { return assertion.mayHold(for: held) }
        return isFound && (!assertion.isNarrowedByCase || assertion.mayHold(for: held))
    }
}

extension Binding {
    /// Whether a filter's path means these values: `emails` and `emails.value` → `emails[type eq "work"].value`.
    func isMeant(by path: AttributePath) -> Bool {
        path.attribute.equalsIgnoringASCIICase(self.path.attribute) && path.mayMean(self.path)
            && (self.path.subAttribute ?? "value").equalsIgnoringASCIICase(path.subAttribute ?? "value")
    }

    /// The part with the referent's display name, if a path means that.
    fileprivate func namePart(meantBy path: AttributePath) -> DerivedPart? {
        guard let name = path.subAttribute, path.mayMean(self.path) else { return nil }
        return self.derived.first { $0.kind == .display && $0.name.equalsIgnoringASCIICase(name) }
    }
}
