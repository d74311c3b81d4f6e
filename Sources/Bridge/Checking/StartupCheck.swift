import Directories
import Encodings
import LDAP
import SCIM
import Translator

/// What must be true of a directory for one mapping, looked at without writing anything.
public struct StartupCheck: Sendable {
    private let mapping: Mapping
    private let others: [Mapping]
    private let dialect: Dialect?
    private let directory: any Directory
    private let account: DistinguishedName?

    /// Creates the check of one mapping; `others` are those whose entries may name its own, and `account` is the bridge's own,
    /// for advice on access rules.
    public init(
        mapping: Mapping, referredToBy others: [Mapping], dialect: Dialect? = nil, directory: any Directory,
        account: DistinguishedName? = nil
    ) {
        self.mapping = mapping
        self.others = others
        self.dialect = dialect
        self.directory = directory
        self.account = account
    }

    /// Looks at every part, and says what cannot work with this directory in words that say what to change.
    ///
    /// A part at which the directory could not be looked is `unmade` and keeps no other from being looked at. `searchesPeople` is
    /// whether it is looked for somebody whom the mapping shows.
    public func report(searchesPeople: Bool = true) async -> CheckReport {
        let server: DirectoryServer
        do {
            server = try await self.directory.server()
        } catch {
            return .unmade("\(error)")
        }
        guard let dialect = self.dialect ?? Dialect.detected(from: server.rootDSE) else {
            let problem = Mapping.Problem(
                .kind, "this server is of a kind that Starbridge does not know; name the kind it behaves like.")
            return CheckReport([.mapping: .fails([problem])])
        }
        let mapping = self.mapping.canonical(in: server.schema, dialect)
        var problems = mapping.problems(in: server.schema, dialect: dialect)
        if server.schema.attributeType(dialect.idAttribute) == nil {
            problems.append(Mapping.Problem(.kind, Self.idAdvice(dialect)))
        }
        if dialect.writesMembershipTwice, mapping.resourceType.schema.id == .group {
            problems.append(Mapping.Problem(.kind, Self.membershipAdvice(dialect)))
        }
        var report = CheckReport(
            [.mapping: problems.isEmpty ? .holds : .fails(problems)], warnings: mapping.warnings(in: server.schema))
        if let other = Dialect.detected(from: server.rootDSE), other.name != dialect.name {
            report.warnings.append(Mapping.Problem(.kind, Self.kindAdvice(dialect, on: other)))
        }
        if dialect.concurrency(on: server.rootDSE) != .assertion {
            report.warnings.append(Mapping.Problem(.kind, Self.concurrencyAdvice))
        }
        report.findings[.base] = await self.presence(of: mapping.base, .base, dialect)
        if searchesPeople, report.findings[.base] == .holds, await self.isEmpty(mapping) {
            report.warnings.append(Mapping.Problem(.filter, Self.emptyAdvice(mapping)))
        }
        if let trash = mapping.deletion?.trashBase {
            report.findings[.trash] = await self.presence(of: trash, .deletion, dialect)
        }
        for place in mapping.placement?.knownPlaces.uniqued() ?? [] {
            report.add(await self.presence(of: place, .placement, dialect), to: .surroundings)
        }
        for counter in mapping.allocations.compactMap(\.counter) {
            report.add(await self.presence(of: counter.entry, .allocation, dialect), to: .surroundings)
        }
        for ground in mapping.grounds {
            switch ground {
            case .lockout(_, let defaultPolicy) where PasswordPolicy.isKnown(to: server.schema):
                let proof = LockoutProof(
                    mapping: mapping, defaultPolicy: defaultPolicy, dialect: dialect, directory: self.directory,
                    account: self.account)
                await report.take(proof, server)
            case .lockout: break
            case .bases(let names):
                for name in names { report.add(await self.presence(of: name, .active, dialect), to: .places) }
            case .group(let name, let member):
                let proof = GroupProof(name, member: member, directory: self.directory, account: self.account)
                let verdict = await proof.verdict(server.schema, dialect)
                report.add(verdict.finding, to: .places)
                report.warnings += verdict.warnings
            }
        }
        if dialect.limitsLookThrough {
            let check = IndexCheck(mapping, referredToBy: self.others, server, dialect)
            let missing = await check.missing(in: self.directory, dialect)
            if !missing.isEmpty { report.warnings.append(Mapping.Problem(.base, Self.indexAdvice(missing))) }
        }
        if let warning = await self.renamingWarning(mapping, server, dialect) { report.warnings.append(warning) }
        return report
    }

