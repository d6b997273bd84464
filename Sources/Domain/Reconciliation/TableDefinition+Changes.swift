import Billing

/// What it takes to change or add a row without inventing anything.
extension TableDefinition {
  /// Why columns cannot or may not get these values, in words; `nil` when they can.
  public func obstacle(toSetting values: [NewCell]) -> String? {
    for value in values {
      let column = columns[value.column]
      if !column.isFixable { return "the pipeline does not let column \(column.name) be changed" }
      if !column.isNullable, value.cell.isNull { return "column \(column.name) cannot be null" }
      if !value.cell.isKnown { return "the value for column \(column.name) is not known" }
    }
    return nil
  }

  /// The columns by which a new row is found again: those of a unique index that the row fills.
  ///
  /// A partial index serves if it leaves out what is softly deleted: such rows do not count. A
  /// column that is null in the new row never does, because nulls differ from each other.
  ///
  /// - Parameter values: what the new row says.
  /// - Returns: their places; `nil` when the database would let the row in twice.
  public func naturalKey(of values: [NewCell]) -> [Int]? {
    let filled = Set(values.filter { $0.cell.hasValue }.map(\.column))
    let keys = columns.indices.filter { columns[$0].isKey }
    let deleted = place(of: .deletedAt).map { columns[$0].name }
    let indexes = uniques.filter { $0.whereNull == nil || $0.whereNull == deleted }
    let candidates = [keys] + indexes.map { $0.columns.compactMap(place(ofColumn:)) }
    return candidates.first { !$0.isEmpty && filled.isSuperset(of: $0) }
  }

  /// Why a row cannot be added, in words; `nil` when it can.
  public func obstacle(toInserting values: [NewCell]) -> String? {
    for (place, column) in columns.enumerated() {
      let isMade = column.hasDefault || column.isKey && keySource == .database
      guard !isMade, !column.isNullable, column.field != .updatedAt,
        !values.contains(where: { $0.column == place && $0.cell.hasValue })
      else { continue }
      return column.isKey
        ? "the application makes the keys of \(name)"
        : "column \(column.name) of \(name) has no value and no default"
    }
    return naturalKey(of: values) == nil
      ? "no unique index of \(name) would find the new row again" : nil
  }
}
