public import Billing
import Diagnostics
import Reconciliation
import XML

/// Makes a pipeline as written into one that can run, or says everything that is wrong with it.
public struct PipelineResolver: Sendable {
  /// The clock the command line gives; it goes before the pipeline's own.
  public var asOf: Timestamp?
  /// The codes of the checks that exist; empty leaves codes unchecked.
  public var knownChecks: [String]

  /// Creates a resolver.
  public init(asOf: Timestamp? = nil, knownChecks: [String] = []) {
    self.asOf = asOf
    self.knownChecks = knownChecks
  }

  /// Resolves a pipeline.
  ///
  /// - Parameter file: the pipeline as written.
  /// - Returns: the pipeline with every default filled in.
  /// - Throws: every problem there is, not only the first.
  public func resolve(_ file: PipelineFile) throws(PipelineRefusal) -> ResolvedPipeline {
    var resolution = PipelineResolution(file: file, resolver: self)
    let pipeline = resolution.resolved()
    guard resolution.problems.isEmpty else {
      throw PipelineRefusal(problems: resolution.inTextOrder(resolution.problems))
    }
    return pipeline
  }
}

/// One pass over a pipeline: what was made of it so far, and what was wrong.
///
/// Each section has a file of its own. A section that is wrong is noted and read on, so that one
/// pass finds all problems; what it leaves behind is never run.
struct PipelineResolution {
  let file: PipelineFile
  let resolver: PipelineResolver
  var definition: SystemDefinition
  var sources: [StripeSource] = []
  var tables: [TableSource] = []
  var caches: [CacheSource] = []
  var output = OutputChoices()
  var metrics = MetricsChoices()
  var problems: [Failure] = []
  var warnings: [Failure] = []

  init(file: PipelineFile, resolver: PipelineResolver) {
    self.file = file
    self.resolver = resolver
    definition = SystemDefinition(
      name: "", clock: ClockRules(asOf: resolver.asOf ?? Timestamp(seconds: 0)))
  }

  mutating func resolved() -> ResolvedPipeline {
    resolveName()
    resolveClock()
    resolveStripe()
    resolveDatabase()
    if namesPayments {
      definition.stripe.kinds.formUnion(StripeKind.allCases.filter(\.isOfPayments))
    }
    definition.stripe.comparesBodies = definition.database.tables.contains { table in
      table.isLedger && table.place(of: .payload) != nil
    }
    resolveStatuses()
    resolvePolicies()
    resolveStatusRule()
    resolveLayer()
    resolveEventHandling()
    resolveCatalogue()
    resolveLiveRows()
    resolveCaches()
    resolveCheckout()
    resolveEntitlements()
    resolveDeclared()
    resolveAlerts()
    resolveChecks()
    resolveSafety()
    resolveOutput()
    resolveMetrics()
    return ResolvedPipeline(
      definition: definition, sources: sources, tables: tables, caches: caches,
      output: output, metrics: metrics, folder: file.folder, texts: file.texts, digest: file.digest,
      warnings: inTextOrder(warnings).map { PipelineWarning(remark: $0) })
  }

  /// Whether rows name Stripe's payments, or credits the invoices that payments are for.
  private var namesPayments: Bool {
    let fields: [TableRole: [RowField]] = [
      .payments: [.paymentIntent, .charge, .refund, .dispute], .credits: [.invoice],
    ]
    return definition.database.tables.contains { table in
      fields[table.role, default: []].contains { table.place(of: $0) != nil }
    }
  }

  private static let sections = [
    "clock", "stripe", "database", "statuses", "policies", "status-rule", "layer",
    "event-handling", "catalogue", "live-rows", "caches", "checkout", "entitlements",
    "declare", "alerts", "checks", "safety", "output", "metrics",
  ]

  private mutating func resolveName() {
    definition.name = kebab(file.root, "name")
    for child in children(of: file.root, allowed: Self.sections) {
      guard let first = file.root.children(child.name).first, first.place != child.place else {
        continue
      }
      note(
        .pipelineDuplicate, "<\(child.name)> stands a second time", at: child.place,
        help: "the first is at \(first.place.file):\(first.place.position.line)")
    }
  }

  /// The section of a name, if the pipeline has it; the first if it has several.
  func section(_ name: String) -> PipelineElement? { file.root.children(name).first }

  /// The section of a name; its absence is a problem.
  mutating func neededSection(_ name: String, help: String) -> PipelineElement? {
    if let section = section(name) { return section }
    note(.pipelineMissing, "there is no <\(name)>", at: file.root.place, help: help)
    return nil
  }

  /// Notes a problem.
  mutating func note(
    _ code: Failure.Code, _ message: String, at place: PipelinePlace, help: String? = nil
  ) {
    problems.append(place.failure(code, message, help: help))
  }

  /// Notes something that hardly can be meant.
  mutating func warn(
    _ code: Failure.Code, _ message: String, at place: PipelinePlace, help: String? = nil
  ) {
    warnings.append(place.failure(code, message, help: help))
  }

  /// The same remarks, file by file as they were read, from top to bottom.
  func inTextOrder(_ remarks: [Failure]) -> [Failure] {
    func key(_ index: Int) -> (Int, Int, Int, Int) {
      let remark = remarks[index]
      let text = file.texts.firstIndex { $0 == remark.file } ?? file.texts.count
      return (text, remark.position?.line ?? 0, remark.position?.column ?? 0, index)
    }
    return remarks.indices.sorted { key($0) < key($1) }.map { remarks[$0] }
  }
}
