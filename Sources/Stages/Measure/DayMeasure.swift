import Billing
import Bytes
import Revenue

/// Counts what happened on each day of the month that is closed, up to the instant judged.
struct DayMeasure {
  private let figures: RecurringFigures
  private let days: [CalendarDay]

  init(_ figures: RecurringFigures, _ month: CalendarMonth, asOf: Timestamp) {
    self.figures = figures
    let first = CalendarDay(month, day: 1)
    let last = min(CalendarDay(month.next, day: 1).number - 1, figures.zone.day(of: asOf).number)
    days = (first.number...max(first.number, last)).map { CalendarDay(number: $0) }
  }

  /// What happened on each day.
  ///
  /// - Parameter failures: when renewals failed at the first attempt.
  /// - Returns: the days of the month, up to the instant judged.
  func days(failures: [Timestamp]) -> [DayFigures] {
    var counts = days.map { DayFigures($0) }
    func note(_ time: Timestamp?, _ count: WritableKeyPath<DayFigures, Int64>) {
      guard let time, let first = days.first else { return }
      let place = figures.zone.day(of: time).number - first.number
      if counts.indices.contains(place) { counts[place][keyPath: count] += 1 }
    }
    for trial in figures.ledger.trials {
      note(trial.start, \.trialsStarted)
      if trial.outcome == .converted { note(trial.paidAt, \.conversions) }
    }
    for movement in figures.movements {
      switch movement.kind {
      case .new, .reactivation: note(movement.time, \.arrivals)
      case .churn: note(movement.time, \.cancellations)
      case .expansion, .contraction: break
      }
    }
    for failure in failures { note(failure, \.failedPayments) }
    return counts
  }

  /// How many items of each price bring something at the end of each day.
  ///
  /// - Complexity: linear in changes, and in prices times days.
  func plans() -> [PlanDay] {
    guard let first = days.first else { return [] }
    var gains: [PlanKey: [Int64]] = [:]
    var last: [Symbol: PlanKey] = [:]
    var customer = Symbol.empty
    for change in figures.ledger.changes {
      if change.customer != customer {
        last.removeAll(keepingCapacity: true)
        customer = change.customer
      }
      let place = max(figures.zone.day(of: change.time).number - first.number, 0)
      guard place < days.count else { continue }
      func add(_ count: Int64, to plan: PlanKey) {
        gains[plan, default: Array(repeating: 0, count: days.count)][place] += count
      }
      if let before = last[change.item] { add(-1, to: before) }
      let isActive = change.netAfter != 0 || change.grossAfter != 0
      last[change.item] = isActive ? PlanKey(price: change.price, currency: change.currency) : nil
      if let now = last[change.item] { add(1, to: now) }
    }
    let order = inOrder(gains.keys)
    return days.indices.flatMap { day in
      order.compactMap { plan in
        let items = gains[plan]?[...day].reduce(0, +) ?? 0
        return items == 0
          ? nil
          : PlanDay(day: days[day], price: plan.price, currency: plan.currency, items: items)
      }
    }
  }

  private func inOrder(_ plans: some Collection<PlanKey>) -> [PlanKey] {
    plans.map { (plan: $0, order: PlanOrder($0, in: figures.ledger.symbols)) }
      .sorted { $0.order < $1.order }.map(\.plan)
  }
}
