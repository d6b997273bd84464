import Billing
import Bytes
import Reconciliation

/// A cell as the database writes a value of a type.
struct ExportedValue {
  private let type: ColumnType

  init(_ type: ColumnType) { self.type = type }

  /// The value; `nil` for a cell that is unknown, malformed or of another kind than the type.
  func cell(_ cell: Cell, _ symbols: Symbols) -> ExportedCell? {
    switch cell.kind {
    case .unknown, .malformed: return nil
    case .null: return .null
    case .flag: return cell.flag.map { .text($0 ? "t" : "f") }
    case .symbol: return cell.symbol.map { .text(symbols.array($0)) }
    case .integer: return cell.integer.map { .text(number($0)) }
    case .time: return cell.time.map { .text(time($0)) }
    }
  }

  private func number(_ value: Int64) -> String {
    guard case .decimal(let scale) = type else { return String(value) }
    return value.decimalText(places: scale)
  }

  private func time(_ value: Timestamp) -> String {
    switch type {
    case .epochSeconds: String(value.seconds)
    case .date: String(value.text(separator: "T", fractionDigits: 0).prefix(10))
    case .timestampWithZone: value.text(separator: " ", fractionDigits: nil) + "+00"
    default: value.text(separator: " ", fractionDigits: nil)
    }
  }
}
