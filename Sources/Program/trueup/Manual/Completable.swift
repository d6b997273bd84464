/// What can stand in a place of the command line, as far as a shell can propose it.
enum Completable {
  /// One of some words.
  case words([String])
  /// A pipeline file.
  case pipeline
  /// A folder.
  case folder
  /// Something that nobody can guess.
  case unknown

  /// What help calls the place: `PIPELINE`, `DIR`, `text|json`.
  init(_ place: String) {
    switch place {
    case "PIPELINE": self = .pipeline
    case "DIR", "RUN": self = .folder
    case "SHELL": self = .words(CompletionsCommand.shells)
    case "[TOPIC]": self = .words(CommandRow.all.map(\.name) + ["checks"])
    default:
      let isWord = place.allSatisfy { $0.isLowercase || $0 == "|" }
      self = isWord ? .words(place.split(separator: "|").map(String.init)) : .unknown
    }
  }
}

extension OptionRow {
  /// What can be its value; `nil` for a switch.
  var completable: Completable? {
    value.map { choices.isEmpty ? Completable($0) : .words(choices) }
  }

  /// The ways to write it, the short one first.
  var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + ["--" + name] }
}
