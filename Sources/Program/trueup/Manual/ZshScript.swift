/// Completion for zsh, made from the table of commands.
enum ZshScript {
  static var text: String {
    """
    #compdef trueup
    # Completion of trueup for zsh. To have it in every shell, with DIR a folder of $fpath:
    #   trueup completions zsh > DIR/_trueup
    _trueup() {
      local -a commands=(
    \(CommandRow.all.map { "    " + quoted("\($0.name):\($0.help)") }.joined(separator: "\n"))
      )
      if (( CURRENT == 2 )); then
        _describe command commands
        return
      fi
      local command=$words[2]
      shift words
      (( CURRENT-- ))
      case $command in
    \(CommandRow.all.map(arguments).joined(separator: "\n"))
      esac
    }
    # Loaded from a folder the file is the function itself; else it is only made known.
    if [[ $funcstack[1] == _trueup ]]; then _trueup "$@"; else compdef _trueup trueup; fi

    """
  }

  private static func arguments(of command: CommandRow) -> String {
    let options = command.options.map(specification)
    let operands = command.operands.enumerated().map { place, operand in
      quoted("\(place + 1):\(plain(operand)):\(action(Completable(operand)))")
    }
    let lines = (options + operands).map { " \\\n        " + $0 }
    return "    \(command.name)) _arguments" + lines.joined() + " ;;"
  }

  private static func specification(of option: OptionRow) -> String {
    let help = "[\(option.help.replacing("[", with: "\\[").replacing("]", with: "\\]"))]"
    let value = option.completable.map { ":\(plain(option.value ?? "")):\(action($0))" } ?? ""
    guard option.spellings.count > 1 else {
      return quoted("--\(option.name)\(help)\(value)")
    }
    // Either spelling rules out the other.
    let both = "(\(option.spellings.joined(separator: " ")))"
    return quoted(both) + "{\(option.spellings.joined(separator: ","))}" + quoted(help + value)
  }

  private static func action(_ what: Completable) -> String {
    switch what {
    case .words(let words): "(\(words.joined(separator: " ")))"
    case .pipeline: "_files -g \"*.xml\""
    case .folder: "_files -/"
    case .unknown: " "
    }
  }

  /// What a place is called, without the colon that would end it.
  private static func plain(_ place: String) -> String { place.filter { $0 != ":" } }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
