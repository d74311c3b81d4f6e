/// The keys of the administrator's page.
enum ConsoleKeys {
    static let all = [
        ConfigurationKey(
            .file, "console", .section(.console), "The administrator's page; without it there is none."),

        ConfigurationKey(
            .console, "address", .text, isRequired: true,
            "The host and the port, such as 127.0.0.1:8081, or unix: and the path of a socket."),
        ConfigurationKey(
            .console, "tls", .section(.consoleTLS), "The files of its TLS, needed where the address is not of loopback."
        ),
        ConfigurationKey(
            .console, "names", .texts,
            "The names under which the page is visited, besides its address: those of its certificate, or of a front end."
        ),
        ConfigurationKey(
            .consoleTLS, "certificate", .path, isRequired: true,
            "The PEM file of the certificate and of those that lead to its authority."),
        ConfigurationKey(.consoleTLS, "key", .path, isRequired: true, "The PEM file of the private key."),
        ConfigurationKey(
            .consoleTLS, "client_ca", .path,
            "The PEM file of the authorities of which one must have signed the certificate of each visitor; tokens are asked for all the same."
        ),
    ]
}
