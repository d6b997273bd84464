public import Billing
import Bytes
public import Diagnostics
import JSON
public import Reconciliation

/// What earlier runs of a pipeline found, from the lines of `history.ndjson`.
public struct History: Sendable {
  /// One earlier run.
  public struct Run: Hashable, Sendable {
    /// Its name.
    public var runID: String
    /// The instant it judged, in ISO form.
    public var asOf: String
    /// What it said to the shell.
    public var exitStatus: Int32
    /// The instant of the newest event it read, in ISO form.
    public var eventsThrough: String?
    /// How many rows each table had.
    public var rowCounts: [String: Int]
    /// The figures of its monitoring by their words; empty where it had none.
    public var figures: [String: Int64]
    /// How many open findings it had of each code and severity, most urgent first.
    public var counts: [Count]
    /// For each finding it had the run that found it first.
    public var firstSeen: [String: String]
    /// The findings that somebody had accepted.
    public var waived: Set<String>
    /// What it looked for.
    public var scope: RunScope

    /// Whether it had a finding that counted.
    fileprivate func hasOpen(_ id: String) -> Bool { firstSeen[id] != nil && !waived.contains(id) }
  }

  /// How many findings of one code and severity a run had.
  public struct Count: Hashable, Sendable {
    /// The check's code.
    public var code: String
    /// How urgent it was.
    public var severity: String
    /// How many there were.
    public var count: Int
  }

  /// The runs, in the order of their lines.
  public private(set) var runs: [Run] = []

  /// Reads a history; the bytes of a pipeline's first run are none.
  ///
  /// A line that cannot be read is noted as `report-history-damaged` and left out.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the file, for remarks.
  ///   - log: where remarks go.
  public init(_ bytes: [UInt8], file: FileID, log: inout DiagnosticLog) {
    var reader = JSONReader()
    var start = 0
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      defer { start += line.count + 1 }
      guard !line.isEmpty else { continue }
      number += 1
      if let run = Self.run(in: line, by: &reader) {
        runs.append(run)
      } else {
        let span = SourceSpan(
          file: file, startByte: UInt64(start), byteCount: UInt32(clamping: line.count))
        log.note(
          Diagnostic(
            .warning, .reportHistoryDamaged, "a line of the history cannot be read", at: span,
            recordNumber: number,
            help: "findings known from that run alone count as new; remove the line to be rid of "
              + "this remark"))
      }
    }
  }

  /// Gives each finding its standing and the run that found it first.
  ///
  /// What counts as earlier are the lines before the run's own, or all of them if it has none yet,
  /// of runs that judged no later instant; a run over the same inputs by another limit is its own
  /// as well. So a repeated run says what it said the first time, and a run made up for later does
  /// not take what follows for its past.
  ///
  /// What was waived and counts again has recurred. A run that could not look for a finding,
  /// because a file was missing or other checks were asked for, is passed over: absence is no
  /// evidence.
  ///
  /// - Parameters:
  ///   - findings: the findings of the run.
  ///   - runID: the run.
  ///   - asOf: the instant it judges.
  public func apply(to findings: inout [RunReport.Finding], runID: String, asOf: Timestamp) {
    let earlier = runs(before: runID, asOf: asOf)
    var firstSeen: [String: String] = [:]
    for run in earlier {
      for (id, first) in run.firstSeen where firstSeen[id] == nil { firstSeen[id] = first }
    }
    for place in findings.indices {
      let (id, drift) = (findings[place].driftID, findings[place].drift)
      findings[place].firstSeenRun = firstSeen[id] ?? runID
      guard firstSeen[id] != nil else {
        findings[place].standing = .new
        continue
      }
      // A run that did not look for it says nothing of it, unless it has it all the same.
      let last = earlier.last {
        $0.firstSeen[id] != nil || $0.scope.covers(drift.code, rule: drift.rule)
      }
      let isWaived = findings[place].waiver != nil
      let wasThere = isWaived ? last?.firstSeen[id] != nil : last?.hasOpen(id) == true
      findings[place].standing = wasThere ? .persisting : .recurred
    }
  }

  /// Whether a safety limit stopped a run.
  public func hasStopped(_ runID: String) -> Bool {
    runs.contains {
      $0.exitStatus == RunReport.ExitStatus.stopped.rawValue
        && $0.runID.utf8.elementsEqual(runID.utf8)
    }
  }

  /// The runs that came before a run, in the order of the instants they judged.
  public func runs(before runID: String, asOf: Timestamp) -> [Run] {
    let stem = Self.stem(of: runID)
    let own = runs.firstIndex { Self.stem(of: $0.runID).elementsEqual(stem) } ?? runs.count
    let limit = Self.instant(asOf.iso)
    let candidates = runs[..<own].filter { run in
      !limit.lexicographicallyPrecedes(Self.instant(run.asOf))
    }
    return candidates.enumerated().sorted { one, other in
      let (a, b) = (Self.instant(one.element.asOf), Self.instant(other.element.asOf))
      return a == b ? one.offset < other.offset : a.lexicographicallyPrecedes(b)
    }.map(\.element)
  }

  /// What stands in a run's name before each limit that the shell set.
  public static let limitSign: Character = "."

  /// The name of a run, by whatever limits it was judged.
  private static func stem(of runID: String) -> Substring.UTF8View {
    runID.prefix { $0 != limitSign }.utf8
  }

  /// An instant as bytes in the order of time: without its `Z`, which would come after a fraction.
  private static func instant(_ iso: String) -> [UInt8] { Array(iso.utf8.dropLast()) }

  private static func run(in line: ArraySlice<UInt8>, by reader: inout JSONReader) -> Run? {
    unsafe line.withUnsafeBufferPointer { buffer in
      guard unsafe reader.read(ByteView(buffer)) == nil else { return nil }
      return Run(reader.root)
    }
  }
}

