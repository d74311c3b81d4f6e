/// The keys of how the journal of changes is kept.
enum JournalKeys {
    static let all = [
        ConfigurationKey(
            .file, "journal", .section(.journal),
            "How the journal of changes is kept, which `starbridge log` reads; it is kept also without this section."),

        ConfigurationKey(
            .journal, "directory", .path,
            "The folder with one file for each day, which no other daemon uses; by default journal beside tokens_file."),
        ConfigurationKey(
            .journal, "keep", .text, default: "400d",
            "How long events are kept, such as 400d or 48h; whole days are removed after that."),
        ConfigurationKey(
            .journal, "at_most", .text, default: "10GB",
            "The size of all files together, such as 500MB or 10GB, beyond which the oldest days are removed; a warning comes before anything younger than keep goes."
        ),
        ConfigurationKey(
            .journal, "sync", .word(["batch", "each"]), default: "batch",
            "When events are on the disk: batch brings those of 50 ms there together, each does so before the directory is changed (a disable does not wait for it), and again before the client has its answer. What a process that is killed has written stays in both."
        ),
        ConfigurationKey(
            .journal, "required", .flag, default: "true",
            "Whether calls that write are answered 503 while the journal cannot be written or brought to the disk; a disable is done all the same."
        ),
        ConfigurationKey(
            .journal, "secrets", .texts,
            "LDAP attributes whose values must not stand in it, besides passwords and keys, which never do."),
    ]
}
