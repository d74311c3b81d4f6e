import Encodings

/// Ordered JSON members whose names compare without ASCII case (RFC 7643 2.1).
///
/// Equality and hash ignore the order of the members and the case of their names.
public struct Object: Sendable {
    private var members: [Element]

    /// Makes an object without members.
    public init() {
        self.members = []
    }

    /// The value of a member; setting nil removes it, setting another value keeps its position and first spelling.
    public subscript(_ name: String) -> Value? {
        get {
            self.index(of: name).map { self.members[$0].value }
        }
        set {
            switch (self.index(of: name), newValue) {
            case (let index?, let value?): self.members[index].value = value
            case (let index?, nil): self.members.remove(at: index)
            case (nil, let value?): self.members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    /// Makes room for so many members, so that adding them moves none.
    public mutating func reserveCapacity(_ count: Int) {
        self.members.reserveCapacity(count)
    }

    /// Adds a member at the end, without looking for one of the same name.
    public mutating func append(_ name: String, _ value: Value) {
        self.members.append((name, value))
    }

    private func index(of name: String) -> Int? {
        for index in self.members.indices where self.members[index].name.equalsIgnoringASCIICase(name) { return index }
        return nil
    }
}

extension Object: Sequence {
    /// One member.
    public typealias Element = (name: String, value: Value)

    /// Whether there is no member.
    public var isEmpty: Bool {
        self.members.isEmpty
    }

    /// The number of members.
    public var count: Int {
        self.members.count
    }

    /// The number of members, which is exact.
    public var underestimatedCount: Int {
        self.members.count
    }

    /// Walks over the members in their order.
    public func makeIterator() -> IndexingIterator<[Element]> {
        self.members.makeIterator()
    }
}

extension Object: Hashable {
    /// Compares the members in any order and their names without case.
    public static func == (lhs: Object, rhs: Object) -> Bool {
        lhs.count == rhs.count
            && zip(lhs, rhs).allSatisfy { left, right in
                if left.name.equalsIgnoringASCIICase(right.name) {
                    left.value == right.value
                } else {
                    rhs[left.name] == left.value && lhs[right.name] == right.value
                }
            }
    }

    /// Hashes the members without regard to their order.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for (name, value) in self.members {
            var member = Hasher()
            name.hashIgnoringASCIICase(into: &member)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    /// Makes an object with the members in the written order.
    public init(dictionaryLiteral elements: (String, Value)...) {
        self.members = elements.map { (name: $0.0, value: $0.1) }
    }
}

extension Object {
    /// Returns the object with the members of another one put over its own; null takes a member away.
    func merging(_ other: Object) -> Object {
        var result = self
        for (name, value) in other { result[name] = value.isNull ? Value?.none : value }
        return result
    }

    /// Whether nothing is left but labels and what the service derives, so that the value says nothing any more.
    func isLabelOnly(for attribute: Schema.Attribute?, selectedBy filter: Filter?) -> Bool {
        let selecting = filter?.template(of: attribute)
        return self.allSatisfy { name, _ in
            ["type", "primary", "$ref"].contains(name) || selecting?[name] != nil
                || attribute?.subAttribute(named: name)?.mutability == .readOnly
        }
    }
}
