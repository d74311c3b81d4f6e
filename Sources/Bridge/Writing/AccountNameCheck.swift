import LDAP
import SCIM
import Translator

/// Who names an account by its plain name and not by its distinguished one, as the groups of RFC 2307 do in `memberUid`.
///
/// No server rewrites `memberUid` when an account gets another name, and the bridge does it only where a mapping says `by: uid`. Everywhere
/// else such an account is not renamed.
struct AccountNameCheck {
    private static let name: AttributeDescription = "uid"
    private static let reference: AttributeDescription = "memberUid"

    /// What finds them, in all the directory.
    let request: SearchRequest
    private let names: [String]

    /// Nil where a plan takes no account name from an entry, or the schema knows no such groups.
    init?(_ plan: Plan, of entry: Entry, _ book: Rulebook) {
        let gone = plan.steps.flatMap { $0.change.valuesGone(of: Self.name, from: entry) }
        let isFollowed = book.referringAttributes.contains(ReferringAttribute(name: Self.reference, key: Self.name))
        guard !gone.isEmpty, !isFollowed, book.server.schema.attributeType(Self.reference) != nil,
            let context = book.context
        else { return nil }
        self.names = gone.compactMap(\.text)
        self.request = SearchRequest(
            base: context, scope: .subtree, filter: .or(gone.map { .equal(Self.reference, $0) }),
            attributes: [.noAttributes])
    }

    /// - Throws: `mutability` naming the entries that would keep the former name.
    func check(_ answer: SearchResult) throws(SCIMError) {
        if answer.entries.isEmpty { return }
        let examples = answer.entries.prefix(3).map(\.dn.description).joined(separator: "; ")
        let more = answer.entries.count > 3 ? " and \(answer.entries.count - 3) more" : ""
        throw .mutability(
            "The name \(self.names.joined(separator: ", ")) cannot be changed: \(examples)\(more) hold it as \(Self.reference), and "
                + "nothing would carry the new one there. Take it out of them first, or leave the name as it is."
        )
    }
}

extension Change {
    /// The values of an attribute that an entry no longer has after the change.
    fileprivate func valuesGone(of attribute: AttributeDescription, from entry: Entry) -> [AttributeValue] {
        switch self {
        case .rename(let target, let leaf, deleteOld: true, _) where target == entry.dn:
            let values = (target.leaf?.assertions ?? []).filter { $0.type == attribute }.map(\.value)
            return values.filter { value in !leaf.assertions.contains { $0.type == attribute && $0.value == value } }
        case .modify(_, let modifications):
            let own = modifications.filter { $0.attribute == attribute }
            let stays = Set(own.filter { $0.operation != .delete }.flatMap(\.values))
            let goes = own.filter { $0.operation == .delete && !$0.values.isEmpty }.flatMap(\.values)
            let isEmptied = own.contains { $0.operation == .replace || $0.operation == .delete && $0.values.isEmpty }
            return (isEmptied ? Array(entry[attribute]) : goes).filter { !stays.contains($0) }
        case .add, .rename, .delete: return []
        }
    }
}
