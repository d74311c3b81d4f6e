/// The keys of access tokens and of the tokens of Entra ID.
enum OAuthKeys {
    static let all = [
        ConfigurationKey(
            .oauth, "access_token_lifetime", .duration, default: "60m",
            "How long a token of the token endpoint is good; Entra ID wants 60m to 360m."),
        ConfigurationKey(
            .oauth, "tenant", .text,
            "The id of the tenant of Entra ID whose tokens are believed; needed for direct and federated."),
        ConfigurationKey(
            .oauth, "direct", .section(.oauthDirect),
            "JWT of Entra ID that come with the calls themselves, as where its Secret Token is left blank."),
        ConfigurationKey(
            .oauth, "federated", .sections(.oauthFederated),
            "Clients that show a JWT of Entra ID at the token endpoint in the place of a secret (workload identity federation)."
        ),
        ConfigurationKey(
            .oauth, "issuers", .texts,
            "What iss of these tokens may be; by default what Entra ID writes for the tenant, in both of its versions."),
        ConfigurationKey(
            .oauth, "keys_url", .text,
            "Where the issuer's keys are (JWKS); by default where Entra ID has those of the tenant."),
        ConfigurationKey(
            .oauth, "ca_file", .path,
            "The PEM file with the authorities that the server with the keys is verified by; by default those of the machine."
        ),
        ConfigurationKey(
            .oauth, "proxy", .text,
            "The proxy that leads to the server with the keys, such as http://proxy.example.com:3128; the environment is not asked."
        ),

        ConfigurationKey(
            .oauthDirect, "audience", .oneOrMoreTexts, isRequired: true,
            "What aud must be, or a list of what it may be; Entra ID has 8adf8e6e-67b2-4cf2-a259-e3dc5476c621 for all custom applications."
        ),
        ConfigurationKey(
            .oauthDirect, "applications", .texts,
            "The applications that may come, by appid or azp; by default all of the tenant."),
        ConfigurationKey(
            .oauthDirect, "scopes", .texts, "What they may do: read, users, groups; by default all of these."),

        ConfigurationKey(
            .oauthFederated, "client_id", .text, isRequired: true, "The client's id, as Entra's form has it."),
        ConfigurationKey(
            .oauthFederated, "subject", .text, isRequired: true,
            "What sub must be: the object id of the service principal in Entra ID."),
        ConfigurationKey(
            .oauthFederated, "audience", .oneOrMoreTexts, isRequired: true,
            "What aud must be, or a list of what it may be: the id of the application, with and without api:// before it."
        ),
        ConfigurationKey(
            .oauthFederated, "scopes", .texts, "What it may do: read, users, groups; by default all of these."),
    ]
}
