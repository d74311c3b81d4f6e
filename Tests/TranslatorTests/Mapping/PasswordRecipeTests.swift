import Testing

@testable import Translator

@Suite struct PasswordRecipeTests {
    @Test(arguments: [
        PasswordRecipe(), PasswordRecipe(length: 8, classes: [.digits]),
        PasswordRecipe(length: 8, classes: [.lower, .signs]),
    ])
    func hasTheLengthAndEveryClass(recipe: PasswordRecipe) {
        var generator = SystemRandomNumberGenerator()
        var made: Set<String> = []
        for _ in 0..<50 {
            let password = recipe.password(using: &generator)
            made.insert(password)
            #expect(password.count == recipe.length && password.utf8.allSatisfy { (0x21...0x7E).contains($0) })
            let kinds = password.map { $0.isLowercase ? "l" : $0.isUppercase ? "u" : $0.isNumber ? "d" : "s" }
            let wanted = recipe.classes.map { [.lower: "l", .upper: "u", .digits: "d", .signs: "s"][$0] ?? "" }
            #expect(Set(kinds) == Set(wanted), "\(password)")
        }
        #expect(made.count == 50)
    }
}
