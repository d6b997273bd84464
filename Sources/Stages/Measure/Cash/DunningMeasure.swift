public import Billing
public import Bytes
public import Revenue

/// Follows payments that failed at first, each in the month of its first attempt.
///
/// In scope are invoices with something to collect for a subscription that was paid for before:
/// not the one that begins a subscription, nor the first after a trial. What was attempted counts
/// in full, whatever became of it; what failed is recovered, lost, or still open at the instant
/// judged. The figure of a month goes on changing until all of its invoices are decided, which is
/// why that instant stands beside it.
public struct DunningMeasure: Sendable {
  private struct Key: Hashable {
    var currency: Symbol
    var period: CalendarMonth
  }

  private let zone: TimeZoneRules
  private let asOf: Timestamp
  private var months: [Key: DunningMonth] = [:]
  /// The payments that failed at first and came in by the instant judged, in the order taken.
  public private(set) var recoveries: [Recovery] = []
  /// When payments failed at the first attempt, in the order taken.
  public private(set) var failures: [Timestamp] = []

  /// Creates a measure of nothing.
  ///
  /// - Parameters:
  ///   - zone: the zone that months are counted in.
  ///   - asOf: the last instant that is known of.
  public init(zone: TimeZoneRules, asOf: Timestamp) {
    self.zone = zone
    self.asOf = asOf
  }

  /// Takes invoices that were tried to collect.
  public mutating func take(_ collections: [CollectionCase]) {
    for invoice in collections {
      guard let first = firstAttempt(of: invoice) else { continue }
      let key = Key(currency: invoice.currency, period: zone.month(of: first.time))
      let empty = DunningMonth(currency: key.currency, period: key.period, asOf: asOf)
      months[key, default: empty].add(invoice, first, asOf: asOf)
      guard !first.succeeded else { continue }
      failures.append(first.time)
      if let paidAt = invoice.paidAt, paidAt <= asOf {
        recoveries.append(Recovery(invoice, failedAt: first.time, recoveredAt: paidAt))
      }
    }
  }

  /// Takes what was measured of other invoices.
  mutating func take(_ other: DunningMeasure) {
    months.merge(other.months) { $0.adding($1) }
    recoveries += other.recoveries
    failures += other.failures
  }

  /// The months, by currency (as text), then by time.
  public func months(in symbols: Symbols) -> [DunningMonth] {
    months.values.sorted { one, other in
      one.currency == other.currency
        ? one.period < other.period : symbols.precedes(one.currency, other.currency)
    }
  }

  /// The first attempt of an invoice in scope.
  private func firstAttempt(of invoice: CollectionCase) -> CollectionCase.Attempt? {
    guard invoice.reason.isRecurring, !invoice.followsTrial, invoice.amountDue > 0 else {
      return nil
    }
    return invoice.attempts.first.flatMap { $0.time <= asOf ? $0 : nil }
  }
}

extension DunningMonth {
  fileprivate mutating func add(
    _ invoice: CollectionCase, _ first: CollectionCase.Attempt, asOf: Timestamp
  ) {
    attempted = attempted.addingClamped(invoice.amountDue)
    attemptedCount += 1
    if first.succeeded { return }
    failed = failed.addingClamped(invoice.amountDue)
    failedCount += 1
    if let paidAt = invoice.paidAt, paidAt <= asOf {
      recovered = recovered.addingClamped(invoice.amountDue)
      recoveredCount += 1
    } else if let lostAt = invoice.lostAt, lostAt <= asOf {
      lost = lost.addingClamped(invoice.amountDue)
    } else {
      open = open.addingClamped(invoice.amountDue)
    }
  }

  /// The sum of two of one month.
  fileprivate func adding(_ other: DunningMonth) -> DunningMonth {
    var sum = self
    sum.attempted = sum.attempted.addingClamped(other.attempted)
    sum.attemptedCount += other.attemptedCount
    sum.failed = sum.failed.addingClamped(other.failed)
    sum.failedCount += other.failedCount
    sum.recovered = sum.recovered.addingClamped(other.recovered)
    sum.recoveredCount += other.recoveredCount
    sum.lost = sum.lost.addingClamped(other.lost)
    sum.open = sum.open.addingClamped(other.open)
    return sum
  }
}
