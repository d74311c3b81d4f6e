import LDAP
import SCIM
import Translator

/// Looks whether the entry is there below which another one is to move.
///
/// Of a move the directory does not say which of both it misses.
struct PlaceCheck {
    private let work: Work

    init(_ work: Work) {
        self.work = work
    }

    /// Checks the place that an entry gets with a new name; nil where it keeps the one that it has.
    /// - Throws: 500 naming the place that is missing.
    func check(_ name: DistinguishedName?, of entry: Entry) async throws(SCIMError) {
        guard self.work.book.mapping.placement != nil, let name, let place = name.parent, place != entry.dn.parent
        else { return }
        if try await EntryReader(self.work).exists(place) { return }
        throw .internalError(
            "The directory has no entry \(place), below which \(entry.dn) belongs now. Create it, or correct `place`, or the value that "
                + "it goes by, in Starbridge's configuration.")
    }
}
