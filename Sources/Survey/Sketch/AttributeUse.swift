import LDAP

/// How the entries of one sort use one attribute.
struct AttributeUse: Sendable, Hashable {
    /// What a value looks like.
    enum Form: Hashable, Sendable {
        /// `ada@acme.example`
        case address
        /// `4711`
        case number
        /// Something without a colon, a slash or a space, so no URI.
        case token
        /// Anything else.
        case text
    }

    /// How many entries have it.
    var holders = 0
    /// How many of them have several values.
    var several = 0
    /// How many first values look so.
    var forms: [Form: Int] = [:]
    /// Marks of the values, case aside; those of attributes that could be a name alone.
    var marks: Set<Int> = []
    /// How many values another entry has, too.
    var repeated = 0
    /// How many entries have which first value, where that was asked for; `{}` stands for the entry's own `uid`.
    var samples: [String: Int] = [:]
    /// The largest number among those.
    var largest = 0

    /// Counts the values of one entry; `isMarked` has them told apart.
    mutating func note(_ values: Attribute.Values, isMarked: Bool) {
        guard let first = values.first else { return }
        self.holders += 1
        if values.count > 1 { self.several += 1 }
        self.forms[Form(first.text ?? ""), default: 0] += 1
        guard isMarked else { return }
        for value in values where !self.marks.insert((value.text?.lowercased()).hashValue).inserted {
            self.repeated += 1
        }
    }

    /// Counts a first value as it is; one of very many values says nothing.
    mutating func sample(_ text: String, of uid: String?) {
        if let number = Int(text) { self.largest = max(self.largest, number) }
        let text = uid.map { $0.isEmpty || Int(text) != nil ? text : text.replacing($0, with: "{}") } ?? text
        guard self.samples[text] != nil || self.samples.count < 200 else { return }
        self.samples[text, default: 0] += 1
    }

    /// The first value that most have, and how many.
    var commonest: (text: String, count: Int)? {
        self.samples.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
    }
}

extension AttributeUse.Form {
    init(_ text: String) {
        let bytes = text.utf8
        if !text.isEmpty, bytes.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            self = .number
        } else if let at = text.firstIndex(of: "@"), at != text.startIndex, !text.contains(" "), !text.hasSuffix("@") {
            self = .address
        } else if !text.contains(where: { ":/ ".contains($0) }) {
            self = .token
        } else {
            self = .text
        }
    }
}

/// How the entries of one sort use their attributes.
struct Usage: Sendable {
    private let schema: LDAP.Schema
    /// The attributes whose values are counted.
    private let sampled: Set<AttributeDescription>
    /// How many entries were looked at.
    private(set) var count = 0
    /// Whether that is all of them.
    var isWhole = true
    /// By which attributes they are named, and how many by each.
    private(set) var names: [AttributeDescription: Int] = [:]
    private var uses: [AttributeDescription: AttributeUse] = [:]

    /// The attributes whose values are told apart: those that could be the name by which clients know somebody.
    static let identifying: [AttributeDescription] = [
        "uid", "userPrincipalName", "sAMAccountName", "mail", "cn", "employeeNumber", "displayName",
    ]

    /// The use of nothing; of the `sampled` attributes it is counted which values they have.
    init(schema: LDAP.Schema, sampled: [AttributeDescription] = []) {
        self.schema = schema
        self.sampled = Set(sampled)
    }

    /// Counts what one entry has.
    mutating func note(_ entry: Entry) {
        self.count += 1
        if let leaf = entry.dn.leaf, leaf.assertions.count == 1, let name = leaf.assertions.first?.type {
            self.names[self.schema.firstName(of: name), default: 0] += 1
        }
        for attribute in entry.attributes where attribute.description.options.isEmpty {
            let name = self.schema.firstName(of: attribute.description)
            let isSampled = self.sampled.contains(name)
            self.uses[name, default: AttributeUse()]
                .note(attribute.values, isMarked: isSampled || Self.identifying.contains(name))
            if isSampled, let text = attribute.values.first?.text {
                self.uses[name]?.sample(text, of: entry["uid"].first?.text)
            }
        }
    }

    /// How one attribute is used, by whatever of its names.
    subscript(_ attribute: AttributeDescription) -> AttributeUse {
        self.uses[self.schema.firstName(of: attribute)] ?? AttributeUse()
    }

    /// The attributes that somebody has, by name.
    var attributes: [AttributeDescription] { self.uses.keys.sorted { $0.description < $1.description } }

    /// The attribute by which most of them are named.
    var rdn: AttributeDescription? {
        self.names.max { ($0.value, $1.key.description) < ($1.value, $0.key.description) }?.key
    }

    /// Whether nearly everybody has a value of the attribute, and nobody that of another.
    func identifies(_ attribute: AttributeDescription) -> Bool {
        let use = self[attribute]
        return use.repeated == 0 && use.holders > 0 && use.holders * 50 >= self.count * 49
    }

    /// How many have it, as a comment says it: `1,204 of 1,210 people have it`.
    func sentence(_ attribute: AttributeDescription, _ noun: String) -> String {
        let use = self[attribute]
        if use.holders == 0 { return "none of \(self.count.grouped) \(noun) has it yet" }
        let all = "\(use.holders.grouped) of \(self.count.grouped) \(noun) have it"
        return use.several == 0 ? all : "\(all), \(use.several.grouped) have several values"
    }
}

extension LDAP.Schema {
    /// The first name that the schema has for an attribute, without options: `rfc822Mailbox` → `mail`.
    func firstName(of attribute: AttributeDescription) -> AttributeDescription {
        self.attributeType(attribute).map { AttributeDescription($0.name) } ?? attribute.withoutOptions
    }
}

extension Int {
    /// The number as people write it: 1204 → `1,204`.
    var grouped: String {
        let digits = Array(String(self))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }
}
