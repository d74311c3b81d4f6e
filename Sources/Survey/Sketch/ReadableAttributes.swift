import LDAP

/// The attributes that are read of people and groups: no secrets, no pictures, no long lists of names.
struct ReadableAttributes {
    let schema: LDAP.Schema

    /// Syntaxes whose values are bytes (RFC 4517, RFC 4523), and those of access rules in Active Directory.
    private static let bytes: Set<String> = Set(
        ["4", "5", "8", "9", "10", "23", "28", "40", "49"].map { "1.3.6.1.4.1.1466.115.121.1.\($0)" }
            + ["1.2.840.113556.1.4.907"])
    private static let secretWords = [
        "password", "passwd", "pwd", "secret", "hash", "key", "credential", "token", "otp",
    ]
    private static let lists: Set<AttributeDescription> = [
        .objectClass, "member", "uniqueMember", "memberUid", "memberOf", "directReports", "managedObjects",
    ]

    /// Those that entries of these classes may have.
    func names(of classes: [String]) -> [AttributeDescription] {
        var seen: Set<AttributeDescription> = []
        let candidates = AttributeCandidates.all + Usage.identifying
        let names = (self.schema.allowed(by: classes) + candidates).map(self.schema.firstName)
        return names.filter { self.isReadable($0) && seen.insert($0).inserted }
    }

    private func isReadable(_ attribute: AttributeDescription) -> Bool {
        guard let type = self.schema.attributeType(attribute), !type.isOperational else { return false }
        if Self.lists.contains(attribute) || Self.bytes.contains(type.syntax) { return false }
        if Change.secretAttributes.contains(attribute) { return false }
        let name = attribute.name.lowercased()
        return !Self.secretWords.contains { name.contains($0) }
    }
}
