import Directories
import LDAP
import SCIM
import Translator

/// What an update starts from: an entry as it was just read.
struct PresentEntry {
    let entry: Entry
    /// What SCIM shows of it: of an entry that is to be patched what the patch is on, unless the version of all matters.
    let resource: Resource
    /// What is known of the entries that it names.
    let references: References
    /// The referrers in which an unfinished call has left the interim name.
    let leftOvers: [Referrer]
    /// The attributes that updates do without, and that were read all the same.
    private let examined: [AttributeDescription]

    /// Reads the entry with an id, and of the attributes that updates do without those that are `examined`.
    /// - Throws: 404.
    init(
        _ id: String, for wish: EntryWish, _ examined: [AttributePath], _ work: Work
    ) async throws(SCIMError) {
        let (book, reader) = (work.book, EntryReader(work))
        self.examined =
            examined.isEmpty ? [] : book.mapping.rules.filter { examined.contains($0.path) }.map(\.attribute)
        // The list itself where nothing is added to it: the client knows it when it sees it.
        let usual = book.planner.attributesToRead
        let attributes = self.examined.isEmpty ? usual : usual + self.examined
        if wish.mayRename(book), book.leavesInterims, book.dialect.idFilter(id) != nil {
            let request = try reader.request(id, attributes)
            let (referrers, answers) = try await ReferrerFinder(work).referrers(
                .leftOvers(ofID: id, book), beside: [request])
            guard let found = answers.first?.entries.first else { throw .unknown(id) }
            (self.entry, self.leftOvers) = (found, referrers)
        } else {
            (self.entry, self.leftOvers) = (try await reader.entry(id, attributes), [])
        }
        self.references = try await ReferenceResolver(work).references(in: [self.entry], knowing: wish.known)
        if !work.context.isConditional, let attributes = wish.attributes(book) {
            self.resource = book.projector.resource(
                from: self.entry, references: self.references, showing: attributes)
        } else {
            self.resource = book.projector.resource(from: self.entry, references: self.references)
        }
    }

    /// The entry without the attributes that updates do without.
    var unexamined: Entry {
        var entry = self.entry
        for attribute in self.examined { entry[attribute] = [] }
        return entry
    }
}
