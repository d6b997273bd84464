/// Completion for bash, made from the table of commands.
enum BashScript {
  static var text: String {
    let names = CommandRow.all.map(\.name).joined(separator: " ")
    return """
      # Completion of trueup for bash. To have it in every shell:
      #   trueup completions bash > ~/.local/share/bash-completion/completions/trueup
      _trueup_add() { mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen "$@" -- "$word"); }
      _trueup_words() { _trueup_add -W "$1"; }
      _trueup_folders() { compopt -o filenames 2> /dev/null; _trueup_add -d; }
      _trueup_pipelines() { _trueup_folders; _trueup_add -f -X '!*.xml'; }
      _trueup() {
        local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}"
        COMPREPLY=()
        if [ "$COMP_CWORD" -eq 1 ]; then
          _trueup_words "\(names) --help --version"
          return
        fi
        case "${COMP_WORDS[1]} $before" in
      \(CommandRow.all.flatMap(values).joined(separator: "\n"))
        esac
        case "${COMP_WORDS[1]} $word" in
      \(CommandRow.all.map(options).joined(separator: "\n"))
        esac
        case "${COMP_WORDS[1]}" in
      \(CommandRow.all.map(operands).joined(separator: "\n"))
        esac
      }
      complete -F _trueup trueup

      """
  }

  /// What follows the options of a command that take a value.
  private static func values(of command: CommandRow) -> [String] {
    command.options.compactMap { option in
      option.completable.map { value in
        let patterns = option.spellings.map { "\"\(command.name) \($0)\"" }
        let steps = [proposal(value), "return ;;"].compactMap(\.self)
        return "    \(patterns.joined(separator: " | "))) " + steps.joined(separator: "; ")
      }
    }
  }

  private static func options(of command: CommandRow) -> String {
    let options = command.options.map { "--" + $0.name }.joined(separator: " ")
    return "    \"\(command.name) -\"*) _trueup_words \"\(options)\"; return ;;"
  }

  private static func operands(of command: CommandRow) -> String {
    let steps = command.operands.compactMap { proposal(Completable($0)) }
    return "    \(command.name)) " + (steps.isEmpty ? ":" : steps.joined(separator: "; ")) + " ;;"
  }

  private static func proposal(_ what: Completable) -> String? {
    switch what {
    case .words(let words): "_trueup_words \"\(words.joined(separator: " "))\""
    case .pipeline: "_trueup_pipelines"
    case .folder: "_trueup_folders"
    case .unknown: nil
    }
  }
}
