/// A name with its value, in a list of both.
struct Fact: Equatable {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
        (self.name, self.value) = (name, value)
    }
}
