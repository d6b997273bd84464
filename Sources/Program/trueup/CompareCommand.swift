import Diagnostics
import Pipelines
import Reconciliation

/// `trueup compare`: what changed from one run to another.
struct CompareCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard arguments.operands.count == 2 else {
      return shell.misuse(
        UsageFault(
          "compare takes two run directories",
          help: "trueup compare output/NAME/RUN output/NAME/latest"))
    }
    let comparison = RunComparison(
      try FinishedRun(path: arguments.operands[0]), try FinishedRun(path: arguments.operands[1]))
    for run in [comparison.earlier, comparison.later] {
      for fault in run.faults {
        shell.warn(LogEntry(damaged: fault, of: run))
      }
    }
    guard comparison.isWhole else { return ExitStatus.failure.rawValue }
    let writer = ComparisonWriter(onlyNew: arguments.has("only-new"))
    if arguments["format"] == "json" {
      try shell.say(writer.json(comparison))
    } else {
      try shell.say(folded: writer.text(comparison))
    }
    return (comparison.hasNews ? ExitStatus.drift : .agreement).rawValue
  }
}

extension LogEntry {
  /// A file of a run that is not as the run left it.
  fileprivate init(damaged fault: FinishedRun.Fault, of run: FinishedRun) {
    let message = "\(fault.file) of run \(run.runID) \(fault.problem)"
    self.init(
      .error, code: "run-damaged", message, text: "trueup: error[run-damaged]: \(message)")
  }
}
