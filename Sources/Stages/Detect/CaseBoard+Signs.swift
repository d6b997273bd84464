import Billing
import Bytes
import Reconciliation

extension CaseBoard {
  /// What the pairs of an account show, in their order.
  func read(_ account: Account, into signs: inout [PairSigns]) {
    signs.removeAll(keepingCapacity: true)
    let shared: PairSigns = account.pairs.count > 1 ? .contested : []
    for place in account.pairs {
      signs.append(self.signs(of: evidence.comparison.pairs[place]).union(shared))
    }
  }

  /// The stretch of the comparison's differences that an account has.
  func differences(of account: Account) -> Range<Int> {
    guard let first = account.pairs.first, let last = account.pairs.last else { return 0..<0 }
    let pairs = evidence.comparison.pairs
    return pairs[first].differences.lowerBound..<pairs[last].differences.upperBound
  }

  private func signs(of pair: Pair) -> PairSigns {
    var signs: PairSigns = pair.differences.isEmpty ? [.judged] : [.judged, .differs]
    if let row = pair.row {
      if let rows { signs.formUnion(self.signs(ofRow: row, in: rows, pair)) }
    } else {
      signs.insert(.noRow)
    }
    if let subscription = pair.subscription {
      signs.formUnion(self.signs(ofSubscription: subscription))
    } else {
      signs.insert(.noSubscription)
    }
    return isInFlight(pair) ? [] : signs
  }

  /// Whether there was no time for both sides to agree.
  private func isInFlight(_ pair: Pair) -> Bool {
    if let subscription = pair.subscription {
      let object = evidence.subscriptions[subscription]
      if object.notes.contains(.inFlight) || !object.hasState { return true }
      if evidence.comparison.expected[subscription].status == nil { return true }
    }
    guard let row = pair.row, let changed = rows?[row, .updatedAt].time else { return false }
    return changed > evidence.definition.clock.horizon
  }

  private func signs(ofRow row: Int, in rows: DatabaseTable, _ pair: Pair) -> PairSigns {
    var signs: PairSigns = .row
    let meaning = evidence.comparison.rowMeanings[row]
    let named = rows.symbol(row, .subscription)
    if rows[row, .deletedAt].hasValue {
      signs.insert(.deletedRow)
    } else if status(of: rows.symbol(row, .status))?.isLive == true {
      signs.insert(.liveRow)
    }
    if meaning == .ended { signs.insert(.endedRow) }
    if named == .empty || meaning == StatusMeaning.none { signs.insert(.bareRow) }
    if isDeleted(customer: rows.symbol(row, .customer)) { signs.insert(.deletedCustomer) }
    if pair.subscription == nil, subscriptionPlaces[named] != nil { signs.insert(.contested) }
    return signs
  }

  private func signs(ofSubscription place: Int) -> PairSigns {
    var signs: PairSigns = []
    let expected = evidence.comparison.expected[place]
    let object = evidence.subscriptions[place]
    if expected.isLive { signs.insert(.running) }
    // A database may call other states ended, too; that is its word, not Stripe's end.
    if let status = expected.status, status.isTerminal || (status.isLive && !expected.isLive) {
      signs.insert(.over)
    }
    let ledger = evidence.ledger
    if ledger.fact(.pauseBehavior, of: object).hasValue { signs.insert(.collectionPaused) }
    if mapsPrices, let price = ledger.fact(.price, of: object).symbol,
      evidence.comparison.planOfPrice[price] == nil
    {
      signs.insert(.unmappedPrice)
    }
    return signs
  }
}
