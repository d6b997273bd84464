/// Recurring revenue of all currencies in one, by the rates of a file.
public struct ConsolidatedFigures: Sendable {
  /// The reporting currency, lower case.
  public var currency: String
  /// One row for each month and currency, in the order of ``RecurringFigures/months`` and then
  /// ``RecurringFigures/currencies``.
  public var rows: [Row] = []
  /// For each month the sum of all currencies; `nil` where a rate is missing.
  public var totals: [RollForward?] = []
  /// Rates that were missing, old or moved much.
  public var exceptions: [MeasureException] = []

  /// One currency in one month.
  public struct Row: Hashable, Sendable {
    /// The rate at the month's end, as it stands in the file or was worked out: units of the
    /// reporting currency for one of the currency; empty where there is none.
    public var rateText: String
    /// The balances and movements in the reporting currency; `nil` where a rate is missing.
    public var amounts: RollForward?
    /// The closing balance in the currency itself, in its minor units.
    public var closingLocal: Int64

    /// Creates a row.
    public init(rateText: String, amounts: RollForward?, closingLocal: Int64) {
      self.rateText = rateText
      self.amounts = amounts
      self.closingLocal = closingLocal
    }
  }

  /// Creates figures without rows.
  public init(currency: String) { self.currency = currency }
}
