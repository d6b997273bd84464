/// The manual page, made from the table of commands.
///
/// Source: man-pages(7) for the sections, groff_man(7) for the macros.
enum ManualPage {
  static var text: String {
    let commands = CommandRow.all.flatMap(section)
    let statuses = HelpText.statuses.flatMap { [".TP", ".B \($0.status)", escaped($0.meaning)] }
    let lines: [String] =
      [".TH TRUEUP 1 \"\" \"trueup \(escaped(Shell.version))\" \"User Commands\""]
      + [".SH NAME", "trueup \\- find and mend drift between Stripe and a database"]
      + [".SH SYNOPSIS", ".B trueup", ".I COMMAND", escaped("[OPTIONS] …")]
      + [".SH DESCRIPTION", escaped(HelpText.purpose)]
      + [".SH COMMANDS"] + commands
      + [".SH EXIT STATUS"] + statuses
      + [".SH ENVIRONMENT"] + [".TP", ".B NO_COLOR", "No colours, unless they are asked for."]
      + [".TP", ".B TMPDIR", "Where commands that leave no run put what does not fit into memory."]
      + [".SH FILES"] + [".TP", ".I output/PIPELINE/latest", "The newest run of a pipeline."]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(on command: CommandRow) -> [String] {
    let usage = ([command.name] + command.operands).joined(separator: " ")
    let options = command.options.flatMap { option in
      let value = option.value.map { " \\fI\(escaped($0))\\fR" } ?? ""
      let spellings = option.spellings.map { "\\fB\(escaped($0))\\fR" }.joined(separator: ", ")
      return [".TP", spellings + value, escaped(option.help)]
    }
    return [".SS \"trueup \(escaped(usage))\"", escaped(sentence(command.help))] + options
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// A text in which nothing is a request; what is not ASCII goes by its number.
  private static func escaped(_ text: String) -> String {
    let lines = text.split(separator: "\n").map { line in
      let scalars = line.unicodeScalars.map { scalar in
        switch scalar {
        case "\\": "\\e"
        case "-": "\\-"
        case "\"": "\\(dq"
        case "'": "\\(aq"
        default:
          scalar.isASCII
            ? String(scalar) : "\\[u" + padded(String(scalar.value, radix: 16).uppercased()) + "]"
        }
      }.joined()
      return scalars.hasPrefix(".") ? "\\&" + scalars : scalars
    }
    return lines.joined(separator: "\n")
  }

  /// Four digits at least, as glyphs are named.
  private static func padded(_ hex: String) -> String {
    String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }
}
