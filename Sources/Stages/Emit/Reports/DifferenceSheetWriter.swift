import Billing
import Bytes
import Dumps
public import Reconciliation

/// Writes every difference between the two sides as CSV for programs, before anything is judged.
///
/// Quotes only where they are needed, `null` for a known absence, ISO instants, lines in the order
/// of their bytes. Values of private columns are not shown.
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
    var lines: [[String]] = []
    let comparison = evidence.comparison
    let rows = evidence.table(.subscriptions)
    for pair in comparison.pairs {
      guard let place = pair.subscription else {
        let named = pair.row.flatMap { rows?.symbol($0, .subscription) } ?? .empty
        if named != .empty {
          lines.append([evidence.symbols.text(named), Kind.onlyDatabase.rawValue, "", "", ""])
        }
        continue
      }
      let id = evidence.symbols.text(evidence.subscriptions[place].id)
      if pair.row == nil {
        lines.append([id, Kind.onlyStripe.rawValue, "", "", ""])
      }
      for difference in comparison.differences[pair.differences] {
        lines.append(line(of: difference, id, rows, evidence.symbols))
      }
    }
    for event in evidence.ledger.audit.unrecorded {
      let id = evidence.symbols.text(event.event)
      lines.append(["", Kind.unrecorded.rawValue, "", id, ""])
    }
    return Self.csv(lines)
  }

  private func line(
    of difference: FieldDifference, _ id: String, _ rows: DatabaseTable?, _ symbols: Symbols
  ) -> [String] {
    let isPrivate = rows?.definition.columns[difference.column].isPrivate ?? false
    let sides = [difference.sides.stripe, difference.sides.database].map { cell in
      isPrivate && cell.hasValue ? Privacy.hidden : Privacy.shown(cell.text(in: symbols) ?? "")
    }
    return [id, Kind.mismatch.rawValue, difference.field.rawValue] + sides
  }

  private static func csv(_ lines: [[String]]) -> [UInt8] {
    let sorted = lines.map { (line: $0, key: Array($0.joined(separator: ",").utf8)) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var writer = DumpWriter(columns: columns)
    for (line, _) in sorted {
      // What does not apply is empty, without the quotes of an empty text.
      for field in line { writer.append(field.isEmpty ? nil : Array(field.utf8)) }
      writer.endRecord()
    }
    return writer.bytes
  }
}
