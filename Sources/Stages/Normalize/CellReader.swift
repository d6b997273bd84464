import Billing
import Bytes
import Dumps
import Reconciliation

/// How the cells of one kept column are read.
///
/// Data path: it holds plain bytes only, so that a cell costs no reference count.
struct CellReader: Sendable {
  private enum Form: UInt8 {
    case text, integer, decimal, boolean, instant, date, seconds, fingerprint
  }

  /// The place of the column in the file; negative when the file does not have it.
  let column: Int
  private let form: Form
  private let scale: Int

  init(_ definition: ColumnDefinition, in header: DumpHeader) {
    column = header.index(of: definition.name) ?? -1
    let isIdentity =
      definition.isKey || definition.isName
      || definition.field.map(Self.identities.contains) == true
    (form, scale) =
      definition.field == .email
      ? (.fingerprint, 0) : isIdentity ? (.text, 0) : Self.form(of: definition.type)
  }

  /// Fields that tell who is who: numbers among them are names, not quantities.
  private static let identities: Set<RowField> = [
    .key, .owner, .tenant, .parent, .customer, .subscription, .price, .product, .item, .plan,
    .pendingPlan, .event, .invoice, .paymentIntent, .charge, .refund, .dispute,
  ]

  private static func form(of type: ColumnType) -> (Form, scale: Int) {
    switch type {
    case .text, .enumeration, .jsonb, .json, .uuid: (.text, 0)
    case .integer: (.integer, 0)
    case .decimal(let scale): (.decimal, scale)
    case .boolean: (.boolean, 0)
    case .timestamp, .timestampWithZone: (.instant, 0)
    case .date: (.date, 0)
    case .epochSeconds: (.seconds, 0)
    }
  }

  /// What a record says in the column.
  ///
  /// - Parameters:
  ///   - row: the record.
  ///   - scratch: room for a value that has to be decoded.
  ///   - symbols: the texts, which a new one is added to.
  /// - Returns: the cell; malformed when the value is not of the column's type.
  @inline(__always)
  func cell(
    of row: borrowing DumpRow, _ scratch: inout [UInt8], _ symbols: inout Symbols
  ) -> Cell {
    guard column >= 0 else { return .unknown }
    let value = row.cell(column)
    if value.isNull { return .null }
    let text = value.text(into: &scratch)
    return form == .text ? .symbol(symbols.intern(text)) : parsed(text)
  }

  /// A value that is no text.
  private func parsed(_ text: ByteView) -> Cell {
    switch form {
    case .text: .malformed
    case .integer: DumpNumber.integer(text).map { .integer($0) } ?? .malformed
    case .decimal: DumpNumber.decimal(text, scale: scale).map { .integer($0) } ?? .malformed
    case .boolean: DumpNumber.boolean(text).map { .flag($0) } ?? .malformed
    case .instant: Self.instant(DumpTimestamp.microseconds(text))
    case .date: Self.instant(DumpTimestamp.microseconds(ofDate: text))
    case .fingerprint: EmailFingerprint.of(text)
    case .seconds: DumpNumber.integer(text).map { .time(Timestamp(seconds: $0)) } ?? .malformed
    }
  }

  private static func instant(_ microseconds: Int64?) -> Cell {
    microseconds.map { .time(Timestamp(microseconds: $0)) } ?? .malformed
  }
}
