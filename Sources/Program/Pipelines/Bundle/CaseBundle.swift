import Billing
import Bytes
public import Diagnostics
import Emit
public import Reconciliation

/// Makes the smallest redacted folder that reproduces one finding of a pipeline.
///
/// The records that name whom the finding is about are looked for, redacted, and then left out,
/// one after the other, as long as a run over the rest finds the same: same class, fields, cause,
/// evidence and disposition, with pseudonyms for names. A folder that does not reproduce the
/// finding is never called one that does.
public struct CaseBundle {
  /// What came of it.
  public enum Outcome {
    /// The folder was made.
    case made(Summary)
    /// The files know nothing by that name.
    case unknown
    /// What the name is about is in order: there is no finding.
    case noFinding
    /// No choice of redacted records reproduces the finding, which is told by id and class.
    case notReproduced(String)
  }

  /// What a bundle holds.
  public struct Summary {
    /// The finding in the run it is from.
    public var finding: RunReport.Finding
    /// The finding as a run over the bundle tells it.
    public var counterpart: RunReport.Finding
    /// The files with records in them, and how many.
    public var files: [(path: String, recordCount: Int)]
    /// How many records the inputs have.
    public var inputCount: Int
    /// Whether no record more can be left out, as far as was tried.
    public var isLeast: Bool
  }

  private let file: PipelineFile
  private let pipeline: ResolvedPipeline
  private let options: PipelineRun.Options

  /// Prepares to cut a bundle out of a pipeline's inputs.
  ///
  /// - Parameters:
  ///   - file: the pipeline as written.
  ///   - pipeline: the same as resolved.
  ///   - options: how to run it; trials are made in its scratch folder.
  public init(_ file: PipelineFile, _ pipeline: ResolvedPipeline, options: PipelineRun.Options) {
    self.file = file
    self.pipeline = pipeline
    self.options = options
  }

  /// Makes a bundle.
  ///
  /// - Parameters:
  ///   - id: a finding, or whatever has one: of several the most urgent is taken.
  ///   - path: the folder, not there yet or empty.
  ///   - earlier: the history of the pipeline's runs.
  /// - Returns: what came of it.
  /// - Throws: what reading the inputs throws; `output-unwritable`.
  public func make(
    about id: String, in path: String, after earlier: [UInt8]
  ) throws(Failure) -> Outcome {
    let (report, places) = try PipelineRun(pipeline, options: options)
      .findings(about: id, after: earlier)
    guard let place = choice(among: places, of: report) else {
      let isKnown = try isKnown(id, after: earlier)
      return isKnown ? .noFinding : .unknown
    }
    let finding = report.findings[place]
    let likeness = FindingLikeness(finding, of: report)
    let inputs = try InputList(pipeline)
    let redactor = Redactor(pipeline.definition, words: RedactedDefinition.words(of: file))
    var search = CaseSearch(
      reader: CaseReader(pipeline: pipeline, inputs: inputs), redactor: redactor)
    func made(of records: CaseSearch.Outcome) throws(Failure) -> Outcome? {
      guard let cut = try cut(records, like: likeness, redactor, inputs) else { return nil }
      return try .made(publish(cut, finding, of: records, to: path))
    }
    let near = try search.records(about: Self.names(of: finding, in: report.evidence))
    if let outcome = try made(of: near) { return outcome }
    if let outcome = try made(of: search.inCompany(near)) { return outcome }
    if let all = try search.all(), let outcome = try made(of: all) { return outcome }
    return .notReproduced("\(finding.drift.code) \(finding.drift.name)")
  }

  private func isKnown(_ id: String, after earlier: [UInt8]) throws(Failure) -> Bool {
    try !PipelineRun(pipeline, options: options).explanations(of: id, after: earlier).isEmpty
  }

  /// The most urgent finding that counts and is no consequence of another; else any.
  private func choice(among places: [Int], of report: RunReport) -> Int? {
    let counting = places.filter { report.findings[$0].waiver == nil }
    let roots = counting.filter { report.findings[$0].parentID == nil }
    return roots.min() ?? counting.min() ?? places.min()
  }

