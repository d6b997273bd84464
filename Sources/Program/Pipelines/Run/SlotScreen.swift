import Billing
import Bytes
import Reconciliation

/// Tells at a glance which rows of a table cannot hold a unique value that a change wants.
///
/// Reading a row again as it was exported costs a thousand times more than a look at a cell of it,
/// and hardly any row holds what a change wants.
struct SlotScreen {
  /// A column of a unique index and the values in it that are wanted.
  fileprivate struct Probe {
    var column: Int
    var texts = SymbolMap()
    var isNullWanted = false
  }

  private let table: DatabaseTable
  /// One for each index of which a value is wanted.
  private var probes: [Probe] = []
  /// Whether an index has no column whose cells were kept.
  private var isBlind = false

  init(
    _ slots: some Collection<UniqueSlot>, of shape: TableShape, in table: DatabaseTable,
    _ symbols: Symbols
  ) {
    self.table = table
    let indexes = shape.allUniqueIndexes
    for index in indexes.indices {
      let wanted = slots.filter { $0.index == index }
      guard !wanted.isEmpty else { continue }
      let columns = indexes[index].columns
      guard let place = columns.firstIndex(where: { table.slots[$0] >= 0 }) else {
        isBlind = true
        continue
      }
      var probe = Probe(column: columns[place])
      for slot in wanted { probe.add(slot.cells[place], symbols) }
      probes.append(probe)
    }
  }

  /// Whether a row could hold a wanted value; false only where that is certain.
  func mayHold(_ row: Int) -> Bool {
    isBlind || probes.contains { $0.accepts(table[row, column: $0.column]) }
  }
}

extension SlotScreen.Probe {
  mutating func add(_ cell: ExportedCell, _ symbols: Symbols) {
    guard let bytes = cell.bytes else { return isNullWanted = true }
    // A text that no cell of the run has gives no symbol, and no row has it.
    if let symbol = symbols.find(bytes: bytes) { texts[symbol] = 1 }
  }

  /// Cells of text are equal exactly if their symbols are; others are left to the exact look.
  func accepts(_ cell: Cell) -> Bool {
    if let text = cell.symbol { return text == .empty || texts[text] != nil }
    return isNullWanted || !cell.isNull
  }
}
