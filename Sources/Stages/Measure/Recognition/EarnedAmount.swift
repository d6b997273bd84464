import Billing
import Revenue

/// How much of a line is earned by when.
///
/// It answers for any amount, since reversals leave less of a line to be earned over the same time.
struct EarnedAmount {
  private let rules: RecognitionRules
  private let service: Range<Timestamp>
  private let firstDay: Int
  private let dayCount: Int
  private let months: ServiceMonths

  init(_ service: Range<Timestamp>, _ rules: RecognitionRules) {
    self.rules = rules
    self.service = service
    firstDay = rules.zone.day(of: service.lowerBound).number
    dayCount = rules.zone.day(of: service.upperBound).number - firstDay
    months = ServiceMonths(service, rules.zone)
  }

  /// When all of it is earned.
  var end: Timestamp { service.upperBound }

  /// What of an amount is earned by an instant, in minor units.
  func amount(of whole: Int64, by time: Timestamp) -> Int64 {
    if time >= service.upperBound { return whole }
    if time < service.lowerBound { return 0 }
    switch rules.granularity {
    case .day: return byDay(whole, time)
    case .second: return bySecond(whole, until: time)
    case .monthEven: return byMonth(whole, months.passed(by: time, rules.zone), of: months.count)
    case .monthEvenProrated: return byCutMonths(whole, time)
    }
  }

  /// A day counts when it is over: what happens within it meets the days before.
  private func byDay(_ whole: Int64, _ time: Timestamp) -> Int64 {
    guard dayCount > 0 else { return 0 }
    let passed = min(rules.zone.day(of: time).number - firstDay, dayCount)
    return share(Int64(passed), of: Int64(dayCount), from: whole)
  }

  private func bySecond(_ whole: Int64, until time: Timestamp) -> Int64 {
    share(
      time.microseconds - service.lowerBound.microseconds,
      of: service.upperBound.microseconds - service.lowerBound.microseconds, from: whole)
  }

  private func byMonth(_ whole: Int64, _ passed: Int, of count: Int) -> Int64 {
    guard passed < count else { return whole }
    if rules.residual == .last { return whole / Int64(count) * Int64(passed) }
    return share(Int64(passed), of: Int64(count), from: whole)
  }

  /// The cut first month by its length, then whole months alike, then the cut last month.
  private func byCutMonths(_ whole: Int64, _ time: Timestamp) -> Int64 {
    let head = months.head.map { bySecond(whole, until: $0) } ?? 0
    let passed = months.passed(by: time, rules.zone)
    guard passed > 0 else { return 0 }
    let whole = months.tail.map { bySecond(whole, until: $0) } ?? whole
    guard months.wholeCount > 0 else { return head }
    let wholePassed = min(passed - (months.head == nil ? 0 : 1), months.wholeCount)
    return head + byMonth(whole - head, wholePassed, of: months.wholeCount)
  }

  private func share(_ part: Int64, of whole: Int64, from amount: Int64) -> Int64 {
    Allocation.share(Int128(part), of: Int128(whole), from: amount, rules.rounding)
  }
}

/// The months that a service touches.
private struct ServiceMonths {
  /// The first.
  let first: CalendarMonth
  /// How many months the service is long, the last counted in full: 1 or more.
  let count: Int
  /// Where the first month ends, if the service began within it.
  let head: Timestamp?
  /// Where the last month begins, if the service ends within it.
  let tail: Timestamp?
  /// How many months it covers from end to end.
  let wholeCount: Int

  init(_ service: Range<Timestamp>, _ zone: TimeZoneRules) {
    first = zone.month(of: service.lowerBound)
    let last = zone.month(of: service.upperBound)
    let anchor = service.lowerBound
    var count = max(last.number - first.number, 1)
    // 15 June to 13 October is a fourth month begun; to 16 October it would be a fifth.
    if anchor.adding(months: count) < service.upperBound { count += 1 }
    self.count = count
    let (firstStart, lastStart) = (zone.start(of: first), zone.start(of: last))
    let isCutAtStart = firstStart < service.lowerBound
    head = isCutAtStart && first < last ? zone.start(of: first.next) : nil
    tail = lastStart < service.upperBound && first < last ? lastStart : nil
    let isCutWithin = first == last
    wholeCount = isCutWithin ? 0 : last.number - first.number - (isCutAtStart ? 1 : 0)
  }

  /// How many months are over by an instant.
  func passed(by time: Timestamp, _ zone: TimeZoneRules) -> Int {
    zone.month(of: time).number - first.number
  }
}
