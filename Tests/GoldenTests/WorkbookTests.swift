import Foundation
import TestSupport
import Testing

/// The folder of what a run wrote about revenue.
private func close(
  in scratch: borrowing Scratch, words: [String] = [], environment: [String: String] = [:]
) throws -> URL {
  let output = scratch.folder.appending(path: "out")
  let pipeline = "pipelines/\(System.eventPlatform.name).xml"
  _ = try Program.run(
    ["run", pipeline, "--output", output.path, "--quiet"] + words, environment: environment)
  return output.appending(path: "\(System.eventPlatform.name)/latest/metrics")
}

@Suite struct `The workbook in a run` {
  @Test(.enabled(if: ReadWorkbook.isInstalled))
  func `says what the text beside it says, row by row and total by total`() throws {
    let scratch = try Scratch()
    let folder = try close(in: scratch)
    let reader = Repository.root.appending(path: "Tests/Readers/close_package.py")
    let answer = try tool(
      "/usr/bin/python3", [reader.path, folder.deletingLastPathComponent().path])
    #expect(answer.status == 0)
    let sheets = answer.output.split(separator: "\n")
    #expect(sheets.count >= 17)
    // Every sheet that stands for a table has rows here, and was compared.
    let compared = sheets.filter { $0.contains(" rows, ") || $0.contains(" cells") }
    #expect(compared.count >= 14, "\(answer.output)")
  }

  @Test(.enabled(if: ReadWorkbook.isInstalled))
  func `is whole: every part, every formula, every filter`() throws {
    let scratch = try Scratch()
    let book = try ReadWorkbook(try close(in: scratch).appending(path: "workbook.xlsx"))
    #expect(book.properties.author.hasPrefix("trueup "))
    #expect(
      book.sheets.allSatisfy { $0.frozen != nil || $0.cells["A4"]?.value.hasPrefix("Not") == true })
    #expect(book.sheets.count { $0.filter != nil } >= 10)
    #expect(book.sheets.reduce(0) { $0 + $1.charts } >= 5)
    #expect(book.sheets.flatMap(\.cells.values).count { $0.formula != nil } > 50)
  }

  @Test func `is the same with any number of threads, in any time zone`() throws {
    let scratches = try (Scratch(), Scratch())
    let one = try close(in: scratches.0, words: ["--jobs", "1"])
    let other = try close(
      in: scratches.1, words: ["--jobs", "4"],
      environment: ["TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8"])
    let name = "workbook.xlsx"
    #expect(
      try Data(contentsOf: one.appending(path: name))
        == Data(contentsOf: other.appending(path: name)))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/soffice")))
  func `is opened by an office suite, which comes to the same sums`() throws {
    let scratch = try Scratch()
    let folder = try close(in: scratch)
    let run = scratch.folder.appending(path: "again")
    let copy = run.appending(path: "metrics")
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: folder, to: copy)
    // Written again by the suite, with every formula worked out by it.
    let answer = try tool(
      "/usr/bin/soffice",
      [
        "-env:UserInstallation=\(scratch.folder.absoluteString)profile", "--headless",
        "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", copy.path,
        folder.appending(path: "workbook.xlsx").path,
      ])
    #expect(answer.status == 0)
    let reader = Repository.root.appending(path: "Tests/Readers/close_package.py")
    #expect(try tool("/usr/bin/python3", [reader.path, run.path]).status == 0)
  }
}
