import Encodings
import LDAP
import SCIM
import Translator

/// Refuses a sign-in name whose suffix the forest of an Active Directory does not know.
///
/// Samba takes any suffix silently, and other domains and forests find nobody by an unknown one; where Active Directory refuses it, this
/// says why. What an entry has already stays good, and what cannot be read is not judged.
struct SignInNameCheck {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Looks at what a plan writes; `entry` is the one that is there, if any.
    ///
    /// A suffix that is not known is looked for once more, for it may have been added meanwhile.
    /// - Throws: `invalidValue` naming the suffixes that are known.
    func check(_ plan: Plan, of entry: Entry?) async throws(SCIMError) {
        guard let suffixes = self.work.book.signInSuffixes else { return }
        let present = entry?[SignInSuffixes.name].compactMap { $0.signInSuffix?.lowercased() } ?? []
        let written = plan.steps.flatMap { $0.change.valuesWritten(to: SignInSuffixes.name) }
        guard
            let unknown = written.lazy.compactMap(\.signInSuffix).first(where: {
                !present.contains($0.lowercased()) && !suffixes.knows($0)
            })
        else { return }
        let known = await suffixes.read(in: self.work.directory)
        if known.isEmpty || known.contains(unknown.lowercased()) { return }
        let rule = self.work.book.mapping.rules.first { $0.attribute == SignInSuffixes.name }
        let all = known.sorted()
        let examples = all.prefix(10).joined(separator: ", ") + (all.count > 10 ? " and \(all.count - 10) more" : "")
        throw .invalidValue(
            "\(rule?.path.description ?? SignInSuffixes.name.description) cannot end in @\(unknown): the forest's sign-in names end in "
                + "\(examples). Send one of these, or add the suffix there (Active Directory Domains and Trusts; uPNSuffixes of "
                + "\(suffixes.partitions)).")
    }
}

extension AttributeValue {
    /// What stands after the last `@`: `ada@acme.example → acme.example`.
    fileprivate var signInSuffix: String? {
        guard let text = self.text, let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        return String(text[at...].dropFirst())
    }
}

extension Change {
    /// The values that it gives an attribute.
    fileprivate func valuesWritten(to attribute: AttributeDescription) -> [AttributeValue] {
        switch self {
        case .add(let entry): Array(entry[attribute])
        case .modify(_, let modifications):
            modifications.filter { $0.attribute == attribute && $0.operation != .delete }.flatMap(\.values)
        case .rename, .delete: []
        }
    }
}
