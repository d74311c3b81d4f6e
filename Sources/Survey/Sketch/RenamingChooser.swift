import Directories
import LDAP
import Translator

/// Chooses who carries references along when an entry gets another name.
struct RenamingChooser {
    let sketch: DirectorySketch
    /// The mappings whose entries may name others.
    var others: [Mapping] = []

    /// The answer for a mapping, and what is said of it.
    func renaming(of mapping: Mapping) -> (Mapping.Renaming, [String]) {
        if self.sketch.dialect?.keepsNames == true {
            return (.server, ["This directory takes references along by itself."])
        }
        guard let keeping = self.sketch.keeping else {
            return (
                .refuse,
                [
                    "Who takes references along could not be seen. If the server does (OpenLDAP's overlay refint, 389's referential "
                        + "integrity), say server; if nothing does, say follow."
                ]
            )
        }
        for renaming in [Mapping.Renaming.server, .follow] {
            var candidate = mapping
            candidate.renaming = renaming
            let referring = self.others + [candidate]
            guard candidate.warning(about: keeping, referredToBy: referring, in: self.sketch.schema) == nil else {
                continue
            }
            guard renaming == .follow || keeping.isComplete && !keeping.attributes.isEmpty else { continue }
            return (
                renaming,
                [
                    renaming == .server
                        ? "cn=config shows that the server takes references along in \(Self.joined(keeping.attributes))."
                        : "cn=config shows nothing that takes references along."
                ]
            )
        }
        return (
            .refuse,
            [
                "cn=config shows that the server takes references along in \(Self.joined(keeping.attributes)) and in no others: "
                    + "have the server keep them all (OpenLDAP's overlay refint, 389's plug-in), and say server."
            ]
        )
    }

    private static func joined(_ attributes: [AttributeDescription]) -> String {
        attributes.isEmpty ? "no attribute" : Set(attributes.map(\.description)).sorted().joined(separator: ", ")
    }
}
