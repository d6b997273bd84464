import Diagnostics
import Emit
import Pipelines
import Reconciliation

/// `trueup stage`: a pipeline up to one of its stages, the result on the standard output.
struct StageCommand {
  let shell: Shell
  let arguments: ParsedArguments

  /// The stages that can be asked for.
  static let names = ["diff"]

  func status() throws(Failure) -> Int32 {
    guard let name = arguments.operands.first, Self.names.contains(name) else {
      let help = "trueup stage diff pipelines/NAME.xml"
      return shell.misuse(UsageFault("stage takes the name of a stage first: diff", help: help))
    }
    var rest = arguments
    rest.operands.removeFirst()
    guard let pipeline = try PipelineOpening(shell: shell, arguments: rest).pipeline(),
      let options = RunSettings(shell: shell, arguments: arguments).options()
    else { return ExitStatus.failure.rawValue }
    let evidence = try PipelineRun(pipeline, options: options).differences()
    try shell.say(DifferenceSheetWriter().csv(evidence))
    for hole in evidence.coverage.holes where hole.blocksVerdict {
      let text = "trueup: warning[\(hole.name)]: \(hole.message)"
      shell.warn(LogEntry(.warning, code: hole.name, hole.message, text: text))
    }
    return (evidence.coverage.isTrustworthy ? ExitStatus.agreement : .untrusted).rawValue
  }
}
