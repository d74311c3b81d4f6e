import Encodings

/// Finds a second member of the same name, without a table as long as the object is small.
struct NameRegister {
    private var names: Set<CaseInsensitiveName> = []
    private static let smallCount = 16

    /// Whether the name is new to the object that is being read.
    mutating func insert(_ name: String, besides object: Object) -> Bool {
        if object.count < Self.smallCount {
            return object[name] == nil
        }
        if self.names.isEmpty {
            self.names = Set(object.map { CaseInsensitiveName($0.name) })
        }
        return self.names.insert(CaseInsensitiveName(name)).inserted
    }
}
