/// How an entry moves that is enabled or disabled by its place.
public enum Relocation: Sendable, Hashable {
    /// Under the name that it has, or that it gets otherwise; a suffix from an earlier move goes.
    case plain
    /// With its id as a suffix, because another entry has the name there already; one that it has stays.
    case suffixed
    /// It does not move: nobody could carry along who names it, and other strategies disable it where it is.
    case none
}
