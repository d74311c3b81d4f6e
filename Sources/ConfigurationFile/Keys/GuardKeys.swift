/// The keys of what holds changes that cannot be meant.
enum GuardKeys {
    static let all =
        [
            ConfigurationKey(
                .file, "guard", .textOr(.guard),
                "How many changes of a kind pass without an administrator; off lets everything pass. A kind that is left out has the limit that is usual."
            )
        ] + Settings.Guard.Kind.allCases.map(Self.key)
        + [
            ConfigurationKey(
                .guard, "on_trip", .section(.guardNotice),
                "Who is told when a kind is held from now on; the log tells it all the same."),

            ConfigurationKey(
                .guardLimit, "most", .number(1...10_000_000),
                "So many pass; of this and share the larger counts, and one that is left out sets none."),
            ConfigurationKey(
                .guardLimit, "share", .text,
                "So many in a hundred of the people pass, rounded up, such as 2%; of creates for groups, of the groups. They are counted once most is passed; where they cannot be, most holds."
            ),
            ConfigurationKey(
                .guardLimit, "within", .duration, default: "1h",
                "The span in which they are counted, from 1m to 7d; it slides."),
            ConfigurationKey(
                .guardLimit, "unmatched", .flag, default: "false",
                "Of creates: whether more pass where no more than most were there before, or as many were found by look-ups as are made."
            ),

            ConfigurationKey(
                .guardNotice, "run", .texts,
                "A program and its arguments, run without a shell; GUARD_CLASS, GUARD_COUNTED, GUARD_ALLOWED and GUARD_SINCE in its environment say what is held."
            ),
            ConfigurationKey(
                .guardNotice, "webhook", .text,
                "The URL that gets a POST with the same as JSON; https, or http on this machine."),
        ]

    private static func key(_ kind: Settings.Guard.Kind) -> ConfigurationKey {
        ConfigurationKey(
            .guard, kind.rawValue, .textOr(.guardLimit), default: Settings.Guard.Limit.usual(kind).text,
            "\(kind.summary); off sets no limit.")
    }
}

extension Settings.Guard.Kind {
    /// What is counted.
    fileprivate var summary: String {
        switch self {
        case .disables: "How many people are disabled"
        case .deletes: "How many entries are deleted, or moved to the trash"
        case .removals: "How many members leave groups, each counted"
        case .creates: "How many entries are made, people and groups each for themselves"
        case .renames: "How many entries get another name"
        case .clears: "How many people lose the last value of an attribute, each attribute for itself"
        }
    }
}
