import Billing
import Detect
import Diagnostics
import Pipelines
import Reconciliation
import Simulation

/// `trueup generate`: a simulated account with injected drift, and the truth about it.
struct GenerateCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard arguments.operands.count == 1, let folder = arguments.operands.first else {
      return shell.misuse(
        UsageFault("generate takes one folder", help: "trueup generate DIR --subscriptions 1000"))
    }
    let size: SimulationSize
    do throws(UsageFault) {
      size = try self.size()
    } catch {
      return shell.misuse(error)
    }
    guard let jobs = RunSettings(shell: shell, arguments: arguments).options()?.jobs,
      let file = try model(), let pipeline = resolved(file)
    else {
      return ExitStatus.failure.rawValue
    }
    if let fault = obstacle(in: pipeline) { return shell.misuse(fault) }
    let export = SimulationExport(
      of: pipeline.definition, size: size, jobs: jobs, isCompressed: arguments.has("gzip"))
    let text = PipelineCopy(file, of: pipeline.definition).text
    let summary = try export.write(to: folder, pipeline: text)
    try shell.say(
      "wrote \(size.subscriptions) subscriptions, \(summary.deliveries) deliveries of "
        + "\(summary.events) events and \(summary.faults) faults to \(folder)\n")
    return ExitStatus.agreement.rawValue
  }

  /// The pipeline whose tables are simulated.
  private func model() throws(Failure) -> PipelineFile? {
    if let path = arguments["like"] { return try PipelineFile.read(path) }
    return try PipelineFile(SamplePipeline.bytes, name: "sample.xml") { _, _ in [] }
  }

  private func resolved(_ file: PipelineFile) -> ResolvedPipeline? {
    // A pipeline may leave its clock to the command line; a world needs one.
    let hasClock = file.root.children("clock").first?.value("as-of") != nil
    let asOf = hasClock ? nil : Timestamp(seconds: 1_768_456_800)
    do throws(PipelineRefusal) {
      let resolver = PipelineResolver(asOf: asOf, knownChecks: Check.all.map(\.code))
      return try resolver.resolve(file)
    } catch {
      for problem in error.problems { shell.warn(LogEntry(problem)) }
      return nil
    }
  }

  /// A table that a run cannot do without and that nobody can simulate.
  private func obstacle(in pipeline: ResolvedPipeline) -> UsageFault? {
    if pipeline.definition.database.dialect != .postgresql {
      return UsageFault(
        "only dumps of PostgreSQL can be simulated", help: "name another pipeline after --like")
    }
    if let catalogue = pipeline.definition.catalogue, catalogue.naming != .key {
      return UsageFault(
        "rows that name a plan by its word cannot be simulated",
        help: "name another pipeline after --like, or leave it out")
    }
    for source in pipeline.tables where !source.isOptional {
      let table = pipeline.definition.database.tables[source.table]
      if !SimulationExport.knows(table.role) {
        return UsageFault(
          "the table “\(table.name)” cannot be simulated, and the pipeline needs it",
          help: "mark it as optional in a copy of the pipeline")
      }
    }
    return nil
  }

  // MARK: Options

  private func size() throws(UsageFault) -> SimulationSize {
    let subscriptions = try number("subscriptions", 1_000)
    let size = SimulationSize(
      subscriptions: subscriptions, events: try number("events", subscriptions * 10),
      seed: UInt64(try number("seed", 1)), faultsPerMillion: try drift())
    if let fault = size.fault {
      throw UsageFault(fault, help: "--subscriptions 1000 --events 10000")
    }
    return size
  }

  private func number(_ name: String, _ standard: Int) throws(UsageFault) -> Int {
    guard let text = arguments[name] else { return standard }
    guard let number = Int(text), number >= 0, number < 1 << 40 else {
      throw UsageFault("--\(name) cannot be \(text)", help: "a whole number, for example 1000")
    }
    return number
  }

  /// The share of accounts with a fault, written as `0.02` or `2%`, in millionths.
  private func drift() throws(UsageFault) -> Int {
    guard let text = arguments["drift"] else { return 20_000 }
    let isPercent = text.hasSuffix("%")
    let parts = (isPercent ? text.dropLast() : text[...]).split(
      separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = isPercent ? 4 : 6
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    guard let whole = Int(parts[0]), (0...100).contains(whole), fraction.utf8.count <= digits,
      fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let value = Int(
        "\(whole)" + fraction + String(repeating: "0", count: digits - fraction.utf8.count)),
      value <= 1_000_000
    else {
      throw UsageFault("--drift cannot be \(text)", help: "a share such as 0.02 or 2%")
    }
    return value
  }
}
