import Billing
import Bytes
import Reconciliation

extension TableCase {
  /// What Stripe says in a field of an object.
  func fact(_ field: StripeField, _ object: StripeObject) -> Cell {
    evidence.ledger.fact(field, of: object)
  }

  /// What became of one of Stripe's invoices or payments.
  func state(of object: StripeObject) -> MoneyState? {
    fact(.status, object).symbol.flatMap { MoneyState(word: symbols.text($0)) }
  }

  /// The pair of the subscription that an invoice is for, if the database has a row of it.
  func pair(of invoice: StripeObject) -> (place: Int, owner: Symbol)? {
    guard let id = fact(.subscription, invoice).symbol, let place = board.subscriptionPlaces[id]
    else { return nil }
    return owners[Int(place)].map { (Int(place), $0) }
  }

  /// Writes a finding about what Stripe has and no row tells of.
  func finding(
    _ check: Check, without table: DatabaseTable, _ object: StripeObject, _ story: String
  ) -> Drift {
    var drift = check.finding(in: table.definition.name, story: story)
    drift.subject = object.id
    drift.evidence = [object.origin]
    complete(&drift, object)
    return drift
  }

  /// Writes a finding about a row and the object it is about.
  func finding(
    _ check: Check, _ row: Int, of table: DatabaseTable, _ object: StripeObject,
    fields: [FieldDifference] = [], _ story: String
  ) -> Drift {
    var drift = check.finding(
      aboutRow: row, of: table, fields: fields, story: story, evidence: [object.origin])
    complete(&drift, object)
    return drift
  }

  private func complete(_ drift: inout Drift, _ object: StripeObject) {
    if let customer = fact(.customer, object).symbol { drift.customer = customer }
    if let id = fact(.subscription, object).symbol, let place = board.subscriptionPlaces[id] {
      drift.subscription = Int(place)
      if drift.owner == .empty { drift.owner = owners[Int(place)] ?? .empty }
    }
  }
}