extension History.Run {
  /// Reads the members that a run's line must have; `nil` when one is missing or of another kind.
  fileprivate init?(_ value: JSONValue) {
    guard let version = value["schema_version"]?.integer,
      1...Int64(ReportSchema.version) ~= version,
      let runID = value["run_id"]?.string, let asOf = value["as_of"]?.string,
      let status = value["exit_status"]?.integer, let exitStatus = Int32(exactly: status),
      let countList = value["counts"], countList.isArray,
      let seenList = value["seen"], seenList.isArray
    else { return nil }
    var counts: [History.Count] = []
    for element in countList.elements {
      guard let count = History.Count(element) else { return nil }
      counts.append(count)
    }
    var rowCounts: [String: Int] = [:]
    var rows = value["rows"]?.elements
    while let element = rows?.next() {
      guard let table = element["table"]?.string, let count = element["count"]?.integer else {
        continue
      }
      rowCounts[table] = Int(clamping: count)
    }
    var figures: [String: Int64] = [:]
    var values = value["figures"]?.elements
    while let element = values?.next() {
      guard let figure = element["figure"]?.string else { continue }
      figures[figure] = element["value"]?.integer
    }
    var firstSeen: [String: String] = [:]
    for element in seenList.elements {
      guard let since = element["since"]?.string, let ids = element["ids"], ids.isArray else {
        return nil
      }
      for id in ids.elements {
        guard let id = id.string else { return nil }
        firstSeen[id] = since
      }
    }
    var waived: Set<String> = []
    var accepted = value["waived"]?.elements
    while let id = accepted?.next()?.string { waived.insert(id) }
    self.init(
      runID: runID, asOf: asOf, exitStatus: exitStatus,
      eventsThrough: value["events_through"]?.string, rowCounts: rowCounts,
      figures: figures, counts: counts, firstSeen: firstSeen, waived: waived,
      scope: RunScope(value, exitStatus: exitStatus))
  }
}

extension History.Count {
  fileprivate init?(_ value: JSONValue) {
    guard let code = value["code"]?.string, let severity = value["severity"]?.string,
      let number = value["count"]?.integer, let count = Int(exactly: number)
    else { return nil }
    self.init(code: code, severity: severity, count: count)
  }
}

extension Diagnostic.Code {
  /// A line of `history.ndjson` is not what a run writes.
  public static let reportHistoryDamaged = Diagnostic.Code(rawValue: "report-history-damaged")
}
