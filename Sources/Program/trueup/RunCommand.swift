import Diagnostics
import Emit
import Pipelines
import Reconciliation

/// `trueup run`: every stage, a run directory, and the verdict.
struct RunCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard let pipeline = try PipelineOpening(shell: shell, arguments: arguments).pipeline(),
      var options = options()
    else { return ExitStatus.failure.rawValue }
    if let path = arguments["what-if"] { return try tryOut(path, on: pipeline, options) }
    let bar = ProgressBar(shell.log == .json ? "never" : arguments["progress"] ?? "auto")
    options.showProgress = bar?.show
    let start = ContinuousClock.now
    let publisher = try RunPublisher(
      folder: arguments["output"] ?? "output", pipeline: pipeline.definition.name)
    options.scratchFolder = publisher.folder
    let outcome: PipelineRun.Outcome
    do throws(Failure) {
      outcome = try PipelineRun(pipeline, options: options).run(after: try publisher.history())
    } catch {
      bar?.clear()
      throw error
    }
    bar?.clear()
    let wall = (ContinuousClock.now - start) / .milliseconds(1)
    let timings = "{\"wall_milliseconds\":\(Int(wall)),\"jobs\":\(options.jobs)}\n"
    try publisher.publish(outcome, timings: Array(timings.utf8), jobs: options.jobs)
    try speak(outcome.report, publisher.path(of: outcome.report))
    return outcome.report.exitStatus.rawValue
  }

  /// Tells what other rules would do; writes no run.
  private func tryOut(
    _ path: String, on pipeline: ResolvedPipeline, _ options: PipelineRun.Options
  ) throws(Failure) -> Int32 {
    let opening = PipelineOpening(shell: shell, arguments: arguments)
    guard let altered = try opening.resolved(try opening.file().altered(by: path)) else {
      return ExitStatus.failure.rawValue
    }
    var options = options
    options.scratchFolder = TemporaryFolder.path
    let answer = try WhatIfRun(pipeline, altered, options: options).answer()
    let terminal = Terminal(color: "never")
    try shell.say(
      arguments["format"] == "json"
        ? WhatIfWriter().json(answer) : Array(WhatIfText(width: terminal.width).text(answer).utf8))
    return (answer.doubts.isEmpty ? ExitStatus.agreement : .untrusted).rawValue
  }

  private func options() -> PipelineRun.Options? {
    guard var options = RunSettings(shell: shell, arguments: arguments).options() else {
      return nil
    }
    if let text = arguments["fail-on"] {
      options.failOn = PipelineRun.Options.FailOn(Severity(rawValue: text))
    }
    options.failsOnlyForNew = arguments.has("only-new")
    let codes = arguments["only"]?.split(separator: ",").map(String.init) ?? []
    for code in codes where !CheckReference.codes.contains(code) {
      let help = NearestWord.help(code, among: CheckReference.codes)
      _ = shell.misuse(
        UsageFault("there is no check \(code)", help: help ?? "trueup help checks"))
      return nil
    }
    if codes.isEmpty, arguments["only"] != nil {
      _ = shell.misuse(UsageFault("--only names no check", help: "--only S01,S02"))
      return nil
    }
    options.only = Set(codes)
    return options
  }

  /// Prints one document: the summary, or its last line alone.
  private func speak(_ report: RunReport, _ path: String) throws(Failure) {
    if shell.log == .json { shell.warn(.finished(report, path)) }
    if arguments.has("quiet") { return try shell.say(SummaryWriter().lastLine(report) + "\n") }
    if arguments["format"] == "json" { return try shell.say(SummaryWriter().json(report)) }
    if shell.log == .text { shell.warn(.finished(report, path)) }
    try shell.say(SummaryWriter().text(report))
  }
}

extension LogEntry {
  /// A run that ended, and where it lies.
  fileprivate static func finished(_ report: RunReport, _ path: String) -> LogEntry {
    var entry = LogEntry(
      .remark, code: "run-finished", SummaryWriter().lastLine(report), text: "wrote \(path)")
    entry.file = path
    entry.exitStatus = report.exitStatus.rawValue
    return entry
  }
}
