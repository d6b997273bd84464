public import Diagnostics

extension Failure.Code {
  /// A table, column or schema name cannot be written safely.
  public static let sqlUnsafeName = Failure.Code(rawValue: "sql-unsafe-name")
  /// A value cannot be written: NUL, invalid UTF-8, or not of its column's type.
  public static let sqlUnwritableValue = Failure.Code(rawValue: "sql-unwritable-value")
}
