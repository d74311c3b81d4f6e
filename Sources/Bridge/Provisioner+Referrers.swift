import LDAP
import SCIM
import Translator

extension Provisioner {
    /// The entries that name this one in an attribute that a rename would leave behind: any that a mapping has for references,
    /// and those in which groups have their members, in all the directory.
    func referrers(of dn: DistinguishedName, _ book: Rulebook) async throws(SCIMError) -> [Referrer] {
        let value = AttributeValue(dn.description)
        let shown = self.mappedReferences(to: dn, book)
        var attributes: [AttributeDescription] = []
        for attribute in shown.map(\.rule.attribute) + ["member", "uniqueMember"]
        where !attributes.contains(attribute) && book.server.schema.attributeType(attribute) != nil {
            attributes.append(attribute)
        }
        let contexts = book.server.rootDSE.namingContexts.filter { self.mapping.base.isWithin($0) }
        let everywhere = contexts.prefix(1).flatMap { context in
            attributes.map {
                SearchRequest(base: context, scope: .subtree, filter: .equal($0, value), attributes: ["1.1"])
            }
        }
        let results = try await self.searchAll(shown.map(\.request) + everywhere, book)
        let mapped = self.referrers(to: dn, in: results, of: shown)
        var referrers = mapped
        for (request, result) in zip(everywhere, results[shown.count...]) {
            guard case .equal(let attribute, _) = request.filter else { continue }
            let known = Set(mapped.lazy.filter { $0.attribute == attribute }.map(\.dn))
            referrers += result.entries.filter { !known.contains($0.dn) }
                .map { Referrer($0, attribute: attribute, isShown: false) }
        }
        return referrers
    }

    /// The entries among these that name this one where a mapping shows it, each once for an attribute.
    private func referrers(
        to dn: DistinguishedName, in results: [SearchResult],
        of questions: [(rule: Mapping.Rule, request: SearchRequest)]
    ) -> [Referrer] {
        var referrers: [Referrer] = []
        for ((rule, _), result) in zip(questions, results) {
            for entry in result.entries where rule.shows(dn, in: entry) {
                if referrers.contains(where: { $0.dn == entry.dn && $0.attribute == rule.attribute }) { continue }
                referrers.append(Referrer(entry, attribute: rule.attribute, placeholder: rule.placeholder))
            }
        }
        return referrers
    }

    /// Rewrites references that came while an entry was renamed, moved or deleted: whoever wrote them has found it under its
    /// former name, and nobody else carries them along.
    /// - Throws: 500 or 503 that says what is done and what is not.
    func rewriteLateReferences(
        to old: DistinguishedName, becoming new: DistinguishedName?, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        if self.mapping.renaming == .server || old == new { return }
        do {
            try await self.rewriteReferences(to: old, becoming: new, context, book)
        } catch {
            throw SCIMError(
                status: error.status == 503 ? 503 : 500,
                detail:
                    "\(old) is \(new.map { "now \($0)" } ?? "deleted"), but entries that came to name it meanwhile could not be "
                    + "changed: \(error.detail)",
                retryAfter: error.retryAfter
            )
        }
    }

    private func rewriteReferences(
        to old: DistinguishedName, becoming new: DistinguishedName?, _ context: RequestContext, _ book: Rulebook
    ) async throws(SCIMError) {
        let questions = self.mappedReferences(to: old, book)
        var lostRaces = LostRaces()
        for _ in 0...self.options.maximumAttempts {
            await lostRaces.pause()
            let late = self.referrers(
                to: old, in: try await self.searchAll(questions.map(\.request), book), of: questions)
            if late.isEmpty { return }
            // They may mean another entry, which has the name now.
            if try await self.exists(old, book) { return }
            let plan = try book.planner.rewriting(late, of: old, becoming: new)
            _ = try await self.execute(plan, for: Resource(), context, book)
            lostRaces.add()
        }
        throw .lostRaces
    }

    /// Refuses to rename or move an entry that others lie below, whose names would change with its own.
    func checkNothingBelow(_ entry: Entry, _ book: Rulebook) async throws(SCIMError) {
        guard let child = try await self.entryBelow(entry.dn, book) else { return }
        throw .mutability(
            "\(entry.dn) cannot be renamed: \(child) lies below it and would get another name with it, and nobody carries "
                + "references to that along. Move it away first, or set on_rename in the configuration to `server` if the directory "
                + "keeps references right (referential integrity)."
        )
    }

    /// The name of an entry below this one; nil if there is none.
    func entryBelow(_ dn: DistinguishedName, _ book: Rulebook) async throws(SCIMError) -> String? {
        let request = SearchRequest(
            base: dn, scope: .oneLevel, filter: .present("objectClass"), attributes: ["1.1"], sizeLimit: 1)
        do {
            return try await self.directory.search(request).entries.first?.dn.description
        } catch  where error.code == .noSuchObject {
            return nil
        } catch  where error.code == .sizeLimitExceeded {
            return "more than one entry"
        } catch {
            throw self.refusal(error, of: dn, book)
        }
    }

    private func exists(_ dn: DistinguishedName, _ book: Rulebook) async throws(SCIMError) -> Bool {
        let request = SearchRequest(base: dn, scope: .base, filter: .present("objectClass"), attributes: ["1.1"])
        do {
            return try await self.directory.search(request).entries.isEmpty == false
        } catch  where error.code == .noSuchObject {
            return false
        } catch {
            throw self.refusal(error, of: dn, book)
        }
    }

    /// The questions for the references to an entry that the mappings show.
    private func mappedReferences(
        to dn: DistinguishedName, _ book: Rulebook
    ) -> [(rule: Mapping.Rule, request: SearchRequest)] {
        let value = AttributeValue(dn.description)
        let version = book.dialect.versionAttribute.map { [$0] } ?? []
        return book.targets.flatMap { target in
            target.rules.filter {
                $0.isReference && !$0.isReadOnly && book.server.schema.attributeType($0.attribute) != nil
            }.map { rule in
                let request = SearchRequest(
                    base: target.base, scope: target.scope,
                    filter: .and([.equal(rule.attribute, value), target.filter]),
                    attributes: [book.dialect.idAttribute, "objectClass", rule.attribute] + version)
                return (rule, request)
            }
        }
    }
}

extension Mapping.Rule {
    /// Whether the values of an entry that may be shown include a name.
    fileprivate func shows(_ dn: DistinguishedName, in entry: Entry) -> Bool {
        if self.choice == .first { return true }
        return entry[self.attribute].lazy.compactMap(\.text)
            .contains { DistinguishedName(server: $0) == dn && self.choice.admits($0) }
    }
}
