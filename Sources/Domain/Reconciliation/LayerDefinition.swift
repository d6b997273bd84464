/// What the rows of a second layer say about subscriptions: words of their own for one truth.
///
/// A row of the layer follows a row of the subscriptions table; what it should say is worked out
/// from Stripe, as for the first layer, so that both can be wrong independently.
public struct LayerDefinition: Hashable, Sendable {
  /// The status words of the layer and what they mean.
  public var statuses: [StatusWord]
  /// From Stripe's state to the layer's status word.
  public var statusRule: StatusRule

  /// Creates a layer.
  public init(statuses: [StatusWord], statusRule: StatusRule) {
    self.statuses = statuses
    self.statusRule = statusRule
  }
}

/// Fields that a table's rows take over from the rows that one of their columns points at.
public struct BorrowedFields: Hashable, Sendable {
  /// The column that points.
  public var column: String
  /// The table it points at, by its key.
  public var table: String
  /// The fields, which no column of the own table holds.
  public var fields: [RowField]

  /// Creates borrowed fields.
  public init(column: String, table: String, fields: [RowField]) {
    self.column = column
    self.table = table
    self.fields = fields
  }
}
