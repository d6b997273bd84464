public import Billing

/// What was used of one thing in a month, by the rows of the database.
public struct UsageMonth: Hashable, Sendable {
  /// What is used, by the name of the quota that limits it.
  public var name: String
  /// The month.
  public var month: CalendarMonth
  /// How many owners used it.
  public var owners: Int64 = 0
  /// How many rows say so.
  public var records: Int64 = 0
  /// How much they used, in units of the quota.
  public var total: Int64 = 0
  /// The most that one row says.
  public var most: Int64 = 0

  /// Creates a month without use.
  public init(name: String, month: CalendarMonth) { (self.name, self.month) = (name, month) }
}
