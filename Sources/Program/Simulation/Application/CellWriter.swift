import Billing
import Reconciliation

/// Writes cells as `COPY … (FORMAT csv, HEADER)` does: NULL is nothing, the empty text two quotes.
struct CellWriter {
  private(set) var bytes: [UInt8] = []
  private var isFirst = true
  private var scratch: [UInt8] = []

  /// Begins a cell.
  mutating func separate() {
    if isFirst { isFirst = false } else { bytes.append(0x2C) }
  }

  mutating func endRow() {
    bytes.append(0x0A)
    isFirst = true
  }

  mutating func null() { separate() }

  /// A cell whose bytes need no quotes, such as an id or a number.
  mutating func plain(_ write: (inout [UInt8]) -> Void) {
    separate()
    write(&bytes)
  }

  /// A text of any kind.
  mutating func text(_ text: String) { quoted { $0.append(contentsOf: text.utf8) } }

  /// Bytes of any kind, in quotes if they need them.
  mutating func quoted(_ write: (inout [UInt8]) -> Void) {
    separate()
    scratch.removeAll(keepingCapacity: true)
    write(&scratch)
    let needsQuotes =
      scratch.isEmpty
      || scratch.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return bytes.append(contentsOf: scratch) }
    bytes.append(0x22)
    for byte in scratch {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  mutating func flag(_ value: Bool) { plain { $0.append(value ? 0x74 : 0x66) } }

  mutating func number(_ value: Int) { plain { $0.append(decimal: value) } }

  /// An instant in the type of its column; 0 is NULL.
  ///
  /// - Parameters:
  ///   - seconds: since 1970.
  ///   - milliseconds: beyond the second, 0 to 999; left out where a column has no place for them.
  ///   - type: the column's type.
  mutating func time(_ seconds: Int, milliseconds: Int = 0, as type: ColumnType) {
    guard seconds != 0 else { return null() }
    plain { out in
      switch type {
      case .epochSeconds, .integer: out.append(decimal: seconds)
      case .date: Self.appendDate(seconds, to: &out)
      default:
        Self.appendDate(seconds, to: &out)
        out.append(0x20)
        let second = seconds % 86_400
        out.append(decimal: second / 3_600, width: 2)
        out.append(0x3A)
        out.append(decimal: second / 60 % 60, width: 2)
        out.append(0x3A)
        out.append(decimal: second % 60, width: 2)
        if milliseconds > 0, Self.holdsFractions(type) {
          out.append(0x2E)
          out.append(decimal: milliseconds, width: 3)
          while out.last == 0x30 { out.removeLast() }
        }
        if case .timestampWithZone = type { out.append(contentsOf: [0x2B, 0x30, 0x30]) }
      }
    }
  }

  private static func holdsFractions(_ type: ColumnType) -> Bool {
    switch type {
    case .timestamp(let digits), .timestampWithZone(let digits): digits >= 3
    default: false
    }
  }

  private static func appendDate(_ seconds: Int, to out: inout [UInt8]) {
    let civil = CivilTime(Timestamp(seconds: Int64(seconds)))
    out.append(decimal: civil.year, width: 4)
    out.append(0x2D)
    out.append(decimal: civil.month, width: 2)
    out.append(0x2D)
    out.append(decimal: civil.day, width: 2)
  }
}
