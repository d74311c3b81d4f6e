/// The configuration file of a demo, in the words that an administrator would use.
struct DemoConfiguration {
    let folder: String
    let suffix: String
    let directory: String
    let address: String

    var path: String { self.folder + "/starbridge.yaml" }
    var tokensFile: String { self.folder + "/tokens.json" }
    var passwordFile: String { self.folder + "/ldap-password" }
    var tenantURL: String { "http://\(self.address)/scim/v2" }

    /// Writes the file and, beside it, the password of the bridge's account.
    ///
    /// - Throws: `SlapdError` when the folder cannot be written.
    func write(password: String) throws {
        try FileText.write(self.text, to: self.path)
        try FileText.write(password + "\n", to: self.passwordFile)
    }

    var text: String {
        """
        # Written by `starbridge demo`. The directory beside it is private and holds invented people.
        listen:
          - address: "\(self.address)"
            allow_plaintext: true                      # a demo; elsewhere a listener has tls
        base_url: "\(self.tenantURL)"
        tokens_file: "\(self.tokensFile)"
        directory:
          servers: ["\(self.directory)"]
          kind: auto
          bind: { dn: "cn=starbridge,ou=services,\(self.suffix)", password_file: "\(self.passwordFile)" }
          connections: 4
          timeout: 10s
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

        """
    }
}