    /// What the server shows that does not fit in `on_rename`; one that could not be asked is worth no refusal.
    private func renamingWarning(
        _ mapping: Mapping, _ server: DirectoryServer, _ dialect: Dialect
    ) async -> Mapping.Problem? {
        if dialect.keepsNames { return nil }
        guard let keeping = try? await ReferenceKeeping.shown(by: self.directory, holding: mapping.base, dialect)
        else { return nil }
        let others = self.others.map { $0.adapted(to: dialect) }
        return mapping.warning(about: keeping, referredToBy: others, in: server.schema)
    }

    /// Whether the account sees an entry of this name.
    private func presence(
        of name: DistinguishedName, _ key: Mapping.Key, _ dialect: Dialect
    ) async -> CheckReport.Finding {
        let request = SearchRequest(base: name, scope: .base, attributes: [.noAttributes])
        do {
            if try await self.directory.searchIfAllowed(request, dialect)?.entries.isEmpty == false { return .holds }
        } catch {
            return .unmade("\(error)")
        }
        let account = self.account.map { "\($0)" } ?? "the bridge's account"
        return .fails([
            Mapping.Problem(
                key, "there is no entry \(name), or \(account) may not see it: correct the name, or grant the right.")
        ])
    }

    /// Whether the mapping is known to show no entry at all.
    private func isEmpty(_ mapping: Mapping) async -> Bool {
        let request = SearchRequest(
            base: mapping.base, scope: mapping.scope, filter: mapping.filter, attributes: [.noAttributes], sizeLimit: 1)
        do {
            return try await self.directory.search(request).entries.isEmpty
        } catch {
            // More than one, or a directory too slow to tell; that is worth no refusal.
            return false
        }
    }

    private static func membershipAdvice(_ dialect: Dialect) -> String {
        "in directories of the kind \(dialect.name) a membership stands in the entries of the members too, and Starbridge writes it in the "
            + "group alone: leave groups out, and set the provisioning of groups to No."
    }

    private static func idAdvice(_ dialect: Dialect) -> String {
        "the directory's schema does not know \(dialect.idAttribute), by which entries are told apart where the kind is \(dialect.name), so "
            + "nobody could be shown: correct directory.kind, or leave it out."
    }

    private static let concurrencyAdvice =
        "this server cannot check whether an entry is still as it was read when it is written (it has no assertion control). Writers "
        + "of one bridge are kept apart; of two bridges that write one entry at the same time, the last may win."

    private static func kindAdvice(_ dialect: Dialect, on other: Dialect) -> String {
        "directory.kind is \(dialect.name), but the server shows that it is \(other.name). Take directory.kind out of the configuration, "
            + "unless that was meant."
    }

    private static func indexAdvice(_ attributes: [AttributeDescription]) -> String {
        "the directory has no index for \(attributes.map(\.description).joined(separator: ", ")), and looks at no more entries for one "
            + "search than its look-through limit allows: calls that look for such values fail. Have the attributes indexed for equality."
    }

    private static func emptyAdvice(_ mapping: Mapping) -> String {
        "nobody below \(mapping.base) matches \(mapping.filter), so the client will find nobody and create everybody. If there are "
            + "entries, correct \(mapping.section).base or \(mapping.section).filter, or let the bridge's account read them."
    }
}

extension CheckReport {
    /// Adds what is found about locks.
    fileprivate mutating func take(_ proof: LockoutProof, _ server: DirectoryServer) async {
        do {
            let verdict = try await proof.verdict(on: server)
            (self.findings[.lockout], self.defaultPolicy) = (verdict.finding, verdict.defaultPolicy)
        } catch {
            self.findings[.lockout] = .unmade("\(error)")
        }
    }
}
