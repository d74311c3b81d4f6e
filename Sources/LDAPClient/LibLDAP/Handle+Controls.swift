import CLDAP
import LDAP

typealias ControlList = UnsafeMutablePointer<UnsafeMutablePointer<LDAPControl>?>

extension Handle {
    /// Encodes the controls of a request; nil if there are none.
    func encode(_ controls: [Control]) throws(LDAPError) -> ControlList? {
        guard !controls.isEmpty else { return nil }
        var list: [UnsafeMutablePointer<LDAPControl>] = []
        for control in controls {
            let pointer = self.scratch.allocate(LDAPControl.self, count: 1)
            var encoded = LDAPControl()
            encoded.ldctl_oid = self.scratch.string(control.oid)
            encoded.ldctl_value = try self.value(of: control)
            encoded.ldctl_iscritical = 1
            pointer.initialize(to: encoded)
            list.append(pointer)
        }
        return self.scratch.list(list)
    }

    private func value(of control: Control) throws(LDAPError) -> berval {
        switch control {
        case .pagedResults(let size, let cookie): try self.page(size, cookie)
        case .sort(let keys): try self.sort(keys)
        case .virtualListView(let view): try self.window(view)
        case .postRead(let attributes): self.scratch.value(try self.selections.encoded(attributes)[...])
        case .assertion(let filter): self.scratch.value(try BEREncoder.bytes { $0.filter(filter) }[...])
        case .permissiveModify: berval()
        case .effectiveRights(let account): self.scratch.value(Array("dn:\(account)".utf8)[...])
        }
    }

    private func page(_ size: Int, _ cookie: [UInt8]) throws(LDAPError) -> berval {
        var cookie = self.scratch.value(cookie[...])
        var value = berval()
        let code = ldap_create_page_control_value(self.pointer, ber_int_t(clamping: size), &cookie, &value)
        return try self.adopted(value, code)
    }

    private func sort(_ keys: [SortKey]) throws(LDAPError) -> berval {
        var list: [UnsafeMutablePointer<LDAPSortKey>] = []
        for key in keys {
            let pointer = self.scratch.allocate(LDAPSortKey.self, count: 1)
            var encoded = LDAPSortKey()
            encoded.attributeType = try self.text(key.attribute.description)
            if let rule = key.orderingRule { encoded.orderingRule = try self.text(rule) }
            encoded.reverseOrder = key.isReversed ? 1 : 0
            pointer.initialize(to: encoded)
            list.append(pointer)
        }
        var value = berval()
        let code = ldap_create_sort_control_value(self.pointer, self.scratch.list(list), &value)
        return try self.adopted(value, code)
    }

    private func window(_ view: VirtualListView) throws(LDAPError) -> berval {
        var info = LDAPVLVInfo()
        info.ldvlv_version = 1
        info.ldvlv_before_count = ber_int_t(clamping: view.before)
        info.ldvlv_after_count = ber_int_t(clamping: view.after)
        info.ldvlv_offset = ber_int_t(clamping: view.offset)
        info.ldvlv_count = ber_int_t(clamping: view.count)
        if let context = view.context {
            let pointer = self.scratch.allocate(berval.self, count: 1)
            pointer.initialize(to: self.scratch.value(context[...]))
            info.ldvlv_context = pointer
        }
        var value = berval()
        let code = ldap_create_vlv_control_value(self.pointer, &info, &value)
        return try self.adopted(value, code)
    }

    private func adopted(_ value: berval, _ code: Int32) throws(LDAPError) -> berval {
        self.scratch.adopt(value.bv_val)
        guard code == LDAP_SUCCESS else {
            throw LDAPError(ResultCode(rawValue: code), diagnostic: "a control cannot be encoded")
        }
        return value
    }
}

// MARK: - Answers

extension Handle {
    /// Decodes the controls of an answer.
    func decode(_ list: ControlList?) throws(LDAPError) -> [ResponseControl] {
        guard var next = list else { return [] }
        var controls: [ResponseControl] = []
        while let control = next.pointee {
            controls.append(try self.decode(control))
            next += 1
        }
        return controls
    }

    private func decode(_ control: UnsafeMutablePointer<LDAPControl>) throws(LDAPError) -> ResponseControl {
        let oid = String(cString: control.pointee.ldctl_oid)
        switch oid {
        case LDAP_CONTROL_PAGEDRESULTS: return try self.pageResponse(control)
        case LDAP_CONTROL_SORTRESPONSE: return try self.sortResponse(control)
        case LDAP_CONTROL_VLVRESPONSE: return try self.windowResponse(control)
        case LDAP_CONTROL_POST_READ: return .postRead(try self.readEntry(control))
        default:
            let value = control.pointee.ldctl_value
            return .other(oid: oid, value: value.bv_val == nil ? nil : Array(value.bytes))
        }
    }

    private func pageResponse(_ control: UnsafeMutablePointer<LDAPControl>) throws(LDAPError) -> ResponseControl {
        var size: ber_int_t = 0
        var cookie = berval()
        try self.checkDecoded(ldap_parse_pageresponse_control(self.pointer, control, &size, &cookie))
        defer { ber_memfree(cookie.bv_val) }
        return .pagedResults(size: Int(size), cookie: Array(cookie.bytes))
    }

    private func sortResponse(_ control: UnsafeMutablePointer<LDAPControl>) throws(LDAPError) -> ResponseControl {
        var result: ber_int_t = 0
        try self.checkDecoded(ldap_parse_sortresponse_control(self.pointer, control, &result, nil))
        return .sort(ResultCode(rawValue: result))
    }

    private func windowResponse(_ control: UnsafeMutablePointer<LDAPControl>) throws(LDAPError) -> ResponseControl {
        var (target, count): (ber_int_t, ber_int_t) = (0, 0)
        var context: UnsafeMutablePointer<berval>?
        var result: Int32 = 0
        try self.checkDecoded(
            ldap_parse_vlvresponse_control(self.pointer, control, &target, &count, &context, &result))
        defer { ber_bvfree(context) }
        return .virtualListView(
            target: Int(target), count: Int(count), context: context.map { Array($0.pointee.bytes) },
            result: ResultCode(rawValue: result))
    }

    /// `SearchResultEntry` (RFC 4511 section 4.5.2) as the value of a post-read control.
    private func readEntry(_ control: UnsafeMutablePointer<LDAPControl>) throws(LDAPError) -> Entry {
        var value = control.pointee.ldctl_value
        guard let ber = ber_alloc_t(LBER_USE_DER) else { throw LDAPError(.noMemory) }
        defer { ber_free(ber, 0) }
        ber_init2(ber, &value, LBER_USE_DER)
        var length: ber_len_t = 0
        var name = berval()
        guard ber_skip_tag(ber, &length) != ber_tag_t.max, ber_skip_element(ber, &name) == Tag.octetString,
            ber_skip_tag(ber, &length) == Tag.sequence
        else { throw LDAPError(.decodingError, diagnostic: "a post-read control is malformed") }
        return try self.entry(named: name, attributesOf: length)
    }

    private func checkDecoded(_ code: Int32) throws(LDAPError) {
        guard code == LDAP_SUCCESS else {
            throw LDAPError(.decodingError, diagnostic: "the control of an answer is malformed")
        }
    }
}
