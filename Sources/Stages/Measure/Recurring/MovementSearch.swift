import Billing
import Bytes
import Revenue

/// Makes movements of customers out of the changes of their items.
struct MovementSearch {
  let rules: MeasureRules
  let zone: TimeZoneRules

  /// The movements of a sorted ledger, by customer, currency and time.
  func movements(of ledger: RecurringLedger) -> [Movement] {
    var movements: [Movement] = []
    var start = 0
    while start < ledger.changes.count {
      let first = movements.count
      start = take(customerFrom: start, of: ledger, into: &movements)
      markChangesOfCurrency(&movements[first...])
    }
    return movements
  }

  /// Takes the changes of one customer in all currencies; where the next customer's begin.
  private func take(
    customerFrom start: Int, of ledger: RecurringLedger, into movements: inout [Movement]
  ) -> Int {
    let customer = ledger.changes[start].customer
    var place = start
    while place < ledger.changes.count, ledger.changes[place].customer == customer {
      place = take(currencyFrom: place, of: ledger, into: &movements)
    }
    return place
  }

  /// Takes the changes of one customer in one currency; where the next begin.
  private func take(
    currencyFrom start: Int, of ledger: RecurringLedger, into movements: inout [Movement]
  ) -> Int {
    let (customer, currency) = (ledger.changes[start].customer, ledger.changes[start].currency)
    var place = start
    var balance: Int64 = 0
    var leftAt: Timestamp?
    while place < ledger.changes.count, ledger.changes[place].customer == customer,
      ledger.changes[place].currency == currency
    {
      let period = period(of: ledger.changes[place].time)
      let group = place
      let before = balance
      while place < ledger.changes.count, ledger.changes[place].customer == customer,
        ledger.changes[place].currency == currency, ledger.changes[place].time < period.upperBound
      {
        balance = balance.addingClamped(ledger.changes[place].netChange)
        place += 1
      }
      let last = ledger.changes[place - 1].time
      if let kind = kind(from: before, to: balance, at: last, leftAt: leftAt) {
        movements.append(
          Movement(
            period: period.lowerBound, time: last, kind: kind,
            reason: reason(ledger.changes[group..<place]), customer: customer,
            currency: currency, before: before, after: balance,
            changes: Stretch(start: UInt32(group), count: UInt32(place - group))))
      }
      if before > 0, balance <= 0 { leftAt = last }
    }
    return place
  }

  /// The instants whose changes are one movement with that of a time.
  private func period(of time: Timestamp) -> Range<Timestamp> {
    switch rules.grain {
    case .event: time..<Timestamp(microseconds: time.microseconds + 1)
    case .day: zone.range(of: zone.day(of: time))
    case .month: zone.range(of: zone.month(of: time))
    }
  }

  private func kind(
    from before: Int64, to after: Int64, at time: Timestamp, leftAt: Timestamp?
  ) -> MovementKind? {
    if before == after { return nil }
    guard before > 0 else { return after > 0 ? beginning(at: time, leftAt: leftAt) : nil }
    guard after > 0 else { return .churn }
    return after > before ? .expansion : .contraction
  }

  /// Who was never here is new, and so is who was away for longer than the rules' window.
  private func beginning(at time: Timestamp, leftAt: Timestamp?) -> MovementKind {
    guard let leftAt else { return .new }
    guard let days = rules.reactivationWindowDays else { return .reactivation }
    return time > leftAt.adding(seconds: Int64(days) * 86_400) ? .new : .reactivation
  }

  /// The one reason of all changes that matter.
  private func reason(_ changes: ArraySlice<ItemChange>) -> ChangeReason {
    let reasons = Set(changes.lazy.filter { $0.netChange != 0 }.map(\.reason))
    return reasons.count == 1 ? reasons.first ?? .several : .several
  }

  /// Who leaves in one currency and begins in another within the same period did neither.
  private func markChangesOfCurrency(_ movements: inout ArraySlice<Movement>) {
    let ends = movements.indices.filter { movements[$0].kind == .churn }
    guard !ends.isEmpty, let first = movements.first,
      movements.contains(where: { $0.currency != first.currency })
    else { return }
    for end in ends {
      let begin = movements.indices.first { place in
        let movement = movements[place]
        return movement.kind == .new || movement.kind == .reactivation
          ? movement.currency != movements[end].currency
            && movement.period == movements[end].period
            && movement.reason != .currencyChange
          : false
      }
      guard let begin else { continue }
      movements[begin].reason = .currencyChange
      movements[end].reason = .currencyChange
    }
  }
}
