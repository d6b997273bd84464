import Bytes
import Diagnostics
import Foundation
import TestSupport
import Testing

/// A folder with the given empty files.
private func tree(_ names: [String]) -> Scratch {
  let scratch = Scratch()
  for name in names { scratch.file(name, []) }
  return scratch
}

private let names = [
  "events/2025-01.ndjson", "events/2025-02.ndjson.gz", "events/2025-10.ndjson",
  "events/notes.txt", "events/.hidden.ndjson", "events/old/2024-12.ndjson",
  "events/old/older/2023-12.ndjson", "state.json", "a[1].csv", "Ä.csv",
]

@Test(arguments: [
  ("state.json", ["state.json"]),
  ("./state.json", ["state.json"]),
  ("events/*.ndjson", ["events/2025-01.ndjson", "events/2025-10.ndjson"]),
  ("events/2025-0?.*", ["events/2025-01.ndjson", "events/2025-02.ndjson.gz"]),
  ("events/2025-[01]?.ndjson", ["events/2025-01.ndjson", "events/2025-10.ndjson"]),
  ("events/2025-[!0]*", ["events/2025-10.ndjson"]),
  ("events/.*", ["events/.hidden.ndjson"]),
  ("*/old/*.ndjson", ["events/old/2024-12.ndjson"]),
  ("**/202[34]*", ["events/old/2024-12.ndjson", "events/old/older/2023-12.ndjson"]),
  ("events/**/older/**", ["events/old/older/2023-12.ndjson"]),
  ("**/state.json", ["state.json"]),
  ("**/**/state.json", ["state.json"]),
  ("events/old", ["events/old/2024-12.ndjson", "events/old/older/2023-12.ndjson"]),
  ("?.csv", ["Ä.csv"]),
  ("a\\[1].csv", ["a[1].csv"]),
  ("a[[]1].csv", ["a[1].csv"]),
  ("*.xml", []),
  ("none/*.ndjson", []),
  ("state.json/*", []),
])
func `a pattern stands for files, in the order of their bytes`(
  text: String, expected: [String]
) throws {
  let scratch = tree(names)
  #expect(try Glob(root: scratch.path).expand(text) == expected)
}

@Test(arguments: ["", "/etc/passwd", "../x", "events/../state.json", "a\nb", "a\0b", "a\u{7F}"])
func `a path outside the rules is refused`(text: String) throws {
  let scratch = tree(names)
  #expect(code { _ = try Glob(root: scratch.path).expand(text) } == .inputPathRefused)
}

@Test func `a plain name that is not there is missing`() throws {
  let scratch = tree(names)
  let glob = Glob(root: scratch.path)
  #expect(failure { _ = try glob.expand("none.json") }?.code == .inputMissing)
  #expect(failure { _ = try glob.expand("none.json") }?.file == "none.json")
  #expect(code { _ = try glob.expand("state.json/x") } == .inputMissing)
}

@Test(arguments: ["link.json", "*.json", "folder", "folder/*", "folder/secret.json"])
func `a link does not lead out of the root unless that is allowed`(text: String) throws {
  let scratch = tree(["root/a.json", "outside/secret.json"])
  let root = scratch.path + "/root"
  let manager = FileManager.default
  try manager.createSymbolicLink(
    atPath: root + "/link.json", withDestinationPath: "../outside/secret.json")
  try manager.createSymbolicLink(atPath: root + "/folder", withDestinationPath: "../outside")
  #expect(code { _ = try Glob(root: root).expand(text) } == .inputPathRefused)
  #expect(try !Glob(root: root, allowsEscape: true).expand(text).isEmpty)
}

@Test func `links that lead in circles end`() throws {
  let scratch = tree(["a/one.json"])
  let manager = FileManager.default
  try manager.createSymbolicLink(atPath: scratch.path + "/a/up", withDestinationPath: "..")
  try manager.createSymbolicLink(atPath: scratch.path + "/a/self", withDestinationPath: "self")
  try manager.createSymbolicLink(
    atPath: scratch.path + "/a/two.json", withDestinationPath: "one.json")
  let glob = Glob(root: scratch.path)
  #expect(try glob.expand("**/*.json") == ["a/one.json", "a/two.json"])
  #expect(code { _ = try glob.expand("a/*") } == .inputMissing)
}

@Test func `a pattern of many stars ends soon`() throws {
  let scratch = tree([String(repeating: "a", count: 200)])
  let stars = String(repeating: "*a", count: 60) + "b"
  #expect(try Glob(root: scratch.path).expand(stars).isEmpty)
}
