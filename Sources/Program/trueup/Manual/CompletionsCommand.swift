import Diagnostics
import Pipelines

/// `trueup completions`: what a shell has to know to complete the words of the program.
struct CompletionsCommand {
  let shell: Shell
  let arguments: ParsedArguments

  /// The shells that can be served.
  static let shells = ["bash", "zsh", "fish"]

  func status() throws(Failure) -> Int32 {
    switch arguments.operands.first {
    case "bash": try shell.say(BashScript.text)
    case "zsh": try shell.say(ZshScript.text)
    case "fish": try shell.say(FishScript.text)
    case let name:
      let nearest = name.flatMap { NearestWord.help($0, among: Self.shells) }
      return shell.misuse(
        UsageFault(
          "completions takes the name of a shell",
          help: nearest ?? "one of \(Self.shells.joined(separator: ", "))"))
    }
    return 0
  }
}
