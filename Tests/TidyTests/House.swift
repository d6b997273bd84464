import Foundation
import TestSupport

/// A Swift file and its place in the house.
struct SwiftFile: Sendable {
  /// The path from the checkout's root.
  let path: String
  /// The file taken apart.
  let text: SwiftText

  /// Takes a file apart.
  init(path: String, _ text: String) {
    self.path = path
    self.text = SwiftText(text)
  }

  /// The band of Sources the file is in; nil for a test.
  var band: Band? {
    let folders = path.split(separator: "/")
    return folders.first == "Sources" && folders.count > 1 ? Band(folder: folders[1]) : nil
  }

  /// The room the file is in.
  var room: String {
    let folders = path.split(separator: "/").dropLast()
    return folders.dropFirst(folders.first == "Sources" ? 2 : 1).first.map(String.init) ?? ""
  }
}

/// A folder of Sources; whoever is in one may know those before it.
enum Band: Int, Comparable, Sendable {
  case foreign, ground, domain, stages, program

  init?(folder: Substring) {
    let folders: [Substring] = ["Foreign", "Ground", "Domain", "Stages", "Program"]
    guard let place = folders.firstIndex(of: folder) else { return nil }
    self.init(rawValue: place)
  }

  static func < (one: Band, other: Band) -> Bool { one.rawValue < other.rawValue }
}

/// The checkout, as the laws see it.
enum House {
  /// The Swift files of Sources and Tests, in the order of their paths.
  static let swiftFiles: [SwiftFile] = (paths(under: "Sources") + paths(under: "Tests"))
    .filter { $0.hasSuffix(".swift") }
    .compactMap { path in
      let text = try? String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
      return text.map { SwiftFile(path: path, $0) }
    }

  /// The band of each room and each C library.
  static let bands: [String: Band] = Dictionary(
    paths(under: "Sources").compactMap { path in
      let folders = path.split(separator: "/")
      guard folders.count > 3, let band = Band(folder: folders[1]) else { return nil }
      return (String(folders[2]), band)
    }, uniquingKeysWith: { one, _ in one })

  /// The paths of all files under a folder, sorted; none where there is no folder.
  static func paths(under folder: String) -> [String] {
    let paths = FileManager.default.enumerator(
      atPath: Repository.root.appending(path: folder).path)
    return (paths?.compactMap { $0 as? String } ?? []).map { folder + "/" + $0 }
      .filter { path in
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(
          atPath: Repository.root.appending(path: path).path, isDirectory: &isFolder)
        return exists && !isFolder.boolValue
      }.sorted()
  }
}
