import Billing
import Bytes
import Reconciliation

extension Check {
  static let historyDeleted = Check(
    "C12", "history-deleted",
    definition: "A subscription that was paid and is over has no row; others of its kind have.",
    origin: "Something deletes rows when subscriptions end.",
    harm: .audit, severity: .p2, disposition: .report,
    fix: "Keep ended rows, or archive them; churn is counted too low without them.",
    safeguard: "The owner exists, it ran on past any trial, and the table keeps ended rows.",
    personWhen: "A rule of retention or a request for erasure is the reason.",
    findInTables: { check, file in
      guard let rows = file.board.rows, file.keepsHistory(rows) else { return [] }
      return file.forgottenSubscriptions().map { found in
        let object = file.evidence.subscriptions[found.subscription]
        var drift = check.finding(
          in: rows.definition.name, story: "a paid subscription is over and its row is gone")
        drift.subscription = found.subscription
        drift.owner = found.owner
        drift.customer = file.evidence.ledger.fact(.customer, of: object).symbol ?? .empty
        drift.evidence = [object.origin]
        return drift
      }
    })
}

extension TableCase {
  /// Whether the table has room for an owner's past, and has kept somebody's.
  fileprivate func keepsHistory(_ rows: DatabaseTable) -> Bool {
    let names = [RowField.owner, .customer].compactMap { field in
      rows.definition.place(of: field).map { rows.definition.columns[$0].name }
    }
    let isOneRow = rows.definition.uniques.contains { index in
      index.columns.count == 1 && names.contains(index.columns[0])
    }
    return !isOneRow
      && evidence.comparison.pairs.contains { pair in
        guard let row = pair.row, let place = pair.subscription, pair.link == .subscription,
          !rows[row, .deletedAt].hasValue
        else { return false }
        return evidence.comparison.expected[place].status?.isTerminal == true
      }
  }

  /// Subscriptions that were paid, are over and have no row, of owners who are still there.
  fileprivate func forgottenSubscriptions() -> [(subscription: Int, owner: Symbol)] {
    let comparison = evidence.comparison
    return comparison.accounts.flatMap { account -> [(subscription: Int, owner: Symbol)] in
      guard account.ownerRow != nil, !board.isDeleted(owner: account.owner),
        !comparison.pairs[account.pairs].contains(where: mayBeTheRow)
      else { return [] }
      return comparison.pairs[account.pairs].compactMap { pair in
        guard pair.row == nil, let place = pair.subscription,
          comparison.expected[place].status == .canceled,
          wasBought(evidence.subscriptions[place]),
          evidence.subscriptions[place].notes.isDisjoint(with: [.inFlight, .tainted])
        else { return nil }
        return (place, account.owner)
      }
    }
  }

  /// Whether a subscription was paid: an invoice says so, or it ran on past its trial.
  private func wasBought(_ object: StripeObject) -> Bool {
    if board.paidSubscriptions[object.id] != nil { return true }
    guard let created = fact(.created, object).time, let ended = fact(.endedAt, object).time else {
      return false
    }
    return ended > max(created, fact(.trialEnd, object).time ?? created).adding(seconds: 2 * 86_400)
  }

  /// Whether a pair is a row that lost its subscription's id: then no row is gone.
  private func mayBeTheRow(_ pair: Pair) -> Bool {
    guard let rows = board.rows, let row = pair.row, pair.subscription == nil,
      rows.symbol(row, .subscription) == .empty, !rows[row, .deletedAt].hasValue
    else { return false }
    let isFree = rows[row, .plan].symbol.map { $0 == board.fallbackPlan } ?? false
    return !isFree && board.status(of: rows.symbol(row, .status))?.isLive == true
  }
}
