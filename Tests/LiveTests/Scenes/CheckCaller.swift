import Bridge
import LDAP
import LDAPClient
import Logging
import Sandbox
import Survey
import Testing
import Translator

/// Makes the checks of a directory that is there already.
enum CheckCaller {
    /// The findings of all checks over a directory.
    static func findings(
        _ mappings: [Mapping], _ directory: any Bridge.Directory, account: DistinguishedName?
    ) async throws -> [CheckFinding] {
        let checked = try #require(
            await CheckedDirectory(mappings, dialect: nil, directory: directory, account: account))
        var findings: [CheckFinding] = []
        await CheckList(checked).run { findings.append($0) }
        return findings
    }

    /// The findings of a probe that signs in at a server.
    static func probe(
        _ mapping: Mapping, _ directory: any Bridge.Directory, at server: any PrivateServer
    ) async throws -> [CheckFinding] {
        let checked = try #require(
            await CheckedDirectory([mapping], dialect: nil, directory: directory, account: nil))
        let provisioner = Provisioner(
            mapping: mapping, directory: directory, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let configuration = try LDAPClientScene.configuration([try #require(server.ldapURL)])
        let probe = await Probe(checked, provisioner, reader: nil) { name, password in
            var configuration = configuration
            configuration.credentials = .simple(dn: name, password: { Array(password.utf8) })
            return await SignIn(configuration)
        }
        var findings: [CheckFinding] = []
        await probe.run { findings.append($0) }
        return findings
    }
}
