import Testing

@testable import Translator

@Suite struct CountryCodesTests {
    @Test(arguments: [
        ("Switzerland", "CH"), ("switzerland", "CH"), ("CH", "CH"), ("ch", "CH"), (" Germany ", "DE"),
        ("Côte d'Ivoire", "CI"), ("COTE D IVOIRE", "CI"), ("Ivory Coast", "CI"), ("St. Lucia", "LC"),
        ("Bosnia & Herzegovina", "BA"), ("The Netherlands", "NL"), ("Netherlands", "NL"), ("Türkiye", "TR"),
        ("Turkey", "TR"), ("Korea, Republic of", "KR"), ("South Korea", "KR"), ("United States", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"), ("GB", "GB"), ("Iceland", "IS"), ("IS", "IS"), ("ST", "ST"), ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("Réunion", "RE"), ("Curaçao", "CW"), ("Åland Islands", "AX"), ("Congo (Dem. Rep.)", nil), ("Korea", nil),
        ("Atlantis", nil), ("XX", nil), ("", nil), ("Schweiz", nil), ("日本", nil),
    ])
    func knowsNamesAndCodes(country: String, code: String?) {
        #expect(CountryCodes.code(of: country) == code)
    }

    /// Every code of the standard is there, and no name stands for two.
    @Test func theTableIsWhole() {
        var owners: [String: String] = [:]
        for line in CountryCodes.table.split(separator: "\n") {
            let code = String(line.prefix(2))
            #expect(line.dropFirst(2).first == " " && CountryCodes.code(of: code) == code, "\(line)")
            for name in line.dropFirst(3).split(separator: "|").map(String.init) {
                #expect(CountryCodes.code(of: name) == code, "\(name)")
                #expect(owners.updateValue(code, forKey: name) == nil, "\(name)")
            }
        }
        #expect(Set(owners.values).count == 249)
    }
}
