import Diagnostics
import Pipelines
import Reconciliation

/// `trueup check`: the resolved plan, without running it.
struct CheckCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard let pipeline = try PipelineOpening(shell: shell, arguments: arguments).pipeline() else {
      return ExitStatus.failure.rawValue
    }
    try shell.say(folded: try PipelineSurvey(pipeline).text())
    return 0
  }
}
