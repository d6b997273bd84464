import Testing

/// The law that every code has a refusal that provokes it, and back.
enum RefusalLaw {
  /// What breaks it, given the codes in the order of their declarations and the paths of all
  /// fixtures.
  static func faults(of codes: [String], in paths: [String]) -> [String] {
    let museum = "fixtures/refusals/"
    let exhibits = paths.filter { $0.hasPrefix(museum) }.map { $0.dropFirst(museum.count) }
      .filter { $0.contains("/") }
    let folders = Set(exhibits.compactMap { $0.split(separator: "/").first.map(String.init) })
    let declared = Set(codes)
    let twice = codes.indices.filter { codes[..<$0].contains(codes[$0]) }
    return twice.map { "the code \(codes[$0]) is declared twice" }
      + declared.subtracting(folders).sorted().map { "\(museum)\($0) is missing" }
      + folders.subtracting(declared).sorted().map { "\(museum)\($0) is no code" }
      + folders.intersection(declared).sorted().filter { !exhibits.contains("\($0)/expected.txt") }
      .map { "\(museum)\($0)/expected.txt is missing" }
  }
}

private let codes: [String] = House.swiftFiles.filter { $0.band != nil }.flatMap { file in
  file.text.code.indices.filter { file.text.code[$0].contains("Code(rawValue: \"") }
    .compactMap { RefusalCode.literal(in: file.text.lines[$0]) }
}

@Test func `every code is provoked by a refusal, and every refusal is a code`() {
  #expect(codes.count > 90)
  for fault in RefusalLaw.faults(of: codes, in: House.paths(under: "fixtures")) {
    Issue.record("\(fault)")
  }
}

@Test func `a code without a refusal is found, and a refusal without a code`() {
  let paths = [
    "fixtures/refusals/README.md", "fixtures/refusals/xml-a/expected.txt",
    "fixtures/refusals/xml-c/expected.txt", "fixtures/refusals/xml-d/pipeline.xml",
  ]
  #expect(
    RefusalLaw.faults(of: ["xml-a", "xml-b", "xml-d", "xml-a"], in: paths) == [
      "the code xml-a is declared twice", "fixtures/refusals/xml-b is missing",
      "fixtures/refusals/xml-c is no code", "fixtures/refusals/xml-d/expected.txt is missing",
    ])
}
