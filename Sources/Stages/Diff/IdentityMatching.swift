import Billing
import Bytes
import Reconciliation

/// Settles which subscription belongs to which owner and which row is about which subscription.
struct IdentityMatching {
  private let ledger: StripeLedger
  private let subscriptions: [StripeObject]
  private let rows: DatabaseTable
  private let owners: DatabaseTable?
  private let links: OwnerLinks
  private let expected: [ExpectedState]
  private let rowMeanings: [StatusMeaning?]
  /// For each subscription its row and how they were matched.
  private var matches: [Pair]
  private var rowIsTaken: [Bool]

  init(
    ledger: StripeLedger, tables: [DatabaseTable], rows: DatabaseTable,
    expected: [ExpectedState], rowMeanings: [StatusMeaning?]
  ) {
    self.ledger = ledger
    self.rows = rows
    self.expected = expected
    self.rowMeanings = rowMeanings
    subscriptions = ledger[.subscription]
    owners = tables.first { $0.definition.role == .owners }
    links = OwnerLinks(ledger: ledger, tables: tables)
    matches = subscriptions.indices.map { Pair(row: nil, subscription: $0, link: .none) }
    rowIsTaken = Array(repeating: false, count: rows.count)
  }

  /// Matches by the strongest link first; a row and a subscription are matched once at most.
  mutating func settle() {
    matchBySubscription()
    matchOpenRows(by: .customer)
    matchOpenRows(by: .owner)
  }

  private mutating func matchBySubscription() {
    var place = SymbolMap(minimumCapacity: subscriptions.count)
    for (index, object) in subscriptions.enumerated() { place[object.id] = UInt32(index) }
    for row in 0..<rows.count {
      guard let index = place[rows.symbol(row, .subscription)].map({ Int($0) }) else { continue }
      if let rival = matches[index].row {
        guard isBetter(row, than: rival) else { continue }
        rowIsTaken[rival] = false
      }
      match(row, index, .subscription)
    }
  }

  /// Of rows that name one subscription a live one counts, and among equals the first by key, so
  /// that the order of the file does not matter.
  private func isBetter(_ row: Int, than rival: Int) -> Bool {
    let (live, rivalLive) = (isLive(row), isLive(rival))
    return live == rivalLive ? precedes(row, rival) : live
  }

  /// The order of rows by their keys' bytes, or by number; where keys are equal, as in the file.
  private func precedes(_ row: Int, _ other: Int) -> Bool {
    let (key, otherKey) = (rows[row, .key], rows[other, .key])
    if let one = key.symbol, let two = otherKey.symbol, one != two {
      return ledger.symbols.precedes(one, two)
    }
    if let one = key.integer, let two = otherKey.integer, one != two { return one < two }
    return row < other
  }

  /// Matches rows that name no subscription with the owner's or customer's only live one.
  private mutating func matchOpenRows(by link: IdentityLink) {
    let open = rowIsTaken.indices.filter { row in
      !rowIsTaken[row] && isLive(row) && rows.symbol(row, .subscription) == .empty
    }
    var claims = SymbolClaims(minimumCapacity: open.count)
    for row in open { claims.claim(key(ofRow: row, link), by: UInt32(row)) }
    var candidates = SymbolClaims()
    for index in matches.indices where matches[index].row == nil && expected[index].isLive {
      candidates.claim(key(ofSubscription: index, link), by: UInt32(index))
    }
    for row in open {
      let key = key(ofRow: row, link)
      guard claims[sole: key] == UInt32(row), let index = candidates[sole: key] else { continue }
      match(row, Int(index), link)
    }
  }

  private func key(ofRow row: Int, _ link: IdentityLink) -> Symbol {
    rows.symbol(row, link == .customer ? .customer : .owner)
  }

  private func key(ofSubscription index: Int, _ link: IdentityLink) -> Symbol {
    let object = subscriptions[index]
    return link == .customer ? links.customer(of: object) : links.owner(of: object)
  }

  private mutating func match(_ row: Int, _ subscription: Int, _ link: IdentityLink) {
    matches[subscription] = Pair(row: row, subscription: subscription, link: link)
    rowIsTaken[row] = true
  }

  /// Whether a row counts: not deleted softly, and its status is one of something.
  private func isLive(_ row: Int) -> Bool {
    !rows[row, .deletedAt].hasValue && rowMeanings[row] != .ended
  }

  /// Everything by owner, in the order of the owners' ids; what has none comes last.
  func accounts() -> (accounts: [Account], pairs: [Pair]) {
    let alone = rowsAlone()
    var grouping = AccountGrouping(expecting: matches.count + alone.count)
    for (index, match) in matches.enumerated() {
      let object = subscriptions[index]
      let resolved = links.resolution(
        of: object, rowOwner: match.row.map { rows.symbol($0, .owner) } ?? .empty)
      if resolved.owner == .empty {
        grouping.addOrphan(match, customer: links.customer(of: object))
      } else {
        grouping.add(
          match, to: resolved.owner, row: links.row(ofOwner: resolved.owner),
          hasConflict: resolved.hasConflict)
      }
    }
    for row in alone {
      let match = Pair(row: row, subscription: nil, link: .none)
      let (stated, customer) = (rows.symbol(row, .owner), rows.symbol(row, .customer))
      let owner = stated != .empty ? stated : links.owner(ofCustomer: customer)
      if owner == .empty {
        grouping.addOrphan(match, customer: customer)
      } else {
        grouping.add(match, to: owner, row: links.row(ofOwner: owner))
      }
    }
    for row in 0..<(owners?.count ?? 0) {
      let owner = owners?.symbol(row, .key) ?? .empty
      if owner != .empty { grouping.addOwner(owner, row: links.row(ofOwner: owner)) }
    }
    return grouping.sorted(by: ledger.symbols)
  }

  /// The rows of which no subscription was found, in the order of their keys.
  private func rowsAlone() -> [Int] {
    rowIsTaken.indices.filter { !rowIsTaken[$0] }.sorted(by: precedes)
  }
}
