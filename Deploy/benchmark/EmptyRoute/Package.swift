// swift-tools-version: 6.2
import PackageDescription

/// A package of its own: the program does without what it is compared with.
let package = Package(
    name: "EmptyRoute",
    platforms: [.macOS(.v15)],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1")],
    targets: [
        .executableTarget(
            name: "EmptyRoute", dependencies: [.product(name: "Hummingbird", package: "hummingbird")], path: "Sources")
    ],
    swiftLanguageModes: [.v6]
)
