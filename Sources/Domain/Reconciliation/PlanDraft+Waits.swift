extension PlanDraft {
  /// Finds what each change waits for, and rejects changes that wait for ever.
  ///
  /// - Returns: whether something was rejected, so that everything must be looked at again.
  mutating func rejectBlocked() -> Bool {
    let before = review.count
    let givers = slots { $0.oldSlots[$1] }
    let takers = slots { $0.newSlots[$1] }
    var kept = kept
    for node in nodes where !node.isOut || node.change.verb != .insert {
      for (old, new) in zip(node.oldSlots, node.newSlots) where node.isOut || old == new {
        if let old { kept.insert(old) }
      }
    }
    for place in nodes.indices where !nodes[place].isOut {
      nodes[place].waits = []
      nodes[place].parking = []
      waitForSlots(place, givers: givers, takers: takers, kept: kept)
    }
    waitForParents()
    return review.count > before
  }

  /// The changes that give up or take each slot.
  private func slots(_ slot: (Node, Int) -> UniqueSlot?) -> [UniqueSlot: [Int]] {
    var found: [UniqueSlot: [Int]] = [:]
    for (place, node) in nodes.enumerated() where !node.isOut {
      for index in node.oldSlots.indices where node.oldSlots[index] != node.newSlots[index] {
        if let slot = slot(node, index) { found[slot, default: []].append(place) }
      }
    }
    return found
  }

  private mutating func waitForSlots(
    _ place: Int, givers: [UniqueSlot: [Int]], takers: [UniqueSlot: [Int]],
    kept: Set<UniqueSlot>
  ) {
    let node = nodes[place]
    let shape = tables[node.change.table]
    for (index, slot) in node.newSlots.enumerated() {
      guard let slot, slot != node.oldSlots[index], !nodes[place].isOut else { continue }
      let name = shape.allUniqueIndexes[index].columns.map { shape.columns[$0].name }
      let title = name.joined(separator: ", ")
      if (takers[slot]?.count ?? 0) > 1 {
        reject(place, .conflict, "several changes want the same unique value of (\(title))")
      } else if let giver = givers[slot]?.first {
        if node.change.isFound(by: shape.allUniqueIndexes[index]) {
          // A script looks before it changes, and would find the row that still has the value.
          reject(place, .taken, "another row still has the (\(title)) that would be its own")
        } else {
          nodes[place].waits.append(Wait(node: giver, index: index))
        }
      } else if kept.contains(slot) || holders[slot] != nil {
        reject(place, .taken, "another row keeps the unique value of (\(title))")
      }
    }
  }

  /// Lets changes that refer to an inserted row wait for it, and rejects those that refer to none.
  private mutating func waitForParents() {
    var inserted: [UniqueSlot: Int] = [:]
    for (place, node) in nodes.enumerated() where node.change.verb == .insert {
      for case let slot? in node.newSlots { inserted[slot] = place }
    }
    for place in nodes.indices {
      for parent in nodes[place].change.parents(in: tables) where !nodes[place].isOut {
        guard let giver = inserted[parent], giver != place else {
          guard holders.isMissing(parent) else { continue }
          let name = tables[parent.table].name.text
          reject(place, .dangling, "the row of \(name) that it refers to is not there")
          continue
        }
        if nodes[giver].isOut {
          reject(place, .dependent, "the row it refers to is not inserted by itself")
        } else {
          nodes[place].waits.append(Wait(node: giver, index: nil))
        }
      }
    }
  }
}

extension Change {
  /// Whether it inserts a row that an index finds again.
  fileprivate func isFound(by index: UniqueIndex) -> Bool {
    verb == .insert && Set(index.columns) == Set(locator.map(\.column))
  }
}
