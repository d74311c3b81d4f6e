/// The keys of what the service is for its clients.
enum ServiceKeys {
    static let all = [
        ConfigurationKey(
            .file, "listen", .sections(.listener), default: "[{ address: 127.0.0.1:8080 }]",
            "The addresses that calls are taken on."),
        ConfigurationKey(
            .file, "base_url", .text,
            "The Tenant URL as the client sees it; by default that of the first address, with the path /scim/v2."),
        ConfigurationKey(
            .file, "base_path", .text,
            "The path under which a proxy in front passes calls on, where that is not the path of base_url."),
        ConfigurationKey(
            .file, "tokens_file", .path, default: "/var/lib/starbridge/tokens.json",
            "The file with the digests of the secret tokens, which `starbridge token` manages."),
        ConfigurationKey(
            .file, "control_socket", .path,
            "The Unix socket by which `starbridge status`, `reload` and `guard` reach the daemon; by default control.sock in the runtime folder of the unit, /run/starbridge."
        ),
        ConfigurationKey(
            .file, "oauth", .section(.oauth), "Access tokens for clients of OAuth, and the tokens of Entra ID."),
        ConfigurationKey(
            .file, "directory", .section(.directory), isRequired: true, "The directory and the account in it."),
        ConfigurationKey(.file, "limits", .section(.limits), "What clients may take of the service."),
        ConfigurationKey(
            .file, "groups", .oneOrMore(.groups),
            "How groups are kept, or a list of the kinds of groups, of which the first is that of new ones; without it only users are served."
        ),
        ConfigurationKey(.file, "users", .section(.users), isRequired: true, "How people are kept."),
        ConfigurationKey(
            .file, "schemas", .section(.schemas),
            "Extensions of SCIM's schemas with attributes of one's own, by their URNs."),
        ConfigurationKey(
            .file, "tables", .section(.tables), "The tables that `lookup` reads in expressions, by their names."),
        ConfigurationKey(
            .file, "reader", .section(.reader),
            "How somebody else looks at the directory, whom `starbridge reader` speaks for."),

        ConfigurationKey(
            .listener, "address", .text, isRequired: true,
            "The host and the port, such as 0.0.0.0:8443 or [::]:8443, of which the port 0 takes a free one; or a Unix socket, such as unix:/run/starbridge/scim.sock."
        ),
        ConfigurationKey(
            .listener, "mode", .text,
            "The mode of a Unix socket, by default 0660: who may write to it may call."),
        ConfigurationKey(.listener, "tls", .section(.listenerTLS), "The files of a listener with TLS."),
        ConfigurationKey(
            .listener, "allow_plaintext", .flag, default: "false",
            "Whether secret tokens may cross the network unencrypted, where there is no TLS off loopback."),
        ConfigurationKey(
            .listenerTLS, "certificate", .path, isRequired: true,
            "The PEM file of the certificate and of those that lead to its authority."),
        ConfigurationKey(
            .listener, "allow", .texts,
            "The addresses and networks that may call here, such as 192.0.2.0/24; without it all may."),
        ConfigurationKey(
            .listener, "proxies", .texts,
            "The addresses and networks of the front ends whose Forwarded or X-Forwarded-For is believed; unix for whoever connects to a Unix socket."
        ),
        ConfigurationKey(.listenerTLS, "key", .path, isRequired: true, "The PEM file of the private key."),
        ConfigurationKey(
            .listenerTLS, "client_ca", .path,
            "The PEM file of the authorities of which one must have signed the certificate of each client; tokens are asked for all the same."
        ),

        ConfigurationKey(
            .limits, "connections", .number(16...60_000), default: "256",
            "The most connections of all listeners together; who has not shown a token makes room for newcomers."),
        ConfigurationKey(
            .limits, "head_timeout", .duration, default: "10s",
            "The time from the first byte of a request to the end of its head."),
        ConfigurationKey(
            .limits, "body_timeout", .duration, default: "30s",
            "The time from the end of a head to the end of the body."),
        ConfigurationKey(
            .limits, "idle_timeout", .duration, default: "5m", "The time from an answer to the next request."),
        ConfigurationKey(
            .limits, "head_size", .number(4096...1_048_576), default: "32768",
            "The most bytes of the URL and the header fields."),
        ConfigurationKey(
            .limits, "body_size", .number(65_536...67_108_864), default: "1048576",
            "The most bytes of a body, also of a bulk request."),
        ConfigurationKey(
            .limits, "in_flight", .number(1...10_000), default: "128",
            "The most calls of all tokens that are answered at a time; a place that becomes free goes to the token with the fewest."
        ),
        ConfigurationKey(
            .limits, "in_flight_per_token", .number(1...10_000), default: "96",
            "The most calls of one token that are answered at a time; the other places are for other tokens."),
        ConfigurationKey(
            .limits, "queue", .number(0...100_000), default: "256",
            "The most calls that wait for their turn; beyond it calls are answered 429 or 503."),
        ConfigurationKey(
            .limits, "queue_timeout", .duration, default: "10s", "The longest time that a call waits for its turn."),
        ConfigurationKey(
            .limits, "rate", .number(1...1_000_000), default: "100",
            "The calls of one token in a second, on the average; Entra ID makes up to 25. Faster ones are answered 429."
        ),
        ConfigurationKey(
            .limits, "burst", .number(1...1_000_000), default: "200",
            "The calls of one token that may come at once after a pause."),
        ConfigurationKey(
            .limits, "failed_attempts", .number(1...100_000), default: "30",
            "The calls without a good token from one address (IPv6: /64) in a minute, beyond which they are answered 429; good tokens always pass."
        ),
        ConfigurationKey(
            .limits, "directory_in_flight", .number(1...1000), default: "64",
            "The most operations that one connection to the directory has under way."),
        ConfigurationKey(
            .limits, "directory_queue", .number(0...100_000), default: "512",
            "The most operations that wait at one connection to the directory; beyond it calls are answered 503."),
        ConfigurationKey(
            .limits, "drain_delay", .duration,
            "How long the listeners stay open when the service stops, with 503 at /readyz, so that a load balancer sends new calls elsewhere; 8s at most, by default not at all."
        ),
    ]
}
