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
    // A live row wins over a deleted or ended one that names the same subscription.
    let order = (0..<rows.count).filter { rows.symbol($0, .subscription) != .empty }
    for wantsLive in [true, false] {
      for row in order where isLive(row, rows) == wantsLive {
        guard let index = place[rows.symbol(row, .subscription)] else { continue }
        if rowOfSubscription[index] == nil { match(row, index, .subscription) }
      }
    }
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
    for row in rowIsTaken.indices where !rowIsTaken[row] {
      add(
        Match(row: row, subscription: nil, link: .none), to: rows?.symbol(row, .owner) ?? .empty,
        conflict: false)
    }
    for (owner, ownerRow) in links.rowOfOwner where groups[owner] == nil {
      groups[owner] = Group(owner: owner, ownerRow: ownerRow, matches: [], hasConflict: false)
    }
    return sorted(groups)
  }

  private func sorted(_ groups: [Symbol: Group]) -> [Group] {
    let symbols = ledger.facts.symbols
    var known = groups.filter { $0.key != .empty }.map(\.value)
    known.sort { symbols.precedes($0.owner, $1.owner) }
    return known + orphans(groups[.empty]?.matches ?? [])
  }

  /// What has no owner, by customer; what has no customer either stands alone.
  private func orphans(_ matches: [Match]) -> [Group] {
    var groups: [Group] = []
    var place: [Symbol: Int] = [:]
    for match in matches {
      let customer = match.subscription.map { links.customer(of: ledger[.subscription][$0]) }
      if let customer, customer != .empty, let known = place[customer] {
        groups[known].matches.append(match)
        continue
      }
      if let customer { place[customer] = groups.count }
      groups.append(Group(owner: .empty, ownerRow: nil, matches: [match], hasConflict: false))
    }
    return groups
  }
}
