import Testing

/// A rule that every Swift file in its reach must keep.
struct Law: CustomTestStringConvertible, Sendable {
  /// The rule as a sentence.
  var testDescription: String
  /// Files that may break it, each with the reason; meant to stay empty.
  var exceptions: [String: String]
  private var governs: @Sendable (SwiftFile) -> Bool
  private var breaches: @Sendable (SwiftFile) -> [Int]

  /// Creates a law about the files that `governs` accepts.
  init(
    _ sentence: String, exceptions: [String: String] = [:],
    for governs: @escaping @Sendable (SwiftFile) -> Bool,
    _ breaches: @escaping @Sendable (SwiftFile) -> [Int]
  ) {
    testDescription = sentence
    self.exceptions = exceptions
    self.governs = governs
    self.breaches = breaches
  }

  /// The lines of a file that break the rule, counted from one; none if it is about other files.
  func lines(brokenIn file: SwiftFile) -> [Int] { governs(file) ? breaches(file) : [] }

  /// All of Sources and Tests.
  static let everywhere: @Sendable (SwiftFile) -> Bool = { _ in true }
  /// All of Sources.
  static let inSources: @Sendable (SwiftFile) -> Bool = { $0.band != nil }
  /// All of Sources but the program that meets the shell.
  static let belowProgram: @Sendable (SwiftFile) -> Bool = {
    $0.band.map { $0 < .program } ?? false
  }
}

@Test(arguments: Law.all)
func `no file breaks a law`(_ law: Law) {
  for file in House.swiftFiles {
    let lines = law.lines(brokenIn: file)
    if law.exceptions[file.path] != nil {
      #expect(!lines.isEmpty, "\(file.path) needs no exception any more")
    } else {
      for line in lines { Issue.record("\(file.path):\(line): \(law.testDescription)") }
    }
  }
}

@Test func `the whole house is seen`() {
  #expect(House.swiftFiles.contains { $0.path == "Tests/TidyTests/Law.swift" })
  #expect(Set(House.bands.values) == [.foreign, .ground, .domain, .stages, .program])
  #expect(House.bands["CZlib"] == .foreign && House.bands["Diagnostics"] == .ground)
}
