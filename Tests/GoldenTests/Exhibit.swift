import Diagnostics
import Emit
import Foundation
import TestSupport

/// A folder of the museum of refusals: what can be wrong, and what the program says about it.
struct Exhibit {
  /// The folder of all exhibits.
  static let museum = Repository.root.appending(path: "fixtures/refusals")

  /// The codes on show, sorted.
  static let codes: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: museum.path)
    return (names ?? []).filter { !$0.hasPrefix(".") && $0 != "README.md" }.sorted()
  }()

  /// The code that the folder provokes, which is its name.
  let code: String

  var folder: URL { Self.museum.appending(path: code) }
  var expected: URL { folder.appending(path: "expected.txt") }

  /// What the program says in a copy of the folder: its standard error, the remarks of the code
  /// among the diagnostics of the run, its exit status.
  ///
  /// `make.sh` makes inputs that are too long to keep; `case.sh` stands for the usual run where
  /// the world around the files has to be prepared too.
  func verdict() throws -> String {
    let place = try WorkingCopy(of: folder)
    if place.has("make.sh") {
      let made = try place.shell(["-eu", "make.sh"])
      guard made.status == 0 else { return "make.sh: " + made.errors }
    }
    let run = "exec \"$TRUEUP\" run pipeline.xml --output output --quiet"
    let answer = try place.shell(place.has("case.sh") ? ["-u", "case.sh"] : ["-c", run])
    let remarks = try place.diagnostics().filter { $0.code.rawValue == code }
      .map { DiagnosticText(sources: place.names).render($0) + "\n" }
    // A run that is refused claims nothing; any other ends with the status it exits with.
    let isClear =
      [2, 75].contains(answer.status)
      ? answer.output.isEmpty : answer.output.hasSuffix(" · exit \(answer.status)\n")
    guard isClear else { return answer.errors + answer.output }
    return answer.errors + remarks.joined() + "exit \(answer.status)\n"
  }
}

/// A copy of an exhibit to work in.
private final class WorkingCopy {
  private let scratch: Scratch
  private let folder: URL
  /// The files that remarks were about, in the order of the remarks.
  private(set) var names = SourceMap()

  init(of exhibit: URL) throws {
    scratch = try Scratch()
    folder = scratch.folder.appending(path: "exhibit")
    try FileManager.default.copyItem(at: exhibit, to: folder)
  }

  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  /// Runs the shell in the folder, with the program's path as `TRUEUP`.
  func shell(_ words: [String]) throws -> Program.Answer {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = words
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TRUEUP": Program.url.path,
    ]
    return try process.answer()
  }

  /// The remarks of the run that was published last, if one was.
  func diagnostics() throws -> [Diagnostic] {
    let path = "output/small/latest/diagnostics.ndjson.gz"
    guard has(path) else { return [] }
    let text = try published(folder.appending(path: path))
    return try text.split(separator: "\n").compactMap { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
      return (object as? [String: Any]).flatMap { diagnostic($0) }
    }
  }

  private func diagnostic(_ record: [String: Any]) -> Diagnostic? {
    guard let file = record["file"] as? String, let code = record["code"] as? String,
      let severity = (record["severity"] as? String).flatMap(Diagnostic.Severity.init)
    else { return nil }
    let byte = (record["byte"] as? NSNumber)?.uint64Value ?? 0
    return Diagnostic(
      severity, Diagnostic.Code(rawValue: code), record["message"] as? String ?? "",
      at: SourceSpan(file: names.add(file), startByte: byte, byteCount: 0),
      recordNumber: record["record"] as? Int ?? 0, place: record["place"] as? String,
      subject: record["subject"] as? String, help: record["help"] as? String)
  }
}
