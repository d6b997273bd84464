/// One cell of a dump as the database wrote it: its text, or NULL.
///
/// Equal means equal bytes. Text that reads the same but is composed differently is different.
public enum ExportedCell: Hashable, Sendable {
  /// No value.
  case null
  /// The value's text, in UTF-8.
  case text([UInt8])

  /// A cell that holds a text.
  public static func text(_ text: String) -> ExportedCell { .text(Array(text.utf8)) }

  /// The bytes; `nil` for NULL.
  public var bytes: [UInt8]? {
    switch self {
    case .null: nil
    case .text(let bytes): bytes
    }
  }

  /// Orders NULL first, then by bytes.
  public static func precedes(_ one: ExportedCell, _ other: ExportedCell) -> Bool {
    switch (one, other) {
    case (_, .null): false
    case (.null, .text): true
    case (.text(let one), .text(let other)): one.lexicographicallyPrecedes(other)
    }
  }
}

/// A value in a column: the column's place in its ``TableShape``, and the cell.
public struct ColumnCell: Hashable, Sendable {
  /// The place of the column, counted from zero.
  public var column: Int
  /// The value.
  public var cell: ExportedCell

  /// Creates a value in a column.
  public init(_ column: Int, _ cell: ExportedCell) {
    self.column = column
    self.cell = cell
  }
}

extension [ColumnCell] {
  /// The value in one column; `nil` when nothing is said about it.
  public subscript(column column: Int) -> ExportedCell? {
    first { $0.column == column }?.cell
  }
}
