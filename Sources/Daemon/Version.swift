/// What this program is, by the number of its release and the commit that it was built from.
public enum Version {
    /// The release; `dev` stands for what will be that release.
    public static let number = "0.1.0-dev"

    /// The commit that it was built from.
    static var commit: String { Commit.name }

    /// As `starbridge --version` prints it.
    public static var text: String { "starbridge \(self.numberAndCommit)" }

    /// The release and the commit.
    static var numberAndCommit: String { "\(self.number) (\(Commit.name))" }
}
