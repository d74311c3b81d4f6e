import Glibc
import Sandbox
import Testing

/// What `ppolicy-lock` needs to be proved before the daemon is ready, and that it ends with 78 without.
@Suite(.needsSlapd, .timeLimit(.minutes(3))) struct ProofTests {
    private static let policies = "ou=policies,dc=acme,dc=example"
    private static let named = "  active: { strategy: ppolicy-lock, default_policy: \"cn=default,\(policies)\" }"
    private static let nothing = ["access to * by * none"]
    /// Everything but the policies.
    private static let blind = [
        "access to dn.subtree=\"\(policies)\" by * none", "access to attrs=userPassword by * auth",
        "access to * by users write",
    ]

    /// Starts a daemon in front of a slapd, and expects it to end before it is ready, with these words.
    private func refuses(
        _ words: String..., users: String = "", sourceLocation: SourceLocation = #_sourceLocation,
        options: (inout PrivateSlapd.Options) -> Void
    ) async throws {
        try await LDAPClientScene.withSlapd(people: 1, options: options) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({ ($0.directory, $0.users) = (url, users) }) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG, "\(daemon.log)", sourceLocation: sourceLocation)
                for word in words {
                    #expect(daemon.log.contains(word), "\(word) in \(daemon.log)", sourceLocation: sourceLocation)
                }
                daemon.notices.drain()
                #expect(!daemon.notices.received.contains("READY=1"), sourceLocation: sourceLocation)
            }
        }
    }

    private func accepts(users: String, options: (inout PrivateSlapd.Options) -> Void) async throws {
        try await LDAPClientScene.withSlapd(people: 1, options: options) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({ ($0.directory, $0.users) = (url, users) }) { daemon in
                try await daemon.notices.wait(for: "READY=1")
                #expect(await daemon.end() == 0)
            }
        }
    }

    @Test func aDefaultThatNobodyNamesIsNoProof() async throws {
        try await self.refuses(
            "users.active: nothing proves that ppolicy-lock has an effect", "default_policy: \"cn=default,ou=policies",
            "access to dn.subtree=\"cn=config\" attrs=entry,olcSuffix,olcPPolicyDefault by dn.exact=\"cn=starbridge,"
        ) { $0.configurationRules = Self.nothing }
    }

    @Test func whatIsNamedOrShownIsProof() async throws {
        try await self.accepts(users: Self.named) { $0.configurationRules = Self.nothing }
        try await self.accepts(users: "") { _ in }
    }

    @Test(arguments: ["", named])
    func policiesThatCannotBeReadAreNoProof(users: String) async throws {
        try await self.refuses(
            "is hidden from the bridge's account: `access to dn.subtree=\"\(Self.policies)\" by dn.exact=\"cn=starbridge,",
            users: users
        ) { $0.accessRules = Self.blind }
    }

    @Test func aSuffixThatCannotBeSearchedIsNoProof() async throws {
        try await self.refuses(
            "may not search dc=acme,dc=example for password policies: `access to dn.base=\"dc=acme,dc=example\" attrs=entry by",
            users: Self.named
        ) { options in
            options.accessRules = [
                "access to dn.base=\"dc=acme,dc=example\" by * none", "access to attrs=userPassword by * auth",
                "access to * by users write",
            ]
        }
    }

    @Test func lockoutThatIsOffIsNoProof() async throws {
        try await self.refuses(
            "starbridge.yaml:12:11: users.active: ppolicy-lock has no effect on whoever is under cn=default,\(Self.policies), "
                + "which has pwdLockout: FALSE", users: Self.named
        ) { $0.lockout = false }
    }

    @Test func oneOfSeveralPoliciesThatIsOffIsNoProof() async throws {
        try await self.refuses("under cn=lax,\(Self.policies), which has no pwdLockout", users: Self.named) {
            $0.content = .standardAnd(Self.policy("lax"))
        }
    }

    @Test func anotherDefaultThanTheServersIsNoProof() async throws {
        let users = "  active: { strategy: ppolicy-lock, default_policy: \"cn=strict,\(Self.policies)\" }"
        try await self.refuses("cn=config says that the default of this database is cn=default,", users: users) {
            $0.content = .standardAnd(Self.policy("strict", "pwdLockout: TRUE\n"))
        }
    }

    @Test func allThatIsWrongIsToldAtOnceWithItsPlace() async throws {
        let users = """
              attributes:
                userName: uid
                title: alien
                emails[type eq "work"].value: mail
              filter: (&(objectClass=inetOrgPerson)(color=red))
              on_delete: { strategy: trash, base: "ou=nowhere,dc=acme,dc=example" }
              revive: never
            groups:
              base: "ou=clubs,dc=acme,dc=example"
            """
        try await self.refuses(
            "starbridge.yaml:14:5: users.attributes: title is mapped to alien",
            "users.object_classes: object_classes inetOrgPerson demands sn, which no rule writes",
            "users.filter: filter names the attribute color",
            "starbridge.yaml:17:14: users.on_delete: there is no entry ou=nowhere,dc=acme,dc=example, or cn=starbridge,",
            "starbridge.yaml:20:9: groups.base: there is no entry ou=clubs,dc=acme,dc=example", users: users
        ) { _ in }
    }

    @Test func aBaseThatIsNotThereIsTold() async throws {
        try await LDAPClientScene.withSlapd(people: 0) { slapd in
            let url = try #require(slapd.ldapURL)
            try await Daemon.run({ ($0.directory, $0.usersBase) = (url, "ou=peeple,dc=acme,dc=example") }) { daemon in
                #expect(await daemon.process.status() == EX_CONFIG)
                #expect(daemon.log.contains("users.base: there is no entry ou=peeple,dc=acme,dc=example"))
            }
        }
    }

    private static func policy(_ name: String, _ more: String = "") -> String {
        """
        dn: cn=\(name),\(Self.policies)
        objectClass: device
        objectClass: pwdPolicy
        cn: \(name)
        pwdAttribute: userPassword
        \(more)

        """
    }
}
