/// A report of what each owner has used and has left, one line for each.
public struct Breakdown: Hashable, Sendable {
  /// The report's name, kebab-case; its file is `breakdown-NAME.csv.gz`.
  public var name: String
  /// The table whose rows say it.
  public var table: String
  /// Which of its rows count.
  public var conditions: [RowCondition] = []
  /// The column that tells the kinds apart.
  public var kind: String
  /// The kinds, in the order of the report's columns.
  public var kinds: [String] = []
  /// The column with what was used.
  public var used: String
  /// The column with what remains.
  public var remaining: String
  /// The column with the instant at which counting starts again.
  public var reset: String

  /// Creates a report of all rows of a table.
  public init(
    name: String, table: String, kind: String, used: String, remaining: String, reset: String
  ) {
    self.name = name
    self.table = table
    self.kind = kind
    self.used = used
    self.remaining = remaining
    self.reset = reset
  }

  /// The columns of the table that the report needs.
  public var columns: [String] { [kind, used, remaining, reset] + conditions.map(\.column) }
}
