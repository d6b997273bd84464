/// Completion for fish, made from the table of commands.
enum FishScript {
  static var text: String {
    let lines = CommandRow.all.flatMap { command in
      [line("__fish_use_subcommand", ["-a", command.name, "-d", quoted(command.help)])]
        + command.options.map { line(seen(command), words(of: $0)) }
        + command.operands.compactMap { operand in
          proposal(Completable(operand)).map { line(seen(command), ["-a", $0]) }
        }
    }
    return """
      # Completion of trueup for fish. To have it in every shell:
      #   trueup completions fish > ~/.config/fish/completions/trueup.fish
      complete -c trueup -f
      \(lines.joined(separator: "\n"))

      """
  }

  private static func line(_ condition: String, _ words: [String]) -> String {
    "complete -c trueup -n \(quoted(condition)) " + words.joined(separator: " ")
  }

  private static func seen(_ command: CommandRow) -> String {
    "__fish_seen_subcommand_from \(command.name)"
  }

  private static func words(of option: OptionRow) -> [String] {
    let short = option.short.map { ["-s", String($0)] } ?? []
    let value = option.completable.map { ["-x"] + (proposal($0).map { ["-a", $0] } ?? []) } ?? []
    return ["-l", option.name] + short + value + ["-d", quoted(option.help)]
  }

  private static func proposal(_ what: Completable) -> String? {
    switch what {
    case .words(let words): quoted(words.joined(separator: " "))
    case .pipeline: quoted("(__fish_complete_suffix .xml)")
    case .folder: quoted("(__fish_complete_directories)")
    case .unknown: nil
    }
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}
