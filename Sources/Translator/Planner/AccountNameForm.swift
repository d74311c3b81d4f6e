import LDAP

/// What the text of an attribute may look like, where a server demands more than its schema says.
struct AccountNameForm {
    /// The most characters; nil where that is not known.
    let limit: Int?
    private let isWindows: Bool

    /// The form of an attribute; `limit` is what the configuration says of it.
    init(of attribute: LDAP.AttributeDescription, limit: Int?) {
        self.isWindows = attribute == "sAMAccountName"
        self.limit = limit ?? (self.isWindows ? 20 : nil)
    }

    /// The text without what the attribute must not hold: `"ada@acme/uk."` → `adaacmeuk` in `sAMAccountName`.
    func allowed(_ text: String) -> String {
        guard self.isWindows else { return text }
        var allowed = String(text.unicodeScalars.filter { $0.value > 0x20 && !Self.forbidden.contains($0) })
        // A name that ends with a period is refused, too.
        if let limit { while allowed.utf16.count > limit { allowed.removeLast() } }
        while allowed.last == "." { allowed.removeLast() }
        return allowed
    }

    private static let forbidden = Set(#""/\[]:;|=,+*?<>@"#.unicodeScalars)
}
