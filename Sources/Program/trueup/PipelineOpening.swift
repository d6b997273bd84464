import Billing
import Bytes
import Detect
import Diagnostics
import Dumps
import Pipelines
import Reconciliation

/// A pipeline file as a command opens it.
struct PipelineOpening {
  let shell: Shell
  let arguments: ParsedArguments

  /// The pipeline, or `nil` after its problems were shown.
  func pipeline() throws(Failure) -> ResolvedPipeline? {
    guard arguments.operands.count == 1 else {
      let fault = UsageFault(
        "\(arguments.command.name) takes one pipeline file",
        help: "trueup \(arguments.command.name) pipelines/NAME.xml")
      _ = shell.misuse(fault)
      return nil
    }
    // What the shell says wrong is told before any file is looked for.
    guard hasInstant else { return nil }
    return try resolved(try file())
  }

  /// What a pipeline as written means, or `nil` after its problems were shown.
  func resolved(_ file: PipelineFile) throws(Failure) -> ResolvedPipeline? {
    guard hasInstant else { return nil }
    do throws(PipelineRefusal) {
      let resolver = PipelineResolver(asOf: asOf, knownChecks: Check.all.map(\.code))
      let pipeline = try resolver.resolve(file)
      for warning in pipeline.warnings { shell.warn(LogEntry(warning)) }
      return pipeline
    } catch {
      for problem in error.problems { shell.warn(LogEntry(problem)) }
      return nil
    }
  }

  /// The instant to judge, if the shell says one.
  private var asOf: Timestamp? { arguments["as-of"].flatMap { Timestamp(iso: $0) } }

  /// Whether the instant can be read, if there is one; if it cannot, that was shown.
  private var hasInstant: Bool {
    guard let text = arguments["as-of"], asOf == nil else { return true }
    _ = shell.misuse(
      UsageFault(
        "--as-of cannot be \(text)",
        help: "--as-of 2026-01-15T06:00:00Z; an instant in UTC, from 1970 to 2199"))
    return false
  }

  /// The pipeline as it is written.
  func file() throws(Failure) -> PipelineFile {
    try PipelineFile.read(arguments.operands[0], allowsOutside: arguments.has("allow-outside"))
  }
}

extension Timestamp {
  /// An instant written as `2026-01-15T06:00:00Z`; only UTC, so that nothing is guessed.
  fileprivate init?(iso text: String) {
    guard text.hasSuffix("Z") else { return nil }
    var text = text
    let parsed = text.withUTF8 { buffer in unsafe DumpTimestamp.microseconds(.init(buffer)) }
    guard let parsed else { return nil }
    self.init(microseconds: parsed)
    guard ClockRules.range.contains(self) else { return nil }
  }
}
