/// One value of one unique index: at most one row may hold it at any moment.
public struct UniqueSlot: Hashable, Sendable {
  /// The place of the table in the plan's list.
  public var table: Int
  /// The place of the index in ``TableShape/allUniqueIndexes``.
  public var index: Int
  /// The value, in the order of the index's columns.
  public var cells: [ExportedCell]

  /// The slots a row holds, one for each index; `nil` where it holds none or nobody can tell.
  ///
  /// - Parameters:
  ///   - shape: the table.
  ///   - table: the place of the table in the plan's list.
  ///   - cell: what the row has in a column; `nil` when that is not known.
  /// - Returns: a slot or `nil` for each of ``TableShape/allUniqueIndexes``.
  static func all(
    of shape: TableShape, table: Int, cell: (Int) -> ExportedCell?
  ) -> [UniqueSlot?] {
    shape.allUniqueIndexes.enumerated().map { place, index in
      if let condition = index.whereNull, cell(condition) != .null { return nil }
      var cells: [ExportedCell] = []
      for column in index.columns {
        guard let value = cell(column) else { return nil }
        if value == .null && index.nullsDistinct { return nil }
        cells.append(value)
      }
      return UniqueSlot(table: table, index: place, cells: cells)
    }
  }
}

/// Which rows of the export hold the unique values that changes want to take or to refer to.
///
/// Made from the changes, then shown the rows of every table once, at least those that
/// ``wanted`` slots could be held by; memory grows with the changes and not with the tables.
public struct SlotHolders: Sendable {
  private let tables: [TableShape]
  private var keys: [UniqueSlot: [ExportedCell]?] = [:]

  /// Prepares for the slots that the given changes would take, and those of the rows they would
  /// refer to.
  public init(tables: [TableShape], wanted changes: [Change]) {
    self.tables = tables
    for change in changes where tables.indices.contains(change.table) {
      let shape = tables[change.table]
      // A slot that the row has already is not taken from anybody.
      for (old, new) in zip(change.oldSlots(in: shape), change.newSlots(in: shape)) {
        if let new, new != old { keys.updateValue(nil, forKey: new) }
      }
      for parent in change.parents(in: tables) { keys.updateValue(nil, forKey: parent) }
    }
  }

  /// The slots to look for, in no particular order.
  public var wanted: some Collection<UniqueSlot> { keys.keys }

  /// Looks at one row of the export: a cell for each column of the shape.
  public mutating func note(_ row: [ExportedCell], table: Int) {
    let shape = tables[table]
    for slot in UniqueSlot.all(of: shape, table: table, cell: { row[$0] }) {
      guard let slot, keys[slot] != nil else { continue }
      keys.updateValue(shape.columns(.key).map { row[$0] }, forKey: slot)
    }
  }

  /// The primary key of the row that holds a slot in the export.
  public subscript(slot: UniqueSlot) -> [ExportedCell]? { keys[slot] ?? nil }

  /// Whether a slot was looked for and no row of the export holds it.
  func isMissing(_ slot: UniqueSlot) -> Bool { keys[slot] == .some(nil) }
}

extension Change {
  /// The slots the row holds before the change.
  func oldSlots(in shape: TableShape) -> [UniqueSlot?] {
    if verb == .insert { return shape.allUniqueIndexes.map { _ in nil } }
    return UniqueSlot.all(of: shape, table: table) { old[column: $0] ?? locator[column: $0] }
  }

  /// The slots the row holds after the change.
  func newSlots(in shape: TableShape) -> [UniqueSlot?] {
    UniqueSlot.all(of: shape, table: table) { column in
      if let cell = new[column: column] ?? old[column: column] ?? locator[column: column] {
        return cell
      }
      let isLeftOut = verb == .insert && !shape.columns[column].hasDefault
      return isLeftOut ? .null : nil
    }
  }
  /// The rows that the new values refer to, each as a unique value of its table.
  ///
  /// A reference to a table or a column that the plan knows nothing of is left to the database.
  func parents(in tables: [TableShape]) -> [UniqueSlot] {
    tables[table].references.compactMap { reference in
      guard reference.columns.contains(where: { new[column: $0] != nil }),
        let parent = tables.firstIndex(where: { $0.name == reference.table })
      else { return nil }
      let targets = reference.targets.map { tables[parent].column(named: $0) }
      let index = tables[parent].allUniqueIndexes.firstIndex { unique in
        unique.whereNull == nil && unique.columns.elementsEqual(targets) { $0 == $1 }
      }
      let cells = reference.columns.map { new[column: $0] ?? old[column: $0] ?? .null }
      guard let index, !cells.contains(.null) else { return nil }
      return UniqueSlot(table: parent, index: index, cells: cells)
    }
  }
}
