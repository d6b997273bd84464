/// A plan in the making: changes as nodes, and which must wait for which.
struct PlanDraft {
  /// The deepest order a script follows; beyond it a person decides.
  static let rankLimit = 32

  /// A change, what it waits for, and where it ends up.
  struct Node {
    var change: Change
    var oldSlots: [UniqueSlot?]
    var newSlots: [UniqueSlot?]
    var waits: [Wait] = []
    var parking: [PlannedChange.Parking] = []
    var rank = 0
    var isOut = false
  }

  /// Something another change must do first.
  struct Wait {
    /// The other change.
    var node: Int
    /// The index whose value it gives up; `nil` when it inserts the row referred to.
    var index: Int?
  }

  let tables: [TableShape]
  let holders: SlotHolders
  let tableOrder: [Int]
  /// Slots of rows that no change frees, besides those the export knows.
  var kept: Set<UniqueSlot> = []
  var nodes: [Node] = []
  var review: [ReviewItem] = []

  init(tables: [TableShape], holders: SlotHolders) {
    self.tables = tables
    self.holders = holders
    tableOrder = TableShape.depths(of: tables)
  }

  /// Takes the changes in; those that cannot stand are put under review at once.
  mutating func admit(_ wanted: [Change]) {
    var places: [RowName: Int] = [:]
    for change in wanted {
      guard let change = trimmed(change) else { continue }
      let shape = tables[change.table]
      if let missing = missingColumn(of: change, in: shape) {
        nodes.append(node(change))
        let sentence = "column \(missing) has no value and no default, and none is invented"
        reject(nodes.count - 1, .incomplete, sentence)
        continue
      }
      let row = RowName(table: change.table, locator: change.locator)
      if let place = places[row] {
        merge(change, into: place)
      } else {
        places[row] = nodes.count
        nodes.append(node(change))
      }
    }
  }

  /// Settles who waits for whom, until nothing has to be put under review any more.
  mutating func settle() {
    while true {
      if rejectBlocked() { continue }
      park()
      if rejectUnordered() { continue }
      return
    }
  }

  /// Puts a change under review.
  mutating func reject(_ place: Int, _ cause: ReviewItem.Cause, _ sentence: String) {
    nodes[place].isOut = true
    review.append(ReviewItem(nodes[place].change, cause: cause, sentence: sentence))
  }

  private func node(_ change: Change) -> Node {
    let shape = tables[change.table]
    return Node(
      change: change, oldSlots: change.oldSlots(in: shape), newSlots: change.newSlots(in: shape))
  }

  /// The change without columns that already hold what is wanted; `nil` when nothing is left.
  private func trimmed(_ change: Change) -> Change? {
    var change = change
    change.new.sort { $0.column < $1.column }
    change.old.sort { $0.column < $1.column }
    if change.verb == .insert { return change }
    let roles = tables[change.table].columns
    change.new.removeAll { change.old[column: $0.column] == $0.cell }
    let isIdle = change.new.allSatisfy {
      roles[$0.column].role == .marker || roles[$0.column].role == .touched
    }
    return isIdle ? nil : change
  }

  private func missingColumn(of change: Change, in shape: TableShape) -> String? {
    guard change.verb == .insert else { return nil }
    return shape.columns.indices.first { place in
      let column = shape.columns[place]
      let mayBeLeftOut = column.isNullable || column.hasDefault || column.role == .touched
      return !mayBeLeftOut && change.new[column: place] == nil
    }.map { shape.columns[$0].name }
  }

  private mutating func merge(_ change: Change, into place: Int) {
    var merged = nodes[place].change
    let agrees =
      merged.verb == change.verb && merged.old == change.old
      && change.new.allSatisfy { (merged.new[column: $0.column] ?? $0.cell) == $0.cell }
    guard agrees, !nodes[place].isOut else {
      let sentence = "two drifts want different values in this row"
      if !nodes[place].isOut { reject(place, .conflict, sentence) }
      review.append(ReviewItem(change, cause: .conflict, sentence: sentence))
      return
    }
    for value in change.new where merged.new[column: value.column] == nil {
      merged.new.append(value)
    }
    merged.new.sort { $0.column < $1.column }
    for condition in change.guards where !merged.guards.contains(condition) {
      merged.guards.append(condition)
    }
    merged.reason.drifts += change.reason.drifts
    merged.reason.evidence += change.reason.evidence.filter {
      !merged.reason.evidence.contains($0)
    }
    merged.reason.money = merged.reason.money ?? change.reason.money
    nodes[place] = node(merged)
  }

  private struct RowName: Hashable {
    var table: Int
    var locator: [ColumnCell]
  }
}
