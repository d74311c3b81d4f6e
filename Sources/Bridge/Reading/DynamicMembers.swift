import LDAP
import SCIM
import Translator

/// Finds the members of groups that say by URLs who they are (`memberURL`).
///
/// A URL finds people whom the mapping shows and nobody else, whatever it says.
struct DynamicMembers {
    /// Entries that one answer carries; below the size limits that directories ship with.
    private static let stride = 200
    /// The most members that a group may have.
    private static let maximum = 10_000

    private let work: Work
    private var book: Rulebook { self.work.book }

    init(_ work: Work) {
        self.work = work
    }

    /// Puts the names of the members into the place of the URLs, where the projection asks for them, and returns what is known of these.
    /// - Throws: `tooMany` for a group of more than 10,000, 500 for a URL that cannot be read.
    func expand(_ entries: inout [Entry], for projection: Projection) async throws(SCIMError) -> References {
        guard let attribute = self.book.projector.memberURLAttribute(for: projection) else { return References() }
        var references = References()
        for index in entries.indices where !entries[index][attribute].isEmpty {
            var names: [AttributeValue] = []
            for url in entries[index][attribute] {
                for question in try self.questions(url, of: entries[index].dn) {
                    let found = try await self.found(question)
                    guard names.count + found.count <= Self.maximum else {
                        throw .tooManyMembers(entries[index].dn, url)
                    }
                    references.merge(
                        ReferenceResolver(self.work).references(to: [question], in: [SearchResult(entries: found)][...])
                    )
                    names += found.map { AttributeValue($0.dn.description) }
                }
            }
            entries[index][attribute] = names[...]
        }
        return references
    }

    /// The searches that a URL means, each among the people of one mapping.
    private func questions(_ value: AttributeValue, of group: DistinguishedName) throws(SCIMError)
        -> [ReferenceQuestion]
    {
        let url: SearchURL
        do {
            url = try SearchURL(parsing: value.text ?? "")
        } catch {
            throw .internalError("\(group) says by a URL who its members are: \(error.diagnostic). Correct it.")
        }
        return self.book.targets.compactMap { target in
            guard target.membersRule == nil else { return nil }
            var question = ReferenceQuestion([url.filter], in: target, self.book)
            if url.base.isWithin(target.base) {
                guard target.scope == .subtree || url.scope == .base && url.base.parent == target.base else {
                    return nil
                }
                (question.request.base, question.request.scope) = (url.base, url.scope)
            } else if url.scope != .subtree || !target.base.isWithin(url.base) {
                return nil
            }
            return question
        }
    }

    /// All that a search finds, in pages, but no more than is too much.
    private func found(_ question: ReferenceQuestion) async throws(SCIMError) -> [Entry] {
        do {
            return try await self.work.directory.lease { session throws(LDAPError) in
                var (entries, cookie): ([Entry], [UInt8]) = ([], [])
                repeat {
                    var request = question.request
                    request.controls.append(.pagedResults(size: Self.stride, cookie: cookie))
                    let result = try await session.search(request)
                    entries += result.entries
                    cookie = result.controls.pagedResultsCookie ?? []
                } while !cookie.isEmpty && entries.count <= Self.maximum
                return entries
            }
        } catch  where error.code == .noSuchObject {
            return []
        } catch {
            throw self.work.refusal(error, of: question.request)
        }
    }
}

extension DynamicMembers {
    /// Refuses to write members that the directory computes.
    /// - Throws: `mutability` naming what says who they are.
    func refuse(_ wish: EntryWish, _ revision: Revision?, of id: String) async throws(SCIMError) {
        guard let rule = self.book.computedMembers, case .patch(let patch) = wish else { return }
        let isNamed = patch.operations.contains { $0.path.map { $0.attribute.lowercased() == "members" } ?? false }
        let isEdited = revision?.edits.contains { $0.path == rule.path } ?? false
        guard isNamed || isEdited else { return }
        let entry = try await EntryReader(self.work).entry(id, [rule.attribute])
        let urls = entry[rule.attribute].compactMap(\.text).filter { $0.lowercased().hasPrefix("ldap:") }
        let reason =
            urls.isEmpty ? "the directory computes them" : "\(urls.joined(separator: " and ")) says who they are"
        throw .mutability(
            "The members of \(entry.dn) are not written: \(reason). Change that in the directory, or take the group out of the client's scope."
        )
    }
}

extension DynamicMembers {
    /// Refuses to find groups by members whom URLs find: a directory answers as if nobody were a member.
    ///
    /// A filter that finds no group, whoever its members are, is answered: such as one for a group that is of another kind.
    /// - Throws: `invalidFilter`.
    func refuse(_ filter: SCIM.Filter) async throws(SCIMError) {
        guard self.book.projector.hasMemberURLs, filter.asksForMembers else { return }
        if case .and(let terms) = filter {
            let others = terms.filter { !$0.asksForMembers }
            if !others.isEmpty {
                let query = Query(filter: .and(others), count: 1)
                if try await ListReader(self.work).names(on: query).isEmpty { return }
            }
        }
        throw .invalidFilter(
            "URLs in the directory say who the members of these groups are, so that no group can be found by a member. Read a group to see "
                + "its members.")
    }
}

extension SCIM.Filter {
    /// Whether it compares who is a member.
    fileprivate var asksForMembers: Bool {
        switch self {
        case .and(let terms), .or(let terms): terms.contains(where: \.asksForMembers)
        case .not(let term): term.asksForMembers
        case .compare(let path, _, _), .valuePath(let path, _), .present(let path):
            path.sharesAttribute(with: AttributePath(attribute: "members"))
        }
    }
}

extension SCIMError {
    fileprivate static func tooManyMembers(_ group: DistinguishedName, _ url: AttributeValue) -> SCIMError {
        .tooMany(
            "\(group) has more members than can be shown: \(url.text ?? "") finds more than 10,000. Leave them out "
                + "(excludedAttributes=members), or narrow the URL.")
    }
}
