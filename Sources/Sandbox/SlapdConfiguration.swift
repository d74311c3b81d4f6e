/// The slapd.conf(5) of a private directory.
struct SlapdConfiguration {
    let options: PrivateSlapd.Options

    var path: String { self.options.folder + "/slapd.conf" }

    /// Writes the file into the folder.
    func writeFile() throws {
        try FileText.write(self.text, to: self.path)
    }

    var text: String {
        let sections = [
            self.modules, self.global, self.options.globalDirectives, self.configurationDatabase, self.database,
            self.accounts,
        ]
        let rules = (self.options.accessRules ?? self.standardAccessRules)
        return (sections.joined() + self.options.databaseDirectives + rules + self.overlays).joined(separator: "\n")
            + "\n"
    }

    private var modules: [String] {
        ["modulepath /usr/lib/ldap", "moduleload back_mdb"]
            + self.options.overlays.map(\.rawValue).sorted().map { "moduleload \($0)" }
            + (self.options.schema ?? Self.usualSchemas)
    }

    private static let usualSchemas = ["core", "cosine", "inetorgperson", "nis"].map {
        "include /etc/ldap/schema/\($0).schema"
    }

    private var global: [String] {
        let folder = self.options.folder
        var lines = [
            "pidfile \(folder)/slapd.pid",
            "threads 8",
            "tool-threads 2",
            "loglevel none",
            "sizelimit \(self.options.sizeLimit)",
        ]
        if self.options.needsCertificates {
            let certificates = Certificates(folder: folder)
            lines += [
                "TLSCACertificateFile \(certificates.authority)",
                "TLSCertificateFile \(certificates.path("server.pem"))",
                "TLSCertificateKeyFile \(certificates.path("server.key"))",
                "TLSVerifyClient try",
            ]
        }
        return lines
    }

    /// What the server is set up as, of which accounts see what proves that a lock has an effect, what is unique, and what keeps
    /// references right.
    private var configurationDatabase: [String] {
        let rules =
            self.options.configurationRules ?? [
                "access to dn.subtree=\"cn=config\" attrs=\(self.settingsToShow.joined(separator: ",")) by users read by * none"
            ]
        return ["database config", "rootpw \(self.options.rootPassword)"] + rules + ["access to * by * none"]
    }

    private var settingsToShow: [String] {
        let overlays = self.options.overlays
        return ["entry", "olcSuffix", "olcOverlay"] + (overlays.contains(.ppolicy) ? ["olcPPolicyDefault"] : [])
            + (overlays.contains(.unique) ? ["olcUniqueURI"] : [])
            + (overlays.contains(.refint) ? ["olcRefintAttribute"] : [])
            + (overlays.contains(.memberof) ? ["olcMemberOfRefInt", "olcMemberOfMemberAD"] : [])
    }

    private var database: [String] {
        [
            "database mdb",
            "suffix \"\(self.options.suffix)\"",
            "rootdn \"\(self.options.rootDN)\"",
            "rootpw \(self.options.rootPassword)",
            "directory \(self.options.folder)/db",
            "maxsize 8589934592",
            self.options.isDurable ? "" : "dbnosync",
        ].filter { !$0.isEmpty } + (self.options.indexes ?? self.usualIndexes) + ["lastmod on"]
    }

    private var usualIndexes: [String] {
        [
            "index objectClass eq",
            "index uid,mail,cn,sn,givenName eq,pres,sub",
            "index labeledURI,displayName,title,o,departmentNumber,employeeNumber eq,pres",
            "index member,uniqueMember,manager,uidNumber,gidNumber eq,pres",
            self.options.overlays.contains(.memberof) ? "index memberOf eq,pres" : "",
            "index entryUUID,entryCSN eq",
            "index modifyTimestamp,createTimestamp eq,pres",
            self.options.overlays.contains(.ppolicy) ? "index pwdAccountLockedTime eq,pres" : "",
        ].filter { !$0.isEmpty }
    }

    private var accounts: [String] {
        self.options.accounts.filter(\.isUnlimited).map {
            "limits dn.exact=\"\(self.service($0.name))\" size=unlimited time=unlimited"
        }
    }

    /// The bridge writes people, groups and leavers; the inspector writes everything; others look at what they need.
    private var standardAccessRules: [String] {
        let bridge = "by dn.exact=\"\(self.service("starbridge"))\""
        let inspector = "by dn.exact=\"\(self.service("inspector"))\""
        let branches = ["people", "groups", "leavers"].map {
            "access to dn.subtree=\"ou=\($0),\(self.options.suffix)\" \(inspector) manage \(bridge) write by users read by * none"
        }
        return [
            "access to attrs=userPassword \(inspector) manage \(bridge) =wx by self =wx by anonymous auth by * none"
        ] + branches + [
            "access to dn.base=\"\(self.options.suffix)\" \(inspector) manage by users read by * none",
            "access to dn.subtree=\"ou=policies,\(self.options.suffix)\" \(inspector) manage by users read by * none",
            "access to dn.subtree=\"ou=services,\(self.options.suffix)\" \(inspector) manage by self read by * none",
            "access to * \(inspector) manage by users read by * none",
        ]
    }

    private func service(_ name: String) -> String {
        "cn=\(name),ou=services,\(self.options.suffix)"
    }

    private var overlays: [String] {
        PrivateSlapd.Overlay.allCases.filter(self.options.overlays.contains).flatMap(self.lines)
    }

    private func lines(of overlay: PrivateSlapd.Overlay) -> [String] {
        let suffix = self.options.suffix
        let lines: [String] =
            switch overlay {
            case .ppolicy:
                ["ppolicy_default \"cn=default,ou=policies,\(suffix)\"", "ppolicy_use_lockout"]
            case .memberof:
                [
                    "memberof-group-oc groupOfNames", "memberof-member-ad member", "memberof-memberof-ad memberOf",
                    "memberof-dangling ignore", "memberof-refint TRUE",
                ]
            case .refint:
                [
                    "refint_attributes member uniqueMember manager owner seeAlso secretary",
                    "refint_nothing \"cn=nobody,\(suffix)\"",
                ]
            case .unique:
                ["uid", "mail"].map { "unique_uri ldap:///ou=people,\(suffix)?\($0)?sub?(objectClass=inetOrgPerson)" }
            case .sssvlv:
                ["sssvlv-max 16", "sssvlv-maxperconn 8"]
            case .syncprov:
                ["syncprov-checkpoint 1000 5", "syncprov-sessionlog 10000"]
            }
        return ["overlay \(overlay.rawValue)"] + (self.options.overlaySettings[overlay] ?? lines)
    }
}
