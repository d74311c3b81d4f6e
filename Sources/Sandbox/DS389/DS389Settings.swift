import Glibc

/// The settings of a private 389 Directory Server: its `dse.ldif`, made of the templates that its package has for every new server,
/// and the files beside it.
struct DS389Settings {
    let options: PrivateDS389.Options

    /// The name of the database that holds the suffix.
    static let database = "userRoot"
    /// The folders that the server needs in its own.
    static let folders = ["config/schema", "db", "lock", "log", "run", "tmp", "bak", "ldif", "home"]
    private static let templates = "/usr/share/dirsrv/data"

    /// The folder of `dse.ldif`.
    var folder: String { self.options.folder + "/config" }

    /// Writes the files, those of an earlier start included.
    ///
    /// The package's own copies of the two besides `dse.ldif` are for root only; these say as much as a new server needs.
    func writeFiles() throws {
        var records = SettingsRecords(try self.filledTemplates())
        self.change(&records)
        try FileText.write(records.text, to: self.folder + "/dse.ldif")
        try FileText.write("", to: self.folder + "/slapd-collations.conf")
        try FileText.write(
            "dn: cn=schema\nobjectClass: top\nobjectClass: ldapSubentry\nobjectClass: subschema\ncn: schema\n",
            to: self.folder + "/schema/99user.ldif")
    }

    private func filledTemplates() throws -> String {
        let names = ["template-dse.ldif", "template-suffix-db.ldif"]
        var text = ""
        for name in names {
            let template = FileText.read("\(Self.templates)/\(name)")
            if template.isEmpty { throw SandboxError("\(Self.templates)/\(name) cannot be read.") }
            text += template + "\n"
        }
        for (name, value) in self.values { text = text.replacing("%\(name)%", with: value) }
        return text
    }

    /// What the templates leave open.
    private var values: KeyValuePairs<String, String> {
        let folder = self.options.folder
        return [
            "schema_dir": "\(folder)/config/schema", "config_dir": "\(folder)/config", "cert_dir": "\(folder)/config",
            "lock_dir": "\(folder)/lock", "log_dir": "\(folder)/log", "run_dir": "\(folder)/run",
            "tmp_dir": "\(folder)/tmp", "bak_dir": "\(folder)/bak", "ldif_dir": "\(folder)/ldif",
            "inst_dir": folder, "db_dir": "\(folder)/db", "db_home_dir": "\(folder)/home", "db_lib": "bdb",
            "ds_bename": Self.database, "ds_suffix": self.options.suffix, "ds_port": "\(self.options.port)",
            "ds_user": Self.ownUser, "fqdn": "localhost", "rootdn": PrivateDS389.Options.rootDN,
            "ds_passwd": "{CLEAR}\(self.options.rootPassword)", "ldapi_enabled": "on", "ldapi": "\(folder)/ldapi",
            "ldapi_autobind": "off",
        ]
    }

    /// Who runs it: the server changes to this user, and needs no other.
    private static var ownUser: String {
        getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "root"
    }

    private func change(_ records: inout SettingsRecords) {
        let (plugins, database) = ("cn=plugins,cn=config", "cn=ldbm database,cn=plugins,cn=config")
        records.set(
            "cn=config",
            [
                "nsslapd-listenhost: 127.0.0.1", "nsslapd-accesslog-logging-enabled: off",
                "nsslapd-securitylog-logging-enabled: off", "nsslapd-sizelimit: \(self.options.sizeLimit)",
                "passwordStorageScheme: CLEAR", "nsslapd-enable-upgrade-hash: off", "nsslapd-threadnumber: 8",
            ])
        records.set(
            "cn=config,\(database)",
            [
                "nsslapd-lookthroughlimit: \(self.options.lookThroughLimit)", "nsslapd-cache-autosize: 0",
                "nsslapd-dbcachesize: 16777216",
            ])
        // Nothing listens while the content is imported, before a port is chosen.
        if let port = self.options.ldapsPort, port != 0 {
            records.set(
                "cn=config",
                ["nsslapd-security: on", "nsslapd-securePort: \(port)", "nsslapd-securelistenhost: 127.0.0.1"])
        }
        for plugin in PrivateDS389.Plugin.allCases where self.options.plugins.contains(plugin) {
            records.set("cn=\(plugin.name),\(plugins)", ["nsslapd-pluginEnabled: on"] + plugin.lines)
        }
        if self.options.plugins.contains(.uniqueness) {
            records.copy("cn=attribute uniqueness,\(plugins)", as: "cn=mail uniqueness,\(plugins)")
            for (name, attribute) in [("attribute uniqueness", "uid"), ("mail uniqueness", "mail")] {
                records.set(
                    "cn=\(name),\(plugins)",
                    [
                        "uniqueness-attribute-name: \(attribute)",
                        "uniqueness-subtrees: ou=people,\(self.options.suffix)",
                    ])
            }
        }
        for attribute in self.options.indexes {
            records.add(
                "cn=\(attribute),cn=default indexes,cn=config,\(database)",
                ["objectClass: nsIndex", "nsSystemIndex: false", "nsIndexType: eq", "nsIndexType: pres"])
        }
    }
}

extension PrivateDS389.Plugin {
    fileprivate var name: String {
        switch self {
        case .memberOf: "MemberOf Plugin"
        case .referentialIntegrity: "referential integrity postoperation"
        case .uniqueness: "attribute uniqueness"
        case .updateSequenceNumbers: "USN"
        }
    }

    /// Its settings, where they are not those of the template.
    fileprivate var lines: [String] {
        switch self {
        case .memberOf:
            ["memberOfGroupAttr: member", "memberOfGroupAttr: uniqueMember", "memberOfAutoAddOC: nsMemberOf"]
        case .referentialIntegrity:
            ["member", "uniquemember", "owner", "seeAlso", "manager"].map { "referint-membership-attr: \($0)" }
        case .uniqueness, .updateSequenceNumbers: []
        }
    }
}
