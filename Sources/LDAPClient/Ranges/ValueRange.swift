import LDAP

/// Which of the values of an attribute a server has returned: `member;range=0-1499` → the first 1,500 of `member`.
///
/// Active Directory returns no more at a time ([MS-ADTS] section 3.1.1.3.1.3.3).
struct ValueRange: Equatable {
    /// The attribute without its range.
    let attribute: AttributeDescription
    /// The number of the first value that is missing, from 0; nil where the last one is there.
    let next: Int?

    private static let option = "range="

    /// Nil for an attribute that was returned whole.
    init?(_ description: AttributeDescription) {
        guard !description.options.isEmpty,
            let option = description.options.first(where: { $0.lowercased().hasPrefix(Self.option) })
        else { return nil }
        let bounds = option.utf8.dropFirst(Self.option.utf8.count).split(separator: UInt8(ascii: "-"))
        guard bounds.count == 2, Int(Substring(bounds[0])) != nil else { return nil }
        self.attribute = AttributeDescription(
            name: description.name, options: description.options.filter { $0 != option })
        self.next = Int(Substring(bounds[1])).map { $0 + 1 }
    }

    /// What is asked for to get the values from a number on.
    func description(from number: Int) -> AttributeDescription {
        AttributeDescription(
            name: self.attribute.name, options: self.attribute.options + ["\(Self.option)\(number)-*"])
    }
}