  /// The names that a finding is about or rests on.
  private static func names(
    of finding: RunReport.Finding, in evidence: Evidence
  ) -> [[UInt8]] {
    let drift = finding.drift
    var symbols = [drift.subject, drift.owner, drift.customer]
    if let place = drift.subscription { symbols.append(evidence.subscriptions[place].id) }
    // A key of a cache names somebody behind its prefix.
    let parts = WordSet.words(of: evidence.symbols.array(drift.subject))
    if let row = drift.row, let key = evidence.table(named: drift.table)?[row, .key].symbol {
      symbols.append(key)
    }
    let texts = [drift.pastEvent, drift.cause.frozenAtEvent] + drift.cause.lostEvents
    return parts + symbols.filter { $0 != .empty }.map { evidence.symbols.array($0) }
      + texts.filter { !$0.isEmpty }.map { Array($0.utf8) }
  }
}

extension CaseBundle {
  /// A choice of records that reproduces the finding.
  private struct Cut {
    var lines: [StagedCase.Line]
    var files: CaseFiles
    var definition: [UInt8]
    var names: Pseudonyms
    var likeness: FindingLikeness
    var report: RunReport
    var isLeast: Bool
  }

  /// The least of some records that reproduces a finding; `nil` when all of them do not.
  private func cut(
    _ records: CaseSearch.Outcome, like likeness: FindingLikeness, _ redactor: Redactor,
    _ inputs: InputList
  ) throws(Failure) -> Cut? {
    var redactor = redactor
    var files = CaseFiles(pipeline, inputs: inputs)
    for source in records.truncatedSources { files.truncate(source: source) }
    let definition = RedactedDefinition(file: file, pipeline: pipeline, files: files)
    // Once to meet the names, once to write what stands for them.
    for record in records.records { _ = redactor.line(of: record) }
    _ = definition.text(&redactor.names)
    redactor.names.assign(key: likeness.record)
    let text = definition.text(&redactor.names)
    var lines: [StagedCase.Line] = []
    var households = Households()
    for record in records.records {
      redactor.names.forget()
      guard let bytes = redactor.line(of: record) else { continue }
      households.add(redactor.names.met)
      lines.append(StagedCase.Line(origin: record.origin, number: record.number, bytes: bytes))
    }
    let stage = try StagedCase(files, pipeline: text, options: options)
    let names = redactor.names
    func holds(_ lines: [StagedCase.Line]) throws(Failure) -> Bool {
      guard let report = try stage.report(of: lines) else { return false }
      return likeness.counterpart(in: report, names) != nil
    }
    guard try holds(lines) else { return nil }
    var reducer = CaseReducer()
    let kept = try reducer.reduced(lines, in: households.members) { lines throws(Failure) in
      try holds(lines)
    }
    guard let report = try stage.report(of: kept) else { return nil }
    return Cut(
      lines: kept, files: files, definition: text, names: names, likeness: likeness,
      report: report, isLeast: reducer.trialCount < reducer.trialLimit)
  }

  /// Writes the folder, runs it as anybody would, and signs it.
  private func publish(
    _ cut: Cut, _ finding: RunReport.Finding, of records: CaseSearch.Outcome, to path: String
  ) throws(Failure) -> Summary {
    guard let counterpart = cut.likeness.counterpart(in: cut.report, cut.names) else {
      preconditionFailure("what was reproduced a moment ago is not")
    }
    let folder = try NewFolder(path)
    var files: [CaseManifest.File] = []
    var folders: [String: NewFolder] = [:]
    func write(_ path: String, _ bytes: [UInt8], records: Int? = nil) throws(Failure) {
      let parts = path.split(separator: "/").map(String.init)
      var place = folder
      if parts.count == 2 {
        if folders[parts[0]] == nil { folders[parts[0]] = try folder.folder(parts[0]) }
        place = folders[parts[0]] ?? folder
      }
      try place.write(parts[parts.count - 1], bytes)
      files.append(CaseManifest.File(path: path, bytes: bytes, recordCount: records))
    }
    try write("pipeline.xml", cut.definition)
    for origin in cut.files.origins {
      let lines = cut.lines.filter { $0.origin == origin }
      let content = cut.files.content(of: origin, lines.map(\.bytes))
      try write(cut.files.path(of: origin), content, records: lines.count)
    }
    try write("expected/drift.ndjson", DriftRecordWriter().line(counterpart, of: cut.report))
    let summary = Summary(
      finding: finding, counterpart: counterpart,
      files: files.compactMap { file in file.recordCount.map { (file.path, $0) } },
      inputCount: records.recordCount, isLeast: cut.isLeast)
    let guide = CaseGuide(summary, of: cut.report)
    try write("README.md", Array(guide.text.utf8))
    try folder.write(
      "manifest.json", CaseManifest(files: files, finding: counterpart).json(options.toolVersion))
    return summary
  }
}
