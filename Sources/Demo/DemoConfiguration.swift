import Sandbox

/// The configuration file of a demo, in the words that an administrator would use.
struct DemoConfiguration {
    let folder: String
    let suffix: String
    let url: String
    let account: String
    let directory: DemoDirectory
    let listener: (host: String, port: Int)
    /// The port of the console on 127.0.0.1; nil for none.
    let consolePort: Int?
    /// Whether an administrator is asked where many are changed, as elsewhere.
    var isGuarded = false

    var path: String { self.folder + "/starbridge.yaml" }
    var tokensFile: String { self.folder + "/tokens.json" }
    var tenantURL: String { "http://\(Self.address(self.reachableHost, self.listener.port))/scim/v2" }

    var consoleURL: String? { self.consolePort.map { "http://127.0.0.1:\($0)/" } }

    /// A host that calls from this machine can name.
    var reachableHost: String {
        ["0.0.0.0", "::"].contains(self.listener.host) ? "127.0.0.1" : self.listener.host
    }

    /// Writes the file.
    ///
    /// - Throws: `SandboxError` when the folder cannot be written.
    func writeFile() throws {
        try FileText.write(self.text, to: self.path)
    }

    var text: String {
        """
        # Written by `starbridge demo`. The directory beside it is private and holds invented people.
        listen:
          - address: "\(Self.address(self.listener.host, self.listener.port))"
            allow_plaintext: true                      # a demo; elsewhere a listener has tls
        base_url: "\(self.tenantURL)"
        tokens_file: "\(self.tokensFile)"
        limits: { rate: 1000000, burst: 1000000 }      # elsewhere one token makes 100 calls a second
        \(self.isGuarded ? "" : "guard: off                                     # elsewhere an administrator is asked")
        directory:
          servers: ["\(self.url)"]
          kind: auto
          bind: { dn: "\(self.account)", password_file: "\(self.folder)/ldap-password" }
          connections: 4
          timeout: 10s
        \(self.consolePort.map { "console: { address: \"127.0.0.1:\($0)\" }" } ?? "")

        """ + (self.directory == .openLDAP ? self.spelledOut : self.leftToTheKind)
    }

    /// Users and groups with everything that is as the README has it.
    private var spelledOut: String {
        """
        users:
          base: "ou=people,\(self.suffix)"
          scope: subtree
          filter: (objectClass=inetOrgPerson)
          object_classes: [inetOrgPerson]
          rdn: uid
          attributes:
            userName: uid
            # Some people have a web page in labeledURI: values with a colon, a slash or a space are not ours.
            externalId: { attribute: labeledURI, choose: { matching: '^[^:/ ]+$' } }
            name.givenName: givenName
            name.familyName: { attribute: sn, default: "{userName}" }
            displayName: { attribute: cn, default: "{name.givenName} {name.familyName}" }
            title: title
            emails[type eq "work"].value: { attribute: mail, required: true }
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:organization: o
            urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department: departmentNumber
          active: { strategy: ppolicy-lock }
          on_delete: { strategy: trash, base: "ou=leavers,\(self.suffix)" }
          on_rename: server                            # the overlay refint carries memberships along
        groups:
          base: "ou=groups,\(self.suffix)"
          filter: (objectClass=groupOfNames)
          object_classes: [groupOfNames, labeledURIObject]
          attributes:
            displayName: cn
            externalId: { attribute: labeledURI, choose: { matching: '^[^:/ ]+$' } }
            members: member
          on_delete: { strategy: delete }              # in a trash it would still grant what it grants
          on_rename: server

        """
    }

    /// Users and groups as the kind of server has them.
    private var leftToTheKind: String {
        let renaming =
            self.directory == .ds389
            ? "  on_rename: server                            # a plug-in carries memberships along\n" : ""
        return """
            users:
              base: "ou=people,\(self.suffix)"
              on_delete: { strategy: trash, base: "ou=leavers,\(self.suffix)" }
            \(renaming)groups:
              base: "ou=groups,\(self.suffix)"
              on_delete: { strategy: delete }
            \(renaming)
            """
    }

    private static func address(_ host: String, _ port: Int) -> String {
        (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}

extension DemoConfiguration {
    /// The configuration for a server that runs.
    init(folder: String, directory: DemoServer, listener: (host: String, port: Int), consolePort: Int?) {
        self.init(
            folder: folder, suffix: directory.server.suffix, url: directory.url, account: directory.account,
            directory: directory.kind, listener: listener, consolePort: consolePort)
    }
}
