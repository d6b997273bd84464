import Billing
import Bytes
public import Reconciliation

/// Writes every difference between the two sides as CSV for programs, before anything is judged.
///
/// RFC 4180 with line feeds: quotes only where they are needed, `null` for a known absence, ISO
/// instants, lines in the order of their bytes. Values of private columns are not shown.
public struct DifferenceSheetWriter: Sendable {
  /// How the two sides of a line are matched.
  public enum Kind: String, Sendable, CaseIterable {
    /// Both sides have the subscription and disagree about the field.
    case mismatch
    /// No row is about the subscription.
    case onlyStripe = "only-stripe"
    /// The subscription that a row names is not in the export.
    case onlyDatabase = "only-database"
    /// The application's ledger lacks an event, whose id stands on Stripe's side.
    case unrecorded
  }

  /// The names of the columns, in order.
  public static let columns = ["subscription", "kind", "field", "stripe", "database"]

  /// Creates a writer.
  public init() {}

  /// The differences under a line of names.
  public func csv(_ evidence: Evidence) -> [UInt8] {
    var lines: [[UInt8]] = []
    let comparison = evidence.comparison
    let rows = evidence.table(.subscriptions)
    for pair in comparison.pairs {
      guard let place = pair.subscription else {
        let named = pair.row.flatMap { rows?.symbol($0, .subscription) } ?? .empty
        if named != .empty {
          lines.append(
            line([evidence.symbols.text(named), Kind.onlyDatabase.rawValue, "", "", ""]))
        }
        continue
      }
      let id = evidence.symbols.text(evidence.subscriptions[place].id)
      if pair.row == nil {
        lines.append(line([id, Kind.onlyStripe.rawValue, "", "", ""]))
      }
      for difference in comparison.differences[pair.differences] {
        lines.append(line(of: difference, id, rows, evidence.symbols))
      }
    }
    for event in evidence.ledger.audit.unrecorded {
      let id = evidence.symbols.text(event.event)
      lines.append(line(["", Kind.unrecorded.rawValue, "", id, ""]))
    }
    lines.sort { $0.lexicographicallyPrecedes($1) }
    return line(Self.columns) + lines.joined()
  }

  private func line(
    of difference: FieldDifference, _ id: String, _ rows: DatabaseTable?, _ symbols: Symbols
  ) -> [UInt8] {
    let isPrivate = rows?.definition.columns[difference.column].isPrivate ?? false
    let sides = [difference.sides.stripe, difference.sides.database].map { cell in
      isPrivate && cell.hasValue ? Privacy.hidden : Privacy.shown(cell.text(in: symbols) ?? "")
    }
    return line([id, Kind.mismatch.rawValue, difference.field.rawValue] + sides)
  }

  private func line(_ fields: [String]) -> [UInt8] {
    var line: [UInt8] = []
    for (place, field) in fields.enumerated() {
      if place > 0 { line.append(UInt8(ascii: ",")) }
      append(Array(field.utf8), to: &line)
    }
    line.append(0x0A)
    return line
  }

  private func append(_ field: [UInt8], to line: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    guard field.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 < 0x20 }) else {
      line += field
      return
    }
    line.append(quote)
    for byte in field {
      if byte == quote { line.append(quote) }
      line.append(byte)
    }
    line.append(quote)
  }
}
