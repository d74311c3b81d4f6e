/// A name made up from a number, with the `uid` that somebody once derived from it.
///
/// Given names and surnames are combined so that 2,880 numbers in a row give different pairs; later ones get a digit.
struct SampleName {
    let given: String
    let surname: String
    let uid: String

    init(_ number: Int) {
        let round = number / Self.givenNames.count
        let given = Self.givenNames[number % Self.givenNames.count]
        let surname = Self.surnames[(number + round) % Self.surnames.count]
        let generation = round / Self.surnames.count
        self.given = given.name
        self.surname = surname.name
        self.uid = "\(given.word).\(surname.word)" + (generation == 0 ? "" : "\(generation + 1)")
    }

    /// As a card index has it: the surname, a comma, the given name, and here the `uid` that makes it unique.
    var index: String { "\(self.surname), \(self.given) (\(self.uid))" }

    private typealias Part = (name: String, word: String)

    private static let givenNames: [Part] = [
        ("Anna", "anna"), ("Jürgen", "juergen"), ("Zoë", "zoe"), ("François", "francois"), ("Łukasz", "lukasz"),
        ("Søren", "soeren"), ("Siobhán", "siobhan"), ("Mary Ann", "maryann"), ("José María", "josemaria"),
        ("Дмитрий", "dmitri"), ("美咲", "misaki"), ("Björk", "bjoerk"), ("Peter", "peter"), ("Claire", "claire"),
        ("Mehmet", "mehmet"), ("Ioana", "ioana"), ("D'Arcy", "darcy"), ("Hans-Peter", "hanspeter"), ("Lena", "lena"),
        ("Omar", "omar"), ("Priya", "priya"), ("Chloé", "chloe"), ("Sean", "sean"), ("Agnieszka", "agnieszka"),
        ("Thomas", "thomas"), ("Ursula", "ursula"), ("Vít", "vit"), ("Willem", "willem"), ("Xavier", "xavier"),
        ("Yasmin", "yasmin"), ("Åsa", "asa"), ("Bruno", "bruno"), ("Carmen", "carmen"), ("David", "david"),
        ("Eva", "eva"), ("Felix", "felix"), ("Greta", "greta"), ("Henri", "henri"), ("Inès", "ines"),
        ("Jonas", "jonas"),
        ("Katarína", "katarina"), ("Liam", "liam"), ("Maja", "maja"), ("Noah", "noah"), ("Oskar", "oskar"),
        ("Paola", "paola"), ("Rūta", "ruta"), ("Stefan", "stefan"),
    ]

    private static let surnames: [Part] = [
        ("Schmidt", "schmidt"), ("O'Brien", "obrien"), ("Müller-Lüdenscheid", "mueller"), ("King, Jr.", "king"),
        ("van der  Berg", "vanderberg"), ("García Márquez", "garcia"), ("D’Angelo", "dangelo"), ("Nguyễn", "nguyen"),
        ("Ångström", "angstroem"), ("Weiß", "weiss"), ("Smith", "smith"), ("Jones", "jones"), ("Dupont", "dupont"),
        ("Rossi", "rossi"), ("Kowalski", "kowalski"), ("Novák", "novak"), ("Иванова", "ivanova"), ("佐藤", "sato"),
        ("Yılmaz", "yilmaz"), ("Popescu", "popescu"), ("Jensen", "jensen"), ("Korhonen", "korhonen"),
        ("Silva", "silva"),
        ("Meier", "meier"), ("Keller", "keller"), ("Fischer", "fischer"), ("Wagner", "wagner"), ("Becker", "becker"),
        ("Hoffmann", "hoffmann"), ("Koch", "koch"), ("Bauer", "bauer"), ("Richter", "richter"), ("Klein", "klein"),
        ("Wolf", "wolf"), ("Schröder", "schroeder"), ("Neumann", "neumann"), ("Schwarz", "schwarz"),
        ("Krüger", "krueger"),
        ("Braun", "braun"), ("Hofer", "hofer"), ("Zimmermann", "zimmermann"), ("Brown", "brown"), ("Taylor", "taylor"),
        ("Wilson", "wilson"), ("Evans", "evans"), ("Walker", "walker"), ("Leroy", "leroy"), ("Moreau", "moreau"),
        ("Laurent", "laurent"), ("Bianchi", "bianchi"), ("Ricci", "ricci"), ("Nowak", "nowak"), ("Horvat", "horvat"),
        ("Papadopoulos", "papadopoulos"), ("Haddad", "haddad"), ("Patel", "patel"), ("Singh", "singh"), ("Kim", "kim"),
        ("Chen", "chen"), ("Ó Súilleabháin", "osullivan"),
    ]
}
