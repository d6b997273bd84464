import Billing
import Bytes
import Reconciliation

/// Settles which subscription belongs to which owner and which row is about which subscription.
struct IdentityMatching {
  /// A row and a subscription that belong together, or one of them alone.
  struct Match {
    var row: Int?
    var subscription: Int?
    var link: IdentityLink
  }

  /// All matches of one owner.
  struct Group {
    var owner: Symbol
    var ownerRow: Int?
    var matches: [Match]
    var hasConflict: Bool
  }

  private let ledger: StripeLedger
  private let rows: DatabaseTable?
  private let links: OwnerLinks
  private let expected: [ExpectedState]
  private let rowMeanings: [StatusMeaning?]
  private var rowOfSubscription: [Int?]
  private var linkOfSubscription: [IdentityLink]
  private var rowIsTaken: [Bool]

  init(
    ledger: StripeLedger, tables: [DatabaseTable], rows: DatabaseTable?,
    expected: [ExpectedState], rowMeanings: [StatusMeaning?]
  ) {
    self.ledger = ledger
    self.rows = rows
    self.expected = expected
    self.rowMeanings = rowMeanings
    links = OwnerLinks(ledger: ledger, tables: tables, rows: rows)
    let count = ledger[.subscription].count
    rowOfSubscription = Array(repeating: nil, count: count)
    linkOfSubscription = Array(repeating: .none, count: count)
    rowIsTaken = Array(repeating: false, count: rows?.count ?? 0)
  }

  /// Matches by the strongest link first; a row and a subscription are matched once at most.
  mutating func settle() {
    guard let rows else { return }
    matchBySubscription(rows)
    matchOpenRows(rows, by: .customer) { rows.symbol($0, .customer) }
    matchOpenRows(rows, by: .owner) { rows.symbol($0, .owner) }
  }

  private mutating func matchBySubscription(_ rows: DatabaseTable) {
    var place: [Symbol: Int] = [:]
    for (index, object) in ledger[.subscription].enumerated() { place[object.id] = index }
    for row in 0..<rows.count {
      let subscription = rows.symbol(row, .subscription)
      guard subscription != .empty, let index = place[subscription] else { continue }
      if let rival = rowOfSubscription[index] {
        guard isBetter(row, than: rival, rows) else { continue }
        rowIsTaken[rival] = false
      }
      match(row, index, .subscription)
    }
  }

  /// Of rows that name one subscription a live one counts, and among equals the first by key, so
  /// that the order of the file does not matter.
  private func isBetter(_ row: Int, than rival: Int, _ rows: DatabaseTable) -> Bool {
    let (live, rivalLive) = (isLive(row, rows), isLive(rival, rows))
    return live == rivalLive ? precedes(row, rival, rows) : live
  }

  /// The order of rows by their keys' bytes, or by number; where keys are equal, as in the file.
  private func precedes(_ row: Int, _ other: Int, _ rows: DatabaseTable) -> Bool {
    let (key, otherKey) = (rows[row, .key], rows[other, .key])
    if let one = key.symbol, let two = otherKey.symbol, one != two {
      return ledger.symbols.precedes(one, two)
    }
    if let one = key.integer, let two = otherKey.integer, one != two { return one < two }
    return row < other
  }

  /// Matches rows that name no subscription with the owner's or customer's only live one.
  private mutating func matchOpenRows(
    _ rows: DatabaseTable, by link: IdentityLink, key: (Int) -> Symbol
  ) {
    var open: [Symbol: [Int]] = [:]
    for row in 0..<rows.count where !rowIsTaken[row] && isLive(row, rows) {
      guard rows.symbol(row, .subscription) == .empty, key(row) != .empty else { continue }
      open[key(row), default: []].append(row)
    }
    var candidates: [Symbol: [Int]] = [:]
    for (index, object) in ledger[.subscription].enumerated() {
      guard rowOfSubscription[index] == nil, expected[index].isLive else { continue }
      let key = link == .customer ? links.customer(of: object) : links.owner(ofSubscription: index)
      if key != .empty { candidates[key, default: []].append(index) }
    }
    for (key, indexes) in candidates where indexes.count == 1 {
      if let found = open[key], found.count == 1 { match(found[0], indexes[0], link) }
    }
  }

  private mutating func match(_ row: Int, _ subscription: Int, _ link: IdentityLink) {
    rowOfSubscription[subscription] = row
    linkOfSubscription[subscription] = link
    rowIsTaken[row] = true
  }

  /// Whether a row counts: not deleted softly, and its status is one of something.
  private func isLive(_ row: Int, _ rows: DatabaseTable) -> Bool {
    guard !rows[row, .deletedAt].hasValue else { return false }
    return rowMeanings[row] != .ended
  }

  /// Everything by owner, in the order of the owners' ids; what has none comes last.
  func groups() -> [Group] {
    var groups: [Symbol: Group] = [:]
    func add(_ match: Match, to owner: Symbol, conflict: Bool) {
      var group =
        groups[owner]
        ?? Group(
          owner: owner, ownerRow: links.rowOfOwner[owner], matches: [], hasConflict: false)
      group.matches.append(match)
      group.hasConflict = group.hasConflict || conflict
      groups[owner] = group
    }
    for (index, row) in rowOfSubscription.enumerated() {
      let resolved = links.resolution(ofSubscription: index, row: row, rows: rows)
      add(
        Match(row: row, subscription: index, link: linkOfSubscription[index]),
        to: resolved.owner, conflict: resolved.hasConflict)
    }
    if let rows {
      let alone = rowIsTaken.indices.filter { !rowIsTaken[$0] }
      for row in alone.sorted(by: { precedes($0, $1, rows) }) {
        add(
          Match(row: row, subscription: nil, link: .none), to: links.owner(ofRow: row, in: rows),
          conflict: false)
      }
    }
    for (owner, ownerRow) in links.rowOfOwner where groups[owner] == nil {
      groups[owner] = Group(owner: owner, ownerRow: ownerRow, matches: [], hasConflict: false)
    }
    return sorted(groups)
  }

  private func sorted(_ groups: [Symbol: Group]) -> [Group] {
    let symbols = ledger.symbols
    var known = groups.filter { $0.key != .empty }.map(\.value)
    known.sort { symbols.precedes($0.owner, $1.owner) }
    return known + orphans(groups[.empty]?.matches ?? [])
  }

  /// What has no owner, by customer; what has no customer either stands alone.
  private func orphans(_ matches: [Match]) -> [Group] {
    var groups: [Group] = []
    var place: [Symbol: Int] = [:]
    for match in matches {
      let customer = customer(of: match)
      if customer != .empty, let known = place[customer] {
        groups[known].matches.append(match)
        continue
      }
      place[customer] = groups.count
      groups.append(
        Group(owner: .empty, ownerRow: nil, matches: [match], hasConflict: false))
    }
    return groups
  }

  private func customer(of match: Match) -> Symbol {
    if let subscription = match.subscription {
      return links.customer(of: ledger[.subscription][subscription])
    }
    return match.row.flatMap { rows?.symbol($0, .customer) } ?? .empty
  }
}
