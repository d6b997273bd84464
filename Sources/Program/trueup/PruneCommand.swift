import Diagnostics
import Pipelines
import Reconciliation

/// `trueup prune`: old runs go, the newest that can be trusted stays.
struct PruneCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard arguments.operands.count == 1, let folder = arguments.operands.first else {
      return shell.misuse(
        UsageFault(
          "prune takes the output folder of one pipeline",
          help: "trueup prune output/NAME --keep 30"))
    }
    let numbers = ["keep", "days"].map { name in arguments[name].map { Int($0) ?? -1 } }
    for (name, number) in zip(["keep", "days"], numbers) {
      if let number, !(1...100_000).contains(number) {
        return shell.misuse(
          UsageFault(
            "--\(name) cannot be \(arguments[name] ?? "")", help: "a number from 1 to 100000"))
      }
    }
    let retention = Retention(runCount: numbers[0], dayCount: numbers[1])
    guard retention != Retention(runCount: nil, dayCount: nil) else {
      return shell.misuse(
        UsageFault("prune is not told what to keep", help: "--keep 30 or --days 90, or both"))
    }
    try prune(RunArchive(path: folder), retention)
    return ExitStatus.agreement.rawValue
  }

  private func prune(_ archive: RunArchive, _ retention: Retention) throws(Failure) {
    let surplus = archive.surplus(retention)
    let kept = archive.count - surplus.count
    let isTrial = arguments.has("dry-run")
    for run in surplus where !isTrial { try archive.remove(run) }
    let verb = isTrial ? "would remove" : "removed"
    try shell.say(
      surplus.map { "\(verb) \($0)\n" }.joined() + "\(verb) \(surplus.count), kept \(kept)\n")
  }
}
