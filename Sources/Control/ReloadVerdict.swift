/// What became of a reload.
public enum ReloadVerdict: Codable, Hashable, Sendable {
    /// The configuration is in use, as the generation with this number; `warnings` is what works, but hardly as it was meant.
    case accepted(generation: Int, warnings: [String])
    /// The generation in use goes on; each error is one line, `FILE:LINE:COLUMN: REASON` where the file is to blame.
    case refused(errors: [String])
}
