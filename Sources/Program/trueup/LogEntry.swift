import Billing
import Diagnostics
import JSON
import Pipelines

#if canImport(Glibc)
import Glibc
#endif

/// How the standard error is written.
enum LogFormat: String, CaseIterable {
  /// For people and editors.
  case text
  /// For programs: a JSON object a line.
  case json

  /// What the words of a command line ask for, before anything else is made of them: mistakes in
  /// them are told in the same way.
  init(_ words: [String]) {
    let option = "--log-format"
    let isJSON =
      words.contains("\(option)=json")
      || zip(words, words.dropFirst()).contains { $0 == option && $1 == "json" }
    self = isJSON ? .json : .text
  }
}

/// One thing that the program has to say besides its document.
struct LogEntry {
  /// How grave it is.
  enum Level: String {
    case error, warning, remark
  }

  var level: Level
  /// A code of a failure or a warning, `usage`, or `run-finished`.
  var code: String
  var message: String
  var help: String?
  var file: String?
  var position: Failure.TextPosition?
  var byte: UInt64?
  /// How the run ended, where one did.
  var exitStatus: Int32?
  /// How people read it.
  var text: String

  init(_ failure: Failure) {
    self.init(failure, .error, text: "trueup: " + failure.rendered)
  }

  init(_ warning: PipelineWarning) {
    self.init(warning.remark, .warning, text: "trueup: " + warning.rendered)
  }

  private init(_ failure: Failure, _ level: Level, text: String) {
    self.init(level, code: failure.code.rawValue, failure.message, text: text)
    (help, file, position, byte) = (failure.help, failure.file, failure.position, failure.byte)
  }

  init(_ fault: UsageFault) {
    self.init(
      .error, code: "usage", fault.message,
      text: "trueup: error[usage]: \(fault.message)\n  help: \(fault.help)")
    help = fault.help
  }

  init(_ level: Level, code: String, _ message: String, text: String) {
    (self.level, self.code, self.message, self.text) = (level, code, message, text)
  }

  /// The entry as one line.
  func line(in format: LogFormat) -> String {
    switch format {
    case .text: text + "\n"
    case .json: String(decoding: json, as: UTF8.self) + "\n"
    }
  }

  private var json: [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    let texts: [(name: String, text: String?)] = [
      ("time", Timestamp.now.iso), ("level", level.rawValue), ("code", code),
      ("message", message), ("file", file), ("help", help),
    ]
    for (name, text) in texts {
      guard let text else { continue }
      writer.key(name)
      writer.string(text)
    }
    let numbers: [(name: String, number: Int64?)] = [
      ("line", position.map { Int64($0.line) }), ("column", position.map { Int64($0.column) }),
      ("byte", byte.map { Int64(clamping: $0) }), ("exit_status", exitStatus.map { Int64($0) }),
    ]
    for (name, number) in numbers {
      guard let number else { continue }
      writer.key(name)
      writer.integer(number)
    }
    writer.endObject()
    return writer.bytes
  }
}

extension Timestamp {
  /// The time of day, to the second: no log needs more.
  fileprivate static var now: Timestamp { Timestamp(seconds: Int64(time(nil))) }
}
