// swift-tools-version: 6.2
import PackageDescription

let domain: [Target.Dependency] = ["Reconciliation", "Billing", "Bytes", "Diagnostics"]

let package = Package(
  name: "trueup",
  products: [.executable(name: "trueup", targets: ["trueup"])],
  targets: [
    // Foreign: C libraries. A module map and a header, never logic.
    library("CISAL", apt: "libisal-dev"),
    library("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev"),
    library("CLibXML", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
    library("CNettle", pkgConfig: "nettle", apt: "nettle-dev"),
    library("CXLSXWriter", apt: "libxlsxwriter-dev"),

    // Ground: bytes, text formats, remarks. Knows nothing of billing.
    room("Diagnostics", in: .ground),
    room("Bytes", in: .ground, on: ["Diagnostics", "CISAL", "CZlib", "CNettle"]),
    room("JSON", in: .ground, on: ["Diagnostics", "Bytes"]),
    room("Dumps", in: .ground, on: ["Diagnostics", "Bytes"]),
    room("XML", in: .ground, on: ["Diagnostics", "Bytes", "CLibXML"]),
    room("SQL", in: .ground, on: ["Diagnostics", "Bytes"]),
    room("Spreadsheet", in: .ground, on: ["Diagnostics", "Bytes", "CXLSXWriter"]),

    // Domain: what a subscription is, and what two sides can say about one. Pure values.
    room(
      "Billing", in: .domain, on: ["Diagnostics", "Bytes"], embedding: ["currencies.csv"]),
    room("Reconciliation", in: .domain, on: ["Billing", "JSON", "SQL", "Diagnostics", "Bytes"]),
    room("Revenue", in: .domain, on: ["Reconciliation", "Billing", "Diagnostics", "Bytes"]),

    // Stages: one room for each verb of a pipeline, in the order data meets them.
    // No stage knows another.
    room("Read", in: .stages, on: domain + ["JSON", "Dumps"]),
    room("Normalize", in: .stages, on: domain + ["Revenue", "JSON", "Dumps"]),
    room("Diff", in: .stages, on: domain),
    room("Detect", in: .stages, on: domain),
    room("Measure", in: .stages, on: domain + ["Revenue"]),
    room(
      "Emit", in: .stages, on: domain + ["Revenue", "JSON", "Dumps", "XML", "SQL", "Spreadsheet"]),

    // Program: the only place that knows every stage, then the only place that knows the shell.
    room(
      "Pipelines", in: .program,
      on: domain + ["Revenue", "Read", "Normalize", "Diff", "Detect", "Measure", "Emit", "JSON"]
        + ["Dumps", "XML", "SQL"],
      embedding: ["Definition/trueup.rng"]),
    room("Simulation", in: .program, on: domain + ["JSON"], embedding: ["sample.xml"]),
    .executableTarget(
      name: "trueup",
      dependencies: domain
        + ["Revenue", "Pipelines", "Simulation", "Detect", "Emit", "Dumps", "JSON", "XML"],
      path: "Sources/Program/trueup",
      // Finding and binding Swift's own libraries would take as long as all else at the start.
      linkerSettings: [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]),

    // Tests: one folder for each room, then the ones that test the house. PostgreSQL's parser
    // reads the scripts as the server would.
    .systemLibrary(
      name: "CPGQuery", path: "Tests/CPGQuery", providers: [.apt(["libpg-query-dev"])]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    tests("Bytes", on: ["Diagnostics"]),
    tests("JSON", on: ["Bytes", "Diagnostics"]),
    tests("Dumps", on: ["Bytes", "Diagnostics"]),
    tests("XML", on: ["Bytes", "Diagnostics"]),
    tests(
      "Pipelines",
      on: domain + ["Revenue", "Detect", "Measure", "Emit", "Dumps", "XML", "trueup"]),
    tests("Billing", on: ["Bytes", "Diagnostics"]),
    tests("Read", on: ["Reconciliation", "JSON", "Bytes", "Diagnostics"]),
    tests("Diff", on: domain),
    tests("Normalize", on: domain + ["Read", "JSON", "Dumps"]),
    tests("SQL", on: ["Diagnostics"]),
    tests("Spreadsheet", on: ["Bytes", "Diagnostics"]),
    tests("Detect", on: domain + ["Normalize", "Diff"]),
    tests("Revenue", on: domain),
    tests("Measure", on: domain + ["Revenue", "Normalize", "Read", "Dumps", "JSON"]),
    tests("Emit", on: domain + ["Revenue", "JSON", "Dumps", "XML", "SQL", "CPGQuery"]),
    tests("Simulation", on: ["trueup"]),
    .testTarget(
      name: "ClosedLoopTests",
      dependencies: domain + ["Pipelines", "Detect", "Dumps", "SQL", "XML", "trueup"]
        + ["TestSupport"]),
    .testTarget(
      name: "GoldenTests",
      dependencies: ["trueup", "Emit", "Dumps", "XML", "JSON", "Read", "Reconciliation", "Bytes"]
        + ["Detect", "Diagnostics", "Billing", "Revenue", "Pipelines", "TestSupport"]),
    .testTarget(name: "TidyTests", dependencies: ["TestSupport"]),

    // Benchmarks: single rooms, for Tests/Benchmarks/run.
    .executableTarget(
      name: "RoomBenchmarks", dependencies: domain + ["Read", "Normalize", "Dumps"],
      path: "Tests/Benchmarks/rooms"),
  ],
  swiftLanguageModes: [.v6]
)

enum Band: String {
  case ground = "Ground"
  case domain = "Domain"
  case stages = "Stages"
  case program = "Program"
}

func library(_ name: String, pkgConfig: String? = nil, apt package: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/Foreign/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([package])])
}

/// Embedded files become part of the code, so that the program stays one file.
func room(
  _ name: String, in band: Band, on floor: [Target.Dependency] = [], embedding files: [String] = []
) -> Target {
  .target(
    name: name, dependencies: floor, path: "Sources/\(band.rawValue)/\(name)",
    resources: files.map { .embedInCode($0) })
}

func tests(_ room: String, on floor: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: [.byName(name: room), "TestSupport"] + floor)
}

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    // The data path crosses rooms; without this every small accessor is an opaque call.
    .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
  ]
}
