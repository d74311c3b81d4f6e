/// The keys of what Starbridge chooses for an entry: its name, its place, and what nobody sends.
enum ChoiceKeys {
    static let all = [
        ConfigurationKey(.naming, "attribute", .text, isRequired: true, "The attribute that names new entries."),
        ConfigurationKey(
            .naming, "value", .text, isRequired: true,
            "The value that it gets; {path} stands for a SCIM attribute. No rule stores in the attribute then."),
        ConfigurationKey(
            .naming, "on_conflict", .word(["refuse", "number"]), default: "refuse",
            "What is done where another entry has the name: the call is refused, or a number follows the name."),
        ConfigurationKey(
            .naming, "rename", .word(["follow", "keep"]), default: "follow",
            "Whether an entry is renamed when what its name is made of changes, or keeps the name that it was given."),

        ConfigurationKey(
            .placement, "by", .text, if: .init(key: "name", value: nil),
            "The SCIM attribute by whose value the place is found in the table."),
        ConfigurationKey(
            .placement, "table", .section(.placeTable), if: .init(key: "name", value: nil),
            "The places of values, below the base."),
        ConfigurationKey(
            .placement, "name", .text, "The name of the place below the base; {path} stands for a SCIM attribute."),
        ConfigurationKey(
            .placement, "default", .distinguishedName,
            "The place of all others, below the base; without it they are refused when they are new."),

        ConfigurationKey(.allocation, "attribute", .text, isRequired: true, "The attribute."),
        ConfigurationKey(
            .allocation, "range", .text, "The numbers that are given, such as 10000-60000, the last one included."),
        ConfigurationKey(
            .allocation, "counter", .distinguishedName, if: .init(key: "value", value: nil),
            "The entry that holds the number which is given next; by default the first that no entry has is given."),
        ConfigurationKey(
            .allocation, "counter_attribute", .text, if: .init(key: "value", value: nil),
            "The attribute of that entry; by default the one that is given."),
        ConfigurationKey(
            .allocation, "value", .text,
            "The text that is given, in the place of a number; {path} stands for a SCIM attribute. A number follows where somebody "
                + "has it."),
        ConfigurationKey(
            .allocation, "length", .number(1...255), if: .init(key: "range", value: nil),
            "The most characters of the text; by default as many as the directory takes, of sAMAccountName 20."),
    ]
}
