import CLDAP
import Glibc
import LDAP

/// What became of a request that was handed to libldap.
enum Sending {
    /// It is in the output, and has this message id.
    case sent(id: Int32)
    /// The connection is gone; the request may have been sent.
    case broken(ResultCode)
    /// It cannot be encoded.
    case refused(LDAPError)
}

extension Handle {
    /// Encodes a request.
    func send(_ request: Request) -> Sending {
        defer { self.scratch.reset() }
        var id: Int32 = -1
        do {
            let code = try self.call(request, &id)
            switch code {
            case LDAP_SUCCESS: return .sent(id: id)
            case LDAP_SERVER_DOWN, LDAP_CONNECT_ERROR, LDAP_LOCAL_ERROR: return .broken(ResultCode(rawValue: code))
            default: return .refused(Self.refusal(ResultCode(rawValue: code)))
            }
        } catch {
            return .refused(error)
        }
    }

    /// Tells the server that nobody waits for the answer; false where the connection is gone.
    func abandon(_ id: Int32) -> Bool {
        ldap_abandon_ext(self.pointer, id, nil, nil) == LDAP_SUCCESS
    }

    private static func refusal(_ code: ResultCode) -> LDAPError {
        LDAPError(code, diagnostic: "the request cannot be encoded: \(Library.words(for: code))")
    }

    private func call(_ request: Request, _ id: inout Int32) throws(LDAPError) -> Int32 {
        switch request {
        case .bind(let dn, let password): try self.bind(dn, password, &id)
        case .bindExternal: self.bindExternal(&id)
        case .search(let search, let timeLimit): try self.search(search, timeLimit, &id)
        case .write(let change, let controls): try self.write(change, controls, &id)
        case .extended(let operation): self.extended(operation, &id)
        }
    }

    private func bind(_ dn: String, _ password: [UInt8], _ id: inout Int32) throws(LDAPError) -> Int32 {
        var credentials = self.scratch.value(password[...])
        defer { self.scratch.wipe(credentials) }
        return ldap_sasl_bind(self.pointer, try self.text(dn), nil, &credentials, nil, nil, &id)
    }

    private func bindExternal(_ id: inout Int32) -> Int32 {
        var nobody = self.scratch.value([])
        return ldap_sasl_bind(self.pointer, nil, "EXTERNAL", &nobody, nil, nil, &id)
    }

    private func extended(_ operation: ExtendedOperation, _ id: inout Int32) -> Int32 {
        ldap_extended_operation(self.pointer, operation.rawValue, nil, nil, nil, &id)
    }

    private func search(_ request: SearchRequest, _ limit: Duration?, _ id: inout Int32) throws(LDAPError) -> Int32 {
        let base = try self.text(request.base.description)
        let filter = try self.text(request.filter)
        let attributes = request.attributes.isEmpty ? nil : try self.selections.names(request.attributes)
        let controls = try self.encode(request.controls)
        return ldap_search_ext(
            self.pointer, base, request.scope.number, filter, attributes, 0, controls, nil, self.seconds(limit),
            Int32(clamping: request.sizeLimit), &id)
    }

    /// The whole seconds that the server is given; nil for as long as it likes.
    private func seconds(_ limit: Duration?) -> UnsafeMutablePointer<timeval>? {
        guard let limit else { return nil }
        let pointer = self.scratch.allocate(timeval.self, count: 1)
        let (seconds, attoseconds) = limit.components
        pointer.initialize(to: timeval(tv_sec: Int(attoseconds > 0 ? seconds + 1 : seconds), tv_usec: 0))
        return pointer
    }

    private func write(_ change: Change, _ controls: [Control], _ id: inout Int32) throws(LDAPError) -> Int32 {
        let name = try self.text(change.target.description)
        let controls = try self.encode(controls)
        switch change {
        case .add(let entry):
            return ldap_add_ext(self.pointer, name, try self.attributes(of: entry), controls, nil, &id)
        case .modify(_, let modifications):
            return ldap_modify_ext(self.pointer, name, try self.encode(modifications), controls, nil, &id)
        case .rename(_, let leaf, let deleteOld, let superior):
            let leaf = try self.text(leaf.description)
            let superior: UnsafeMutablePointer<CChar>? =
                if let superior { try self.text(superior.description) } else { nil }
            return ldap_rename(self.pointer, name, leaf, superior, deleteOld ? 1 : 0, controls, nil, &id)
        case .delete:
            return ldap_delete_ext(self.pointer, name, controls, nil, &id)
        }
    }
}

// MARK: - Pieces

extension Handle {
    /// A text for libldap, for which a zero byte would be its end.
    func text(_ text: String) throws(LDAPError) -> UnsafeMutablePointer<CChar> {
        let copy = self.scratch.string(text)
        guard strlen(copy) == text.utf8.count else { throw Self.zeroByte }
        return copy
    }

    /// The text of a filter, which has no zero byte but in the name of an attribute.
    private func text(_ filter: Filter) throws(LDAPError) -> UnsafeMutablePointer<CChar>? {
        self.filterText.removeAll(keepingCapacity: true)
        filter.write(to: &self.filterText)
        guard !self.filterText.contains(0) else { throw Self.zeroByte }
        return self.scratch.value(self.filterText[...]).bv_val
    }

    private static let zeroByte = LDAPError(.encodingError, diagnostic: "a name or a filter holds a NUL character")

    private typealias ModificationList = UnsafeMutablePointer<UnsafeMutablePointer<LDAPMod>?>

    private func attributes(of entry: Entry) throws(LDAPError) -> ModificationList {
        var list: [UnsafeMutablePointer<LDAPMod>] = []
        list.reserveCapacity(entry.attributes.count)
        for attribute in entry.attributes {
            list.append(try self.modification(LDAP_MOD_ADD, attribute.description, attribute.values))
        }
        return self.scratch.list(list)
    }

    private func encode(_ modifications: [Modification]) throws(LDAPError) -> ModificationList {
        var list: [UnsafeMutablePointer<LDAPMod>] = []
        list.reserveCapacity(modifications.count)
        for one in modifications {
            list.append(try self.modification(one.operation.number, one.attribute, one.values))
        }
        return self.scratch.list(list)
    }

    private func modification(
        _ operation: Int32, _ attribute: AttributeDescription, _ values: some Collection<AttributeValue>
    ) throws(LDAPError) -> UnsafeMutablePointer<LDAPMod> {
        let pointer = self.scratch.allocate(LDAPMod.self, count: 1)
        var modification = LDAPMod()
        modification.mod_op = operation | LDAP_MOD_BVALUES
        modification.mod_type = try self.text(attribute.description)
        modification.mod_vals.modv_bvals = values.isEmpty ? nil : self.scratch.values(values)
        pointer.initialize(to: modification)
        return pointer
    }
}

extension SearchRequest.Scope {
    /// The number of libldap.
    fileprivate var number: Int32 {
        switch self {
        case .base: LDAP_SCOPE_BASE
        case .oneLevel: LDAP_SCOPE_ONELEVEL
        case .subtree: LDAP_SCOPE_SUBTREE
        case .children: LDAP_SCOPE_CHILDREN
        }
    }
}

extension Modification.Operation {
    /// The number of libldap.
    fileprivate var number: Int32 {
        switch self {
        case .add: LDAP_MOD_ADD
        case .delete: LDAP_MOD_DELETE
        case .replace: LDAP_MOD_REPLACE
        case .increment: LDAP_MOD_INCREMENT
        }
    }
}
