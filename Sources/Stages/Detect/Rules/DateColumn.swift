import Billing
import Bytes
import Reconciliation

/// A column of instants, in the days and months of the pipeline's own place.
struct DateColumn {
  private let column: TableColumn
  private let zone: TimeZoneRules

  init(_ name: String, of table: DatabaseTable, in zone: TimeZoneRules) {
    column = TableColumn(name, of: table)
    let place = table.definition.place(ofColumn: name)
    // A date says itself which day it is: it was read as the midnight of that day in UTC.
    let isDate = place.map { table.definition.columns[$0].type == .date } ?? false
    self.zone = isDate ? .utc : zone
  }

  /// The instant that a row says; `nil` when it says none.
  subscript(row: Int) -> Timestamp? { column[row].time }

  /// The day that a row's instant falls on.
  func day(_ row: Int) -> CalendarDay? { self[row].map(zone.day(of:)) }

  /// The month that a row's instant falls in.
  func month(_ row: Int) -> CalendarMonth? { self[row].map(zone.month(of:)) }
}

extension RuleCase {
  /// A column of instants of the table.
  func dates(_ name: String) -> DateColumn { DateColumn(name, of: table, in: evidence.zone) }

  /// The month that it is now, where the pipeline counts months.
  var month: CalendarMonth { evidence.zone.month(of: clock.asOf) }

  /// What an owner's plans may have given in a month at most.
  func allowance(
    of owner: Symbol, in month: CalendarMonth, _ plans: OwnerPlans
  ) -> OwnerPlans.Allowance {
    let zone = evidence.zone
    return plans.allowance(of: owner, from: zone.start(of: month), to: zone.start(of: month.next))
  }
}
