/// The remarks a stage leaves behind, in input order, with exact counts.
///
/// At most ``limitPerCode`` entries of a kind are kept, so that a broken file of a million lines
/// costs neither memory nor patience; ``counts`` stays exact.
public struct DiagnosticLog: Sendable {
  /// The most entries kept of one code.
  public static let limitPerCode = 1_000

  /// The entries kept, in the order they were noted.
  public private(set) var entries: [Diagnostic] = []
  /// How often each code was noted, kept or not.
  public private(set) var counts: [Diagnostic.Code: Int] = [:]
  /// How many rejections were noted, kept or not.
  public private(set) var rejectionCount = 0

  /// Creates an empty log.
  public init() {}

  /// Adds one remark.
  public mutating func note(_ diagnostic: Diagnostic) {
    let seen = counts[diagnostic.code, default: 0]
    counts[diagnostic.code] = seen + 1
    if diagnostic.severity == .rejection { rejectionCount += 1 }
    if seen < Self.limitPerCode { entries.append(diagnostic) }
  }

  /// Appends another log, as if its remarks had been noted here after those already present.
  ///
  /// Merging the logs of pieces in the order of the input gives the same log as one long pass.
  /// Pieces number their records from one; `recordBase` is how many records came before.
  public mutating func merge(_ other: DiagnosticLog, recordBase: Int = 0) {
    var kept: [Diagnostic.Code: Int] = [:]
    for var entry in other.entries {
      if entry.recordNumber > 0 { entry.recordNumber += recordBase }
      let place = counts[entry.code, default: 0] + kept[entry.code, default: 0]
      kept[entry.code, default: 0] += 1
      if place < Self.limitPerCode { entries.append(entry) }
    }
    for (code, count) in other.counts { counts[code, default: 0] += count }
    rejectionCount += other.rejectionCount
  }

  /// The counts in the order of their codes' names.
  public var sortedCounts: [(code: Diagnostic.Code, count: Int)] {
    counts.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
  }
}
