import Billing
import Reconciliation

/// Rows of a table by their values in some columns: the first of each group, and how to find it.
///
/// Cells are equal exactly when their eight bytes are, so a group is found by a hash over those
/// and a comparison with its first row; nothing is copied but the numbers of rows.
struct RowIndex {
  private let columns: [TableColumn]
  /// The number of a group plus one; zero is free.
  private var slots: [UInt32]
  private var mask: Int
  /// The first row of each group, in the order in which they came.
  private(set) var firstRows: [Int] = []

  /// Creates an index without rows, with room for so many groups.
  init(by columns: [TableColumn], minimumCapacity: Int = 0) {
    self.columns = columns
    var bits = 4
    while (1 << bits) < minimumCapacity * 2 { bits += 1 }
    slots = Array(repeating: 0, count: 1 << bits)
    mask = slots.count - 1
  }

  /// Whether every column of a row holds a value, or a null where nulls count as equal.
  func isWhole(_ row: Int, nullsDistinct: Bool) -> Bool {
    columns.allSatisfy { nullsDistinct ? $0[row].hasValue : $0[row].isKnown }
  }

  /// The group of a row, which is new if it is the first of its values.
  mutating func add(_ row: Int) -> Int {
    var slot = hash { columns[$0][row] } & mask
    while slots[slot] != 0 {
      let group = Int(slots[slot]) - 1
      let first = firstRows[group]
      if columns.allSatisfy({ $0[first] == $0[row] }) { return group }
      slot = (slot + 1) & mask
    }
    firstRows.append(row)
    slots[slot] = UInt32(firstRows.count)
    if firstRows.count * 2 > slots.count { grow() }
    return firstRows.count - 1
  }

  /// The group of rows that hold one value in the index's only column.
  func group(of cell: Cell) -> Int? {
    var slot = hash { _ in cell } & mask
    while slots[slot] != 0 {
      let group = Int(slots[slot]) - 1
      if columns[0][firstRows[group]] == cell { return group }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    mask = slots.count - 1
    for (group, row) in firstRows.enumerated() {
      var slot = hash { columns[$0][row] } & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(group + 1)
    }
  }

  /// Mixes the cells; the numbers come from our own tables, so nobody can choose collisions.
  private func hash(_ cell: (Int) -> Cell) -> Int {
    var state: UInt64 = 0
    for place in columns.indices {
      state = (state ^ cell(place).rawValue) &* 0x9E37_79B9_7F4A_7C15
      state ^= state >> 29
    }
    return Int(truncatingIfNeeded: state & 0x7FFF_FFFF_FFFF_FFFF)
  }
}
