import Detect
import Diagnostics
import Pipelines
import Reconciliation

/// `trueup bundle`: one finding, cut out and redacted.
struct BundleCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard arguments.operands.count == 3 else {
      return shell.misuse(
        UsageFault(
          "bundle takes an id, a pipeline file and a folder",
          help: "trueup bundle sub_… pipelines/NAME.xml /tmp/case"))
    }
    let (id, path) = (arguments.operands[0], arguments.operands[2])
    var rest = arguments
    rest.operands = [arguments.operands[1]]
    let opening = PipelineOpening(shell: shell, arguments: rest)
    guard let pipeline = try opening.pipeline(),
      var options = RunSettings(shell: shell, arguments: arguments).options()
    else { return ExitStatus.failure.rawValue }
    options.scratchFolder = TemporaryFolder.path
    let history = try RunPublisher.history(
      folder: arguments["output"] ?? "output", pipeline: pipeline.definition.name)
    let bundle = CaseBundle(try opening.file(), pipeline, options: options)
    switch try bundle.make(about: id, in: path, after: history) {
    case .made(let summary):
      try shell.say(text(summary, path))
      return ExitStatus.agreement.rawValue
    case .unknown:
      return shell.misuse(ExplainCommand.unknown(id))
    case .noFinding:
      return shell.misuse(
        UsageFault(
          "nothing is wrong with \(id), so there is nothing to reproduce",
          help: "trueup explain \(id) tells what the files know about it"))
    case .notReproduced(let finding):
      return shell.misuse(
        UsageFault(
          "\(finding) cannot be reproduced from redacted records; nothing was written",
          help: "trueup explain \(id) tells what it rests on"))
    }
  }

  private func text(_ summary: CaseBundle.Summary, _ path: String) -> String {
    let finding = summary.finding
    let counts = summary.files.filter { $0.recordCount > 0 }
      .map { "  \($0.path)  \($0.recordCount)\n" }
    let kept = summary.files.reduce(0) { $0 + $1.recordCount }
    return """
      \(finding.drift.code) \(finding.drift.name) · drift \(finding.driftID)
      reproduced as drift \(summary.counterpart.driftID) by \(kept) of \(summary.inputCount) records
      \(counts.joined())
      trueup run \(path)/pipeline.xml

      """
  }
}
