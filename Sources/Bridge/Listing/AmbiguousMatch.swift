import LDAP
import SCIM
import Translator

extension Mapping {
    /// The path of a look-up by a value that only one entry may have, such as `userName eq "ada"`.
    func uniquePath(in filter: SCIM.Filter) -> AttributePath? {
        guard case .compare(let path, .eq, _) = filter else { return nil }
        return self.rules.first { $0.isUnique && $0.path == path }?.path
    }
}

extension SCIMError {
    /// Several entries have a value that only one may have.
    ///
    /// A client takes the first of a list for the one that it means, and would perhaps change somebody else.
    ///
    /// `filters` are the keys of the configuration by which entries can be left out.
    static func ambiguousMatch(
        _ path: AttributePath, _ names: [DistinguishedName], of count: Int, _ filters: [String]
    ) -> SCIMError {
        let more = count > names.count ? "; and \(count - names.count) more" : ""
        return .uniqueness(
            "\(count) entries have this \(path), and Starbridge does not guess which one is meant: "
                + names.prefix(10).map(\.description).joined(separator: "; ") + more
                + ". Leave the value to one of them in the directory, or leave the others out with "
                + filters.joined(separator: " or ") + "."
        )
    }
}
