import Pipelines

/// The words of a command line, sorted by the table of its command.
struct ParsedArguments {
  var command: CommandRow
  var operands: [String] = []
  private var values: [String: String] = [:]

  /// Sorts the words after the command's name.
  init(_ words: [String], for command: CommandRow) throws(UsageFault) {
    self.command = command
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      }
      guard word.hasPrefix("-"), word != "-" else {
        operands.append(word)
        continue
      }
      try take(word, &rest)
    }
  }

  /// The value of an option that takes one.
  subscript(name: String) -> String? { values[name] }

  /// Whether a switch was given.
  func has(_ name: String) -> Bool { values[name] != nil }

  private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageFault) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    guard let option = command.options.first(where: { $0.matches(written) }) else {
      throw UsageFault(unknown: written, of: command)
    }
    guard let valueName = option.value else {
      guard parts.count == 1 else {
        throw UsageFault("\(written) takes no value", help: "trueup help \(command.name)")
      }
      values[option.name] = ""
      return
    }
    guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
      throw UsageFault("\(written) needs a value: \(valueName)", help: "\(written) \(valueName)")
    }
    guard option.choices.isEmpty || option.choices.contains(value) else {
      throw UsageFault(
        "\(written) cannot be \(value)", help: "one of \(option.choices.joined(separator: ", "))")
    }
    guard !value.isEmpty else {
      throw UsageFault("\(written) is empty: \(valueName)", help: "\(written) \(valueName)")
    }
    values[option.name] = value
  }
}

extension OptionRow {
  /// Whether a word as written names this option.
  fileprivate func matches(_ word: String) -> Bool {
    word == "--" + name || (short.map { word == "-\($0)" } ?? false)
  }
}

/// Why a command line cannot be understood, and what would be.
struct UsageFault: Error {
  var message: String
  var help: String

  init(_ message: String, help: String) {
    self.message = message
    self.help = help
  }

  /// An option that the command does not have, with the nearest that it has.
  init(unknown word: String, of command: CommandRow) {
    let names = command.options.map { "--" + $0.name }
    message = "\(command.name) has no option \(word)"
    help = NearestWord.help(word, among: names) ?? "trueup help \(command.name) lists its options"
  }
}
