import SQL

extension PlanDraft {
  /// Parks the unique values that other changes take, wherever a column allows it.
  mutating func park() {
    for place in nodes.indices where !nodes[place].isOut {
      for wait in nodes[place].waits {
        guard let index = wait.index, needsOrder(wait),
          let parking = parking(of: wait.node, index: index)
        else { continue }
        if !nodes[wait.node].parking.contains(parking) {
          nodes[wait.node].parking.append(parking)
          nodes[wait.node].parking.sort { $0.column < $1.column }
        }
      }
    }
  }

  /// Gives every change a rank, and rejects those that wait for each other in a circle.
  ///
  /// - Returns: whether something was rejected.
  mutating func rejectUnordered() -> Bool {
    var pending = nodes.indices.filter { !nodes[$0].isOut }
    var isDone = nodes.map(\.isOut)
    while !pending.isEmpty {
      var later: [Int] = []
      for place in pending {
        let blockers = nodes[place].waits.filter { isBinding($0) }
        if blockers.allSatisfy({ isDone[$0.node] }) {
          nodes[place].rank = blockers.map { rank(of: place, after: $0.node) }.max() ?? 0
          isDone[place] = true
        } else {
          later.append(place)
        }
      }
      if later.count == pending.count { break }
      pending = later
    }
    let tooDeep = nodes.indices.filter { !nodes[$0].isOut && nodes[$0].rank > Self.rankLimit }
    for place in pending + tooDeep where !nodes[place].isOut {
      reject(place, .unordered, "no order of the changes keeps every unique index satisfied")
    }
    return !pending.isEmpty || !tooDeep.isEmpty
  }

  /// The changes in their final order, in groups that do not need each other.
  ///
  /// - Parameter limit: the most changes of one group; a knot of changes that is larger than that
  ///   is put under review.
  /// - Returns: at least one group, which may be empty.
  mutating func groups(limit: Int) -> [[PlannedChange]] {
    var groups: [[Int]] = [[]]
    for knot in knots() {
      if knot.count > limit {
        for place in knot {
          reject(place, .unordered, "\(knot.count) changes need each other, too many for a plan")
        }
        continue
      }
      if groups[groups.count - 1].count + knot.count > limit { groups.append([]) }
      groups[groups.count - 1] += knot
    }
    return groups.map { group in
      group.sorted { order($0).lexicographicallyPrecedes(order($1), by: ExportedCell.precedes) }
        .map {
          PlannedChange(nodes[$0].change, rank: nodes[$0].rank, parking: nodes[$0].parking)
        }
    }
  }

  /// Whether the index checks each step, so that the order matters.
  private func needsOrder(_ wait: Wait) -> Bool {
    guard let index = wait.index else { return true }
    return !tables[nodes[wait.node].change.table].allUniqueIndexes[index].isDeferrable
  }

  /// Whether the other change really has to come first: it does not when its value is parked.
  private func isBinding(_ wait: Wait) -> Bool {
    guard let index = wait.index else { return true }
    guard needsOrder(wait) else { return false }
    guard let parking = parking(of: wait.node, index: index) else { return true }
    return !nodes[wait.node].parking.contains(parking)
  }

  /// How the change can give up its value of an index before its time.
  ///
  /// The column must be one that it sets anyway. A text may stand in a column that refers to
  /// nothing; NULL where it is allowed, frees the value, and cannot pull the row into a partial
  /// index.
  private func parking(of place: Int, index: Int) -> PlannedChange.Parking? {
    let change = nodes[place].change
    guard change.verb != .insert else { return nil }
    let shape = tables[change.table]
    let unique = shape.allUniqueIndexes[index]
    let candidates = unique.columns.filter { change.new[column: $0] != nil }
    let refers = Set(shape.references.flatMap(\.columns))
    let conditions = Set(shape.uniqueIndexes.compactMap(\.whereNull))
    for column in candidates
    where shape.columns[column].type.holds(textByteCount: 128)
      && !refers.contains(column) && !conditions.contains(column)
    {
      return PlannedChange.Parking(column: column, place: .text)
    }
    for column in candidates
    where shape.columns[column].isNullable && unique.nullsDistinct
      && !conditions.contains(column)
      && shape.uniqueIndexes.allSatisfy({ $0.nullsDistinct || !$0.columns.contains(column) })
    {
      return PlannedChange.Parking(column: column, place: .null)
    }
    return nil
  }

  private func rank(of place: Int, after other: Int) -> Int {
    nodes[other].rank + (position(other) < position(place) ? 0 : 1)
  }

  /// Where a change stands within its rank: inserts from parents to children, updates, then soft
  /// deletes from children to parents.
  private func position(_ place: Int) -> Int {
    let change = nodes[place].change
    let depth = tables.count + 1
    switch change.verb {
    case .insert: return tableOrder[change.table]
    case .update: return depth + tableOrder[change.table]
    case .softDelete: return 3 * depth - tableOrder[change.table]
    }
  }

  /// What decides the order: rank, position, table, which columns are set and parked, the key.
  private func order(_ place: Int) -> [ExportedCell] {
    let node = nodes[place]
    let columns = [
      node.change.new.map(\.column), node.parking.map(\.column), node.change.old.map(\.column),
    ]
    let numbers = [node.rank, position(place), node.change.table].map(Self.sortable)
    return numbers.map { ExportedCell.text($0) }
      + columns.map { .text($0.map(Self.sortable).joined()) }
      + node.change.locator.map(\.cell)
  }

  private static func sortable(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
  }

  /// The changes that need each other, whether through an order or through parking.
  private func knots() -> [[Int]] {
    var parents = Array(nodes.indices)
    func root(_ place: Int) -> Int {
      var place = place
      while parents[place] != place {
        parents[place] = parents[parents[place]]
        place = parents[place]
      }
      return place
    }
    for (place, node) in nodes.enumerated() where !node.isOut {
      for wait in node.waits {
        let (one, other) = (root(place), root(wait.node))
        parents[max(one, other)] = min(one, other)
      }
    }
    var members: [[Int]] = Array(repeating: [], count: nodes.count)
    for place in nodes.indices where !nodes[place].isOut { members[root(place)].append(place) }
    return members.filter { !$0.isEmpty }
  }
}
