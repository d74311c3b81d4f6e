import SCIM

extension FuzzTarget {
    static let bulk = FuzzTarget(
        "bulk",
        seeds: [
            #"{"failOnErrors":1,"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"u","manager":{"value":"bulkId:b"}}},{"method":"POST","path":"/Users","bulkId":"b","data":{"urn:x":{"boss":"bulkId:a"}}}]}"#,
            #"{"Operations":[{"method":"PATCH","path":"/Groups/bulkId:a","version":"W/\"1\"","data":{"Operations":[{"op":"remove","path":"members[value eq \"bulkId:a\"]"}]}},{"method":"DELETE","path":"/Users/1"}]}"#,
            #"{"Operations":[{"method":"POST","path":"/Groups","bulkId":"a","data":{"members":[{"value":"bulkId:a"},"bulkId:c","x"]}}]}"#,
        ],
        tokens: [
            #""method":"POST""#, #""method":"put""#, #""path":"#, #""bulkId":"#, #""bulkId:a""#, #""bulkId:b""#,
            #"\"bulkId:a\""#, #""data":{}"#, #""version":"*""#, #""failOnErrors":0"#, "bulkId:", "BULKID:", "/", "null",
            ",",
            #"{"method":"POST","path":"/Users","bulkId":"c","data":{"x":["bulkId:a","bulkId:b","bulkId:c"]}}"#,
        ]
    ) { bytes in
        guard let body = try? JSONReader.read(bytes) else { return }
        let operations: [BulkRequest.Operation]
        do {
            operations = try BulkRequest(decoding: body).operations
        } catch let error as SCIMError {
            return try require(error.status == 400, "\(error)")
        }
        var left: Set<Int> = []
        var performed: [Int] = []
        for step in BulkSchedule(operations).steps {
            switch step {
            case .perform(let index, without: let ids):
                performed.append(index)
                if !ids.isEmpty { left.insert(index) }
                try Self.requireNothingLost(operations[index], without: ids)
            case .complete(let index):
                try require(performed.contains(index) && left.remove(index) != nil, "completed for nothing: \(index)")
            }
        }
        try require(performed.sorted() == Array(operations.indices), "not each once: \(performed)")
        try require(left.isEmpty, "never completed: \(left)")
    }

    /// Demands that what is left out of an operation is what follows, and that known ids take the place of all references.
    private static func requireNothingLost(_ operation: BulkRequest.Operation, without ids: Set<String>) throws {
        guard case .success(let call) = operation.call else { return }
        let known = Dictionary(call.references.map { ($0, "known") }) { first, _ in first }
        let resolved = BulkRequest.Call(call.method, "", data: call.data(resolving: known))
        try require(resolved.references.isEmpty, "unresolved: \(resolved.references)")
        guard !ids.isEmpty else { return }
        let (now, later) = call.parted(from: ids, of: "me")
        try require(ids.isDisjoint(with: now.references), "not left out: \(now.references)")
        try require(ids.isSubset(of: later.references), "lost: \(later.references)")
    }

    static let entityTags = FuzzTarget(
        "entity-tags", seeds: [#"W/"3694e05e9dff590", "a,b" , W/"""#, "*", #" ,"x""#],
        tokens: ["W/", "\"", ",", " ", "*", "\t", "w/", #"W/"a""#]
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        do {
            let condition = try EntityTagCondition(parsing: text)
            guard case .tags(let tags) = condition else { return try require(condition.holds(for: nil), "\(text)") }
            let printed = try? EntityTagCondition(parsing: tags.map { "W/" + $0 }.joined(separator: ","))
            try require(printed == condition, "printed otherwise: \(tags)")
            try require(tags.allSatisfy { condition.holds(for: $0) && condition.holds(for: "W/" + $0) }, "\(tags)")
            try require(!condition.holds(for: nil) && !condition.holds(for: ""), "means what has no version: \(tags)")
        } catch let error as SCIMError {
            try require(error.type == .invalidValue, "\(error)")
        }
    }
}
