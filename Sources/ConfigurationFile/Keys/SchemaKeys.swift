/// The keys of extensions of one's own.
enum SchemaKeys {
    /// The types that an attribute may have.
    static let types = ["string", "boolean", "integer", "decimal", "dateTime", "reference", "binary"]

    static let all = [
        ConfigurationKey(
            .schema, "name", .text, "The name for people; by default what stands last but one in the URN."),
        ConfigurationKey(.schema, "description", .text, "What the extension is for."),
        ConfigurationKey(
            .schema, "of", .word(["users", "groups"]), default: "users", "Whether users or groups have the attributes."),
        ConfigurationKey(
            .schema, "attributes", .section(.schemaAttributes), isRequired: true, "The attributes, by their names."),
        ConfigurationKey(
            .schemaAttribute, "type", .word(Self.types), default: "string", "What kind of value the attribute has."),
        ConfigurationKey(
            .schemaAttribute, "multi_valued", .flag, default: "false", "Whether it has a list of values."),
        ConfigurationKey(
            .schemaAttribute, "required", .flag, default: "false", "Whether a resource without a value is refused."),
        ConfigurationKey(
            .schemaAttribute, "case_exact", .flag, default: "false", "Whether the case of its texts counts."),
        ConfigurationKey(.schemaAttribute, "description", .text, "What the attribute is for."),
    ]
}
