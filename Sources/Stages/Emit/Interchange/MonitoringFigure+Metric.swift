import Reconciliation

extension MonitoringFigure {
  /// A figure as Prometheus has it: in base units, seconds and ratios.
  struct Metric {
    /// After `trueup_`.
    var name: String
    /// What the figure says.
    var help: String
    /// What one of its numbers is.
    var unit: MetricText.Unit
  }

  /// What the figure is called and how it is written.
  var metric: Metric {
    // Milliseconds are thousandths of a second, as figures per thousand are of a ratio.
    let units = [("-per-thousand", "-ratio"), ("-ms", "-seconds")]
    let unit = units.first { rawValue.hasSuffix($0.0) }
    let stem = rawValue.dropLast(unit?.0.utf8.count ?? 0) + (unit?.1 ?? "")
    return Metric(
      name: "application_" + stem.map { $0 == "-" ? "_" : String($0) }.joined(), help: help,
      unit: unit == nil ? .one : .thousandth)
  }

  private var help: String {
    switch self {
    case .events: "Events in the application's ledger."
    case .processedEvents: "Events the application was done with."
    case .failedEvents: "Events whose handling failed."
    case .failedPerThousand: "Events whose handling failed, among all."
    case .retriedEvents: "Events that took more than one attempt."
    case .retriedPerThousand: "Events that took more than one attempt, among all."
    case .retries: "Attempts beyond the first of each event."
    case .outOfOrderEvents: "Events that came in after one that was created later."
    case .latencyMedian: "From creation to the end of processing, of the middle event."
    case .latencyHigh: "From creation to the end of processing, 95 in a hundred are not slower."
    case .latencyHighest: "From creation to the end of processing, 99 in a hundred are not slower."
    case .delayHigh: "From creation to arrival, 95 in a hundred are not later."
    case .cacheHits: "Customers with a subscription of whom the cache has the state."
    case .cacheMisses: "Customers with a subscription of whom the cache has no state."
    case .cacheMissesPerThousand: "Customers whose state the cache has not, among all."
    case .cacheStale: "Cache entries older than the last change of what they are about."
    case .cacheOverdue: "Cache entries older than they may become, or without an end of life."
    case .failedSyncs: "Customers whose last attempt to copy the state failed."
    case .exhaustedSyncs: "Customers with more failures in a row than are allowed."
    }
  }
}
