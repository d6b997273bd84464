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
    var lines = DifferenceLines()
    let comparison = evidence.comparison
    let symbols = evidence.symbols
    let rows = evidence.table(.subscriptions)
    for pair in comparison.pairs {
      guard let place = pair.subscription else {
        let named = pair.row.flatMap { rows?.symbol($0, .subscription) } ?? .empty
        if named != .empty { lines.add(symbols.array(named), .onlyDatabase) }
        continue
      }
      let id = symbols.array(evidence.subscriptions[place].id)
      if pair.row == nil { lines.add(id, .onlyStripe) }
      for difference in comparison.differences[pair.differences] {
        let isPrivate = rows?.definition.columns[difference.column].isPrivate ?? false
        lines.add(
          id, .mismatch, difference.field.rawValue,
          stripe: Self.shown(difference.sides.stripe, isPrivate: isPrivate, symbols),
          database: Self.shown(difference.sides.database, isPrivate: isPrivate, symbols))
      }
    }
    for event in evidence.ledger.audit.unrecorded {
      lines.add([], .unrecorded, stripe: symbols.array(event.event))
    }
    return lines.csv()
  }

  private static func shown(_ cell: Cell, isPrivate: Bool, _ symbols: Symbols) -> [UInt8] {
    if isPrivate, cell.hasValue { return Array(Privacy.hidden.utf8) }
    return Array(Privacy.shown(cell.text(in: symbols) ?? "").utf8)
  }
}

/// Lines of the sheet one after the other as bytes, until all are there to be sorted.
private struct DifferenceLines {
  /// The fields of all lines, each line's apart by commas.
  private var bytes: [UInt8] = []
  /// Where each field of each line ends, as many a line as there are columns.
  private var ends: [Int] = []

  private static let width = DifferenceSheetWriter.columns.count

  mutating func add(
    _ subscription: [UInt8], _ kind: DifferenceSheetWriter.Kind, _ field: String = "",
    stripe: [UInt8] = [], database: [UInt8] = []
  ) {
    end(subscription)
    end(kind.rawValue.utf8)
    end(field.utf8)
    end(stripe)
    end(database)
  }

  private mutating func end(_ field: some Sequence<UInt8>) {
    bytes.append(contentsOf: field)
    ends.append(bytes.count)
    bytes.append(UInt8(ascii: ","))
  }

  /// The lines in the order of their bytes, under the names of the columns.
  func csv() -> [UInt8] {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      let bytes = unsafe ByteView(buffer)
      let lines = (0..<ends.count / Self.width).sorted { one, other in
        bytes[extent(one)].precedes(bytes[extent(other)])
      }
      var writer = DumpWriter(columns: DifferenceSheetWriter.columns)
      for line in lines {
        for field in line * Self.width..<(line + 1) * Self.width {
          let start = field == 0 ? 0 : ends[field - 1] + 1
          // What does not apply is empty, without the quotes of an empty text.
          writer.append(start == ends[field] ? nil : bytes[start..<ends[field]])
        }
        writer.endRecord()
      }
      return writer.bytes
    }
  }

  private func extent(_ line: Int) -> Range<Int> {
    let first = line * Self.width
    return (first == 0 ? 0 : ends[first - 1] + 1)..<ends[first + Self.width - 1]
  }
}
