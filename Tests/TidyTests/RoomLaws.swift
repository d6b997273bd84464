import Testing

/// The law that every room has its landing page.
enum RoomLaw {
  /// The pages that are missing, given the paths of all files of Sources.
  static func faults(in paths: [String]) -> [String] {
    Set(paths.compactMap(page(ofRoomWith:))).subtracting(paths).sorted()
      .map { "\($0) is missing" }
  }

  /// The page of the room that a Swift file is in; C libraries are no rooms.
  private static func page(ofRoomWith path: String) -> String? {
    let folders = path.split(separator: "/")
    guard path.hasSuffix(".swift"), folders.count > 3, let band = Band(folder: folders[1]),
      band != .foreign
    else { return nil }
    return "Sources/\(folders[1])/\(folders[2])/\(folders[2]).docc/\(folders[2]).md"
  }
}

@Test func `every room has its page`() {
  for fault in RoomLaw.faults(in: House.paths(under: "Sources")) { Issue.record("\(fault)") }
}

@Test func `a room without a page is found`() {
  let paths = [
    "Sources/Foreign/CZlib/shim.h", "Sources/Ground/JSON/JSON.docc/JSON.md",
    "Sources/Ground/JSON/JSONReader.swift", "Sources/Ground/XML/XML.docc/0001-why.md",
    "Sources/Ground/XML/XMLReader.swift", "Sources/Program/Pipelines/Run/Workers.swift",
  ]
  #expect(
    RoomLaw.faults(in: paths) == [
      "Sources/Ground/XML/XML.docc/XML.md is missing",
      "Sources/Program/Pipelines/Pipelines.docc/Pipelines.md is missing",
    ])
}
