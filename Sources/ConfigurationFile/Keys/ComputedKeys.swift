/// The keys of one line of `computed` that says more than a value.
enum ComputedKeys {
    static let all = [
        ConfigurationKey(
            .computation, "value", .oneOrMoreTexts, isRequired: true,
            "What the attribute holds: a text in which {expression} stands for what a client sends, or a list of them."),
        ConfigurationKey(
            .computation, "write", .word(["always", "create"]), default: "always",
            "Whether the value follows what clients send, or new entries alone get it."),
        ConfigurationKey(
            .computation, "keep", .text,
            "What a former value begins with from then on, such as smtp: where the value begins with SMTP:; without it former values go."
        ),
    ]
}
