extension Schema.Attribute {
    /// How many values one attribute may have, other resources that it refers to aside: each is compared with all others.
    public static let maximumValues = 1000

    /// - Throws: `invalidValue` for more values than an attribute may have.
    func checkCount(_ count: Int) throws(SCIMError) {
        if count <= Self.maximumValues { return }
        throw .invalidValue("'\(self.name)' cannot have more than \(Self.maximumValues) values.")
    }
}
