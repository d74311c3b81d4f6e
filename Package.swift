// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "starbridge",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "starbridge", targets: ["Starbridge"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        .systemLibrary(name: "CLDAP", pkgConfig: "ldap", providers: [.apt(["libldap2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "Encodings", swiftSettings: strict),
        .target(name: "Files", swiftSettings: strict),
        .target(name: "SCIM", dependencies: ["Encodings"], swiftSettings: strict),
        .target(name: "LDAP", dependencies: ["Encodings"], swiftSettings: strict),
        .target(name: "Directories", dependencies: ["Encodings", "LDAP"], swiftSettings: strict),
        .target(
            name: "Translator", dependencies: ["Encodings", "SCIM", "LDAP", "Directories"], swiftSettings: strict),
        .target(
            name: "LDAPClient",
            dependencies: [
                "Encodings", "LDAP", "Directories", "CLDAP",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Bridge",
            dependencies: [
                "Encodings", "SCIM", "LDAP", "Directories", "Translator",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Safeguards",
            dependencies: [
                "Encodings", "Files", "SCIM", "LDAP", "Directories", "Translator", "Bridge",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "SCIMFront",
            dependencies: [
                "Encodings", "SCIM", "Observability",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Authentication",
            dependencies: [
                "Encodings", "Files", "SCIM", "COpenSSL",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Observability",
            dependencies: [
                "Encodings",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Survey",
            dependencies: [
                "Encodings", "SCIM", "LDAP", "Directories", "Translator", "LDAPClient", "Bridge", "Authentication",
                "ConfigurationFile", "COpenSSL",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Control",
            dependencies: [
                "Safeguards",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(
            name: "Console",
            dependencies: [
                "Encodings", "SCIM", "LDAP", "Translator", "Bridge", "Safeguards", "Authentication", "Control",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .target(name: "Sandbox", dependencies: ["Encodings"], swiftSettings: strict),
        .target(
            name: "ConfigurationFile",
            dependencies: [
                "Encodings", "Files", "SCIM", "LDAP", "Directories", "Translator", "Authentication", "Observability",
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Daemon",
            dependencies: [
                "SCIM", "LDAP", "Directories", "Translator", "LDAPClient", "Bridge", "Survey", "SCIMFront",
                "Authentication",
                "ConfigurationFile", "Console", "Control", "Encodings", "Files", "Observability", "Safeguards",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict,
            plugins: ["StampCommit"]
        ),
        .target(
            name: "Demo",
            dependencies: [
                "Encodings", "SCIM", "LDAP", "Directories", "Translator", "Bridge", "Authentication",
                "ConfigurationFile",
                "Daemon", "Observability", "Sandbox",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "Starbridge",
            dependencies: [
                "Authentication", "ConfigurationFile", "Control", "Daemon", "Demo", "Encodings", "LDAP",
                "Observability", "Safeguards",
                "Sandbox",
                "SCIM", "Survey",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .plugin(name: "StampCommit", capability: .buildTool(), path: "Deploy/stamp"),
        .target(
            name: "Fuzzing",
            dependencies: ["SCIM", "LDAP", "Directories", "Translator"],
            path: "Deploy/fuzzing/Fuzzing",
            swiftSettings: strict
        ),
        .target(
            name: "DirectoryDouble",
            dependencies: ["Encodings", "LDAP", "Translator", "Bridge"],
            path: "Tests/DirectoryDouble",
            swiftSettings: strict
        ),
        .target(
            name: "DirectoryContract",
            dependencies: ["LDAP", "Directories", "Bridge"],
            path: "Tests/DirectoryContract",
            swiftSettings: strict
        ),
        .target(
            name: "LogLines",
            dependencies: [.product(name: "Logging", package: "swift-log")],
            path: "Tests/LogLines",
            swiftSettings: strict
        ),
        .target(
            name: "LocalIssuer",
            dependencies: [
                "Encodings", "SCIM", "Sandbox",
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/LocalIssuer",
            swiftSettings: strict
        ),
        .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing"], swiftSettings: strict),
        .testTarget(name: "EncodingsTests", dependencies: ["Encodings"], swiftSettings: strict),
        .testTarget(name: "SCIMTests", dependencies: ["SCIM", "Encodings"], swiftSettings: strict),
        .testTarget(
            name: "LDAPTests", dependencies: ["LDAP", "Encodings"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "LDAPClientTests",
            dependencies: [
                "LDAPClient", "LDAP",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BridgeTests",
            dependencies: [
                "Bridge", "DirectoryContract", "DirectoryDouble", "LogLines", "Encodings", "SCIM", "LDAP",
                "Directories",
                "Translator",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SafeguardsTests",
            dependencies: [
                "Safeguards", "Bridge", "DirectoryDouble", "LogLines", "Encodings", "Sandbox", "SCIM", "LDAP",
                "Directories", "Translator", "Fuzzing",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(name: "DirectoriesTests", dependencies: ["Directories", "LDAP"], swiftSettings: strict),
        .testTarget(
            name: "TranslatorTests", dependencies: ["Translator", "SCIM", "LDAP", "Directories"],
            exclude: ["Fixtures/openldap-subschema.ldif", "Fixtures/rendered-answers.json"],
            swiftSettings: strict),
        .testTarget(
            name: "SCIMFrontTests",
            dependencies: [
                "SCIMFront", "SCIM", "Observability", "Fuzzing", "LogLines", "Encodings",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "AuthenticationTests",
            dependencies: [
                "Authentication", "Encodings", "LocalIssuer", "LogLines", "Sandbox", "SCIM",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ConfigurationFileTests",
            dependencies: [
                "ConfigurationFile", "Authentication", "Observability", "Sandbox", "Fuzzing", "Encodings", "SCIM",
                "LDAP", "Directories",
                "Translator", .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ControlTests",
            dependencies: [
                "Control", "LogLines", "Safeguards",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConsoleTests",
            dependencies: [
                "Console", "Bridge", "Control", "Encodings", "LDAP", "Safeguards", "SCIM", "Translator",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "Daemon", "ConfigurationFile", "SCIMFront", "LDAP", "LDAPClient", "Directories", "Translator", "Bridge",
                "Control", "Files", "Observability", "Safeguards",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DemoTests",
            dependencies: [
                "Demo", "ConfigurationFile", "Observability", "Sandbox", "SCIM", "LDAP", "Directories",
                "Translator",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SurveyTests",
            dependencies: [
                "Survey", "Authentication", "Bridge", "ConfigurationFile", "DirectoryDouble", "LocalIssuer", "Sandbox",
                "SCIM",
                "LDAP", "LDAPClient", "Directories", "Translator", .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ObservabilityTests",
            dependencies: [
                "Observability", "Sandbox",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LiveTests",
            dependencies: [
                "Starbridge", "Authentication", "ConfigurationFile", "Daemon", "Demo", "Observability", "Sandbox",
                "Survey",
                "Fuzzing", "Encodings", "SCIM", "LDAP", "Directories", "Translator", "LDAPClient", "Bridge",
                "SCIMFront", "DirectoryContract", "Files", "LocalIssuer", "LogLines", "Safeguards", "Control",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            exclude: ["Clients/Fixtures"],
            swiftSettings: strict
        ),
    ],
    swiftLanguageModes: [.v6]
)
