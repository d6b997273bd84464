import Detect
import Diagnostics
import Pipelines
import Reconciliation

#if canImport(Glibc)
import Glibc
#endif

/// Help, made from the table of commands.
enum HelpText {
  /// What the program is for.
  static let purpose = """
    trueup finds where a database disagrees with Stripe, says why, and writes SQL
    that a person can run safely. It reads files and writes files, nothing else.
    """

  /// How the program can end, as it says to the shell.
  static let statuses: [(status: Int32, meaning: String)] =
    [ExitStatus.agreement, .drift, .failure, .untrusted, .stopped].map { ($0.rawValue, $0.meaning) }
    + [(EX_TEMPFAIL, "another run of the pipeline is under way; try again later")]

  /// What `trueup` alone prints.
  static var overview: String {
    var text = purpose + "\n\nusage: trueup COMMAND …\n\n"
    for command in CommandRow.all {
      let usage = ([command.name] + command.operands).joined(separator: " ")
      text += "  " + padded(usage, to: 24) + command.help + "\n"
    }
    text += "  " + padded("--version", to: 24) + "print the version\n\n"
    text += "exit status: 0 both sides agree · 1 drift · 2 the run could not be made\n"
    text += "             3 evidence incomplete · 4 a safety limit stopped the run\n"
    return text
  }

  /// Help on one command.
  static func of(_ command: CommandRow) -> String {
    var text =
      "usage: trueup \(command.name) [OPTIONS] \(command.operands.joined(separator: " "))\n"
    text += "\n\(command.help)\n\n"
    for option in command.options {
      let short = option.short.map { "-\($0), " } ?? "    "
      let usage = "--\(option.name)" + (option.value.map { " " + $0 } ?? "")
      text += "  " + short + padded(usage, to: 30) + option.help + "\n"
    }
    return text
  }

  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(2, width - text.count))
  }
}

/// The reference of all drift classes, made from the checks themselves.
enum CheckReference {
  /// The codes of all checks, in alphabetical order.
  static var codes: [String] {
    Check.all.map(\.code).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The reference as text.
  static var text: String {
    let sorted = Check.all.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
    return sorted.map { check in
      """
      \(check.code) \(check.name)   \(check.severity.rawValue) · \(check.harm.rawValue) · \
      \(check.disposition.rawValue)
        what       \(check.definition)
        how        \(check.origin)
        fix        \(check.fix)
        guard      \(check.safeguard)
        a person   \(check.personWhen)

      """
    }.joined(separator: "\n")
  }
}

/// `trueup help`.
struct HelpCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    if arguments.has("man") {
      try shell.say(ManualPage.text)
      return 0
    }
    guard let topic = arguments.operands.first else {
      try shell.say(folded: HelpText.overview)
      return 0
    }
    if topic == "checks" {
      try shell.say(folded: CheckReference.text)
      return 0
    }
    guard let command = CommandRow.all.first(where: { $0.name == topic }) else {
      let known = CommandRow.all.map(\.name) + ["checks"]
      return shell.misuse(
        UsageFault(
          "there is no help on \(topic)", help: NearestWord.help(topic, among: known) ?? ""))
    }
    try shell.say(folded: HelpText.of(command))
    return 0
  }
}
