import Foundation
import TestSupport
import Testing

@Test(arguments: Exhibit.codes.filter { RoomRefusal.all[$0] == nil })
func `the program says what the exhibit shows`(_ code: String) throws {
  let exhibit = Exhibit(code: code)
  let text = try exhibit.verdict()
  #expect(text.contains("[\(code)]: "), "\(text)")
  #expect(text.contains("\nexit "), "\(text)")
  try expectGolden(text, matches: exhibit.expected)
}

@Test(arguments: RoomRefusal.all.keys.sorted())
func `a room says what the exhibit shows where no run comes to it`(_ code: String) throws {
  let exhibit = Exhibit(code: code)
  let refusal = try #require(RoomRefusal.all[code])
  let text = try refusal(exhibit.folder) + "\n"
  #expect(text.contains("[\(code)]: "), "\(text)")
  #expect(FileManager.default.fileExists(atPath: exhibit.folder.appending(path: "README.md").path))
  try expectGolden(text, matches: exhibit.expected)
}
