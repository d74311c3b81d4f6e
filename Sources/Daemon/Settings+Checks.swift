import Bridge
import ConfigurationFile
import Translator

extension Settings {
    /// What is looked at in a directory before calls are answered, for each section that is served.
    func checks(of directory: any Bridge.Directory) -> [(section: String, check: StartupCheck)] {
        self.mappings.map { mapping in
            let check = StartupCheck(
                mapping: mapping, referredToBy: self.mappings, dialect: self.directory.dialect, directory: directory,
                account: self.directory.bind.account)
            return (mapping.section, check)
        }
    }
}
