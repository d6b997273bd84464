public import Billing
import Bytes

/// A column of instants, in the days and months of the pipeline's own place.
public struct DateColumn: Sendable {
  private let column: TableColumn
  private let zone: TimeZoneRules

  /// The column of a name, its days counted in a zone.
  public init(_ name: String, of table: DatabaseTable, in zone: TimeZoneRules) {
    column = TableColumn(name, of: table)
    let place = table.definition.place(ofColumn: name)
    // A date says itself which day it is: it was read as the midnight of that day in UTC.
    let isDate = place.map { table.definition.columns[$0].type == .date } ?? false
    self.zone = isDate ? .utc : zone
  }

  /// The instant that a row says; `nil` when it says none.
  public subscript(row: Int) -> Timestamp? { column[row].time }

  /// The day that a row's instant falls on.
  public func day(_ row: Int) -> CalendarDay? { self[row].map(zone.day(of:)) }

  /// The month that a row's instant falls in.
  public func month(_ row: Int) -> CalendarMonth? { self[row].map(zone.month(of:)) }
}
