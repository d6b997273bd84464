/// A figure of a run that an alert can be about; all are whole numbers.
public enum MonitoringFigure: String, Sendable, CaseIterable {
  /// Events in the ledger.
  case events
  /// Events the application was done with.
  case processedEvents = "processed-events"
  /// Events whose handling failed.
  case failedEvents = "failed-events"
  /// Failed events among a thousand.
  case failedPerThousand = "failed-per-thousand"
  /// Events that took more than one attempt.
  case retriedEvents = "retried-events"
  /// Events that took more than one attempt, among a thousand.
  case retriedPerThousand = "retried-per-thousand"
  /// Attempts beyond the first of each event.
  case retries
  /// Events that came in after one that was created later.
  case outOfOrderEvents = "out-of-order-events"
  /// Milliseconds from creation to the end of processing, of the middle event.
  case latencyMedian = "latency-p50-ms"
  /// The same, of the event that 95 in a hundred are not slower than.
  case latencyHigh = "latency-p95-ms"
  /// The same, of the event that 99 in a hundred are not slower than.
  case latencyHighest = "latency-p99-ms"
  /// Milliseconds from creation to arrival, of the event that 95 in a hundred are not later than.
  case delayHigh = "delay-p95-ms"
  /// Customers with a subscription of whom the cache has the state.
  case cacheHits = "cache-hits"
  /// Customers with a subscription of whom it has not.
  case cacheMisses = "cache-misses"
  /// Misses among a thousand.
  case cacheMissesPerThousand = "cache-misses-per-thousand"
  /// Entries written before what they are about changed last.
  case cacheStale = "cache-stale"
  /// Entries older than they may become, or without an end of life.
  case cacheOverdue = "cache-overdue"
  /// Customers whose last attempt to copy the state failed.
  case failedSyncs = "failed-syncs"
  /// Customers with more failures in a row than are allowed.
  case exhaustedSyncs = "exhausted-syncs"
}

/// A figure, or its rise, that must not be above a threshold, as the pipeline declares it.
public struct AlertRule: Hashable, Sendable {
  /// What of a figure is held against the threshold.
  public enum Measure: String, Sendable, CaseIterable {
    /// The figure itself.
    case value
    /// By how many percent it is above what it was in earlier runs; see ``Monitoring/rise(of:)``.
    case rise
  }

  /// The alert's name, kebab-case.
  public var name: String
  /// The figure.
  public var figure: MonitoringFigure
  /// What of it counts.
  public var measure: Measure
  /// The largest value that is no alert.
  public var threshold: Int64
  /// How urgent it is.
  public var level: Severity

  /// Creates a rule.
  public init(
    name: String, figure: MonitoringFigure, measure: Measure = .value, threshold: Int64,
    level: Severity
  ) {
    self.name = name
    self.figure = figure
    self.measure = measure
    self.threshold = threshold
    self.level = level
  }
}

/// What a run says to whoever watches the application's own work.
public struct Monitoring: Sendable {
  /// How attempts to copy state went, by who asked for them.
  public struct Source: Hashable, Sendable {
    /// Who asked; empty when entries do not say.
    public var name: String
    /// Customers whose last attempt succeeded.
    public var succeededCount = 0
    /// Customers whose last attempt failed.
    public var failedCount = 0
    /// Creates a source without attempts.
    public init(name: String) { self.name = name }
  }

  /// The figures that the files allow, in the order of `MonitoringFigure.allCases`.
  public private(set) var figures: [(figure: MonitoringFigure, value: Int64)] = []
  /// Attempts by source, in the order of their names' bytes.
  public var sources: [Source] = []
  /// The figures of earlier runs by their words, the oldest run first.
  public var earlier: [[String: Int64]] = []

  /// Creates monitoring without figures.
  public init() {}

  /// A figure; `nil` when the files do not tell.
  public subscript(figure: MonitoringFigure) -> Int64? {
    get { figures.first { $0.figure == figure }?.value }
    set {
      figures.removeAll { $0.figure == figure }
      guard let newValue else { return }
      let place = figures.firstIndex { $0.figure.order > figure.order } ?? figures.count
      figures.insert((figure, newValue), at: place)
    }
  }

  /// Of how many earlier runs the usual value of a figure is taken: a week of nights.
  public static let trendLength = 7
  /// With fewer earlier runs than this nobody knows what is usual.
  public static let leastTrendLength = 3

  /// By how many percent a figure is above the middle one of the last earlier runs, rounded down;
  /// negative where it is below, `nil` where too few runs tell or the middle one is zero.
  public func rise(of figure: MonitoringFigure) -> Int64? {
    guard let value = self[figure] else { return nil }
    let usual = earlier.compactMap { $0[figure.rawValue] }.suffix(Self.trendLength).sorted()
    guard usual.count >= Self.leastTrendLength, case let middle = usual[usual.count / 2], middle > 0
    else { return nil }
    let (difference, isTooFar) = value.subtractingReportingOverflow(middle)
    let (percent, isTooLarge) = difference.multipliedReportingOverflow(by: 100)
    return isTooFar || isTooLarge ? nil : percent / middle
  }

  /// What a rule holds against its threshold; `nil` where the files do not tell.
  public func measured(by rule: AlertRule) -> Int64? {
    switch rule.measure {
    case .value: self[rule.figure]
    case .rise: rise(of: rule.figure)
    }
  }

  /// Whether a figure is above its threshold; false where the files do not tell.
  public func isRaised(_ rule: AlertRule) -> Bool {
    measured(by: rule).map { $0 > rule.threshold } ?? false
  }

  /// How many of a whole a part is, in thousandths, rounded down.
  public static func perThousand(_ part: Int, of whole: Int) -> Int64? {
    whole == 0 ? nil : Int64(part) * 1000 / Int64(whole)
  }
}

extension MonitoringFigure {
  fileprivate var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
