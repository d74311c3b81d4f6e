extension Mapping {
    /// Who keeps references to an entry right when its name changes; the words are those of the configuration.
    public enum Renaming: String, Sendable, Hashable {
        /// Nobody: a rename is refused while other entries name this one.
        case refuse
        /// The server, by its referential integrity.
        case server
        /// The bridge, which rewrites the references.
        case follow
    }
}
