import Billing
import Bytes
import Reconciliation

/// The pairs of the owners that findings are about.
struct OwnersPairs {
  private let evidence: Evidence
  private var accounts: [Symbol: Account] = [:]
  private var ofCustomer: [Symbol: [Int]] = [:]

  init(_ evidence: Evidence, of drifts: [Drift]) {
    self.evidence = evidence
    let owners = Set(drifts.map(\.owner))
    for account in evidence.comparison.accounts
    where account.owner != .empty && owners.contains(account.owner) {
      accounts[account.owner] = account
    }
    let customers = Set(
      drifts.lazy.filter { Verdict.codesOfCustomers.contains($0.code) }
        .map(\.customer))
    guard !customers.isEmpty else { return }
    for (place, object) in evidence.subscriptions.enumerated() {
      guard let customer = evidence.ledger.fact(.customer, of: object).symbol,
        customers.contains(customer)
      else { continue }
      ofCustomer[customer, default: []].append(place)
    }
  }

  /// The subscriptions of a customer that a finding of a link is about, as places in the ledger.
  func subscriptions(ofCustomer customer: Symbol) -> [Int] { ofCustomer[customer] ?? [] }

  /// Whether an owner has a row of whatever kind.
  func haveRow(_ owner: Symbol) -> Bool {
    guard let account = accounts[owner] else { return false }
    return evidence.comparison.pairs[account.pairs].contains { $0.row != nil }
  }

  /// The subscriptions of a finding's owner, as places in the ledger.
  func subscriptions(of drift: Drift) -> [Int] {
    guard let account = accounts[drift.owner] else { return [] }
    return evidence.comparison.pairs[account.pairs].compactMap(\.subscription)
  }

  /// The subscription whose events bear on a finding that is about none: the live one, else the
  /// one that ended last.
  func standIn(for drift: Drift) -> Int? {
    guard ["U02", "U05"].contains(drift.code) else { return nil }
    let own = subscriptions(of: drift)
    if let live = own.first(where: { evidence.comparison.expected[$0].isLive }) { return live }
    return own.max { end(of: $0) < end(of: $1) }
  }

  private func end(of place: Int) -> Timestamp {
    let ended = evidence.ledger.fact(.endedAt, of: evidence.subscriptions[place]).time
    return ended ?? Timestamp(microseconds: .min)
  }
}
