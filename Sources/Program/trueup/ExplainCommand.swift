import Diagnostics
import Emit
import Pipelines
import Reconciliation

/// `trueup explain`: everything the files know about one id.
struct ExplainCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard arguments.operands.count == 2, let id = arguments.operands.first else {
      return shell.misuse(
        UsageFault(
          "explain takes an id and a pipeline file",
          help: "trueup explain sub_… pipelines/NAME.xml"))
    }
    var rest = arguments
    rest.operands.removeFirst()
    guard let pipeline = try PipelineOpening(shell: shell, arguments: rest).pipeline(),
      let options = RunSettings(shell: shell, arguments: arguments).options()
    else { return ExitStatus.failure.rawValue }
    let explanations = try explanations(of: id, PipelineRun(pipeline, options: options))
    switch explanations.count {
    case 1: return try speak(explanations[0])
    case 0: return shell.misuse(Self.unknown(id))
    default:
      let names = explanations.map { "\($0.sense.rawValue):\(id)" }
      return shell.misuse(
        UsageFault(
          "\(id) names several things", help: "say which: " + names.joined(separator: " or ")))
    }
  }

  /// From the index of the last run where that tells, else from all files.
  private func explanations(
    of id: String, _ run: PipelineRun
  ) throws(Failure) -> [Explanation] {
    let (folder, name) = (arguments["output"] ?? "output", run.name)
    let history = try RunPublisher.history(folder: folder, pipeline: name)
    if let index = RunIndex(folder: folder, pipeline: name),
      let found = try? run.explanations(
        of: id, by: index, runs: "\(folder)/\(name)", after: history)
    {
      return found
    }
    return try run.explanations(of: id, after: history)
  }

  /// An id that the files do not know.
  static func unknown(_ id: String) -> UsageFault {
    UsageFault(
      "the files of this pipeline know nothing by the name \(id)",
      help: "ids of subscriptions, customers, users, rows, events and drifts can be asked about; "
        + "drift.csv.gz of a run lists those of all findings")
  }

  private func speak(_ explanation: Explanation) throws(Failure) -> Int32 {
    let terminal = Terminal(color: arguments["color"] ?? "auto")
    try shell.say(
      arguments["format"] == "json"
        ? ExplanationWriter().json(explanation)
        : ExplanationText(
          width: terminal.width, isColored: terminal.isColored, pipeline: arguments.operands[1]
        ).text(explanation))
    let isDrift = explanation.findings.contains { explanation.report.findings[$0].waiver == nil }
    return (isDrift ? ExitStatus.drift : .agreement).rawValue
  }
}
