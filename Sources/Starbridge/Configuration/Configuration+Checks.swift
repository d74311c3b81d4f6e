import Bridge
import LDAP
import Translator

extension Configuration {
    /// What is looked at in a directory before calls are answered, for each section that is served.
    func checks(of directory: any Bridge.Directory) -> [(section: String, check: StartupCheck)] {
        self.mappings.map { mapping in
            let check = StartupCheck(
                mapping: mapping, dialect: self.directory.dialect, directory: directory, account: self.account)
            return (mapping.section, check)
        }
    }

    /// What is wrong with a section, and where the file says it.
    func problem(_ problem: Mapping.Problem, in section: String) -> ConfigurationError.Problem {
        self.places.problem(problem, in: section, of: self.file)
    }

    /// The bridge's account, if it binds by name.
    private var account: DistinguishedName? {
        if case .simple(let dn, passwordFile: _) = self.directory.bind { dn } else { nil }
    }
}
