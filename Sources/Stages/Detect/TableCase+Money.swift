import Billing
import Bytes
import Reconciliation

extension Sequence<Int64> {
  /// The sum of amounts; `nil` when it does not fit, which no sum of real money does.
  var sum: Int64? {
    var sum: Int64 = 0
    for amount in self {
      let (next, isTooLarge) = sum.addingReportingOverflow(amount)
      if isTooLarge { return nil }
      sum = next
    }
    return sum
  }
}

extension TableCase {
  /// Why sums of amounts are left to a person: no rule may be built on them.
  static let tooLarge = "the amounts are too large to be added up"

  /// What Stripe says in a field of an object.
  func fact(_ field: StripeField, _ object: StripeObject) -> Cell {
    evidence.ledger.fact(field, of: object)
  }

  /// What became of one of Stripe's invoices or payments.
  func state(of object: StripeObject) -> MoneyState? {
    fact(.status, object).symbol.flatMap { MoneyState(word: symbols.text($0)) }
  }

  /// Who has the subscription that an object is for, if the database has a row of it.
  func holder(of object: StripeObject) -> Holder? {
    guard let id = fact(.subscription, object).symbol, let place = board.subscriptionPlaces[id]
    else { return nil }
    return holders[Int(place)]
  }

  /// Writes a finding about what Stripe has and no row tells of, with the row that should.
  func finding(
    _ check: Check, without table: DatabaseTable, _ object: StripeObject, _ story: String,
    of holder: Holder, _ state: MoneyState, amount: Int64?
  ) -> Drift {
    var drift = check.finding(in: table.definition.name, story: story)
    drift.subject = object.id
    drift.objects = [ObjectName(object.kind, object.id)]
    drift.evidence = [object.origin]
    drift.owner = holder.owner
    complete(&drift, object)
    let remedy = Remedy.insert(
      into: table.definition.name,
      values: newRow(about: object, in: table, of: holder, state, amount: amount), guards: [])
    let reason = amount == nil ? Self.severalAmounts : reasonToHold(remedy, state, table, object)
    check.mend(&drift, by: remedy, unless: reason)
    return drift
  }

  /// Writes a finding about a row and the object it is about.
  ///
  /// - Parameters:
  ///   - check: the check.
  ///   - row: the row.
  ///   - table: the row's table.
  ///   - object: the object.
  ///   - fields: what the row says otherwise.
  ///   - story: one sentence for people.
  ///   - state: what the row should say became of it, if that is what mends it.
  ///   - sets: other cells that mend it.
  ///   - hold: a reason of the check's own to leave the change to a person.
  /// - Returns: the finding.
  func finding(
    _ check: Check, _ row: Int, of table: DatabaseTable, _ object: StripeObject,
    fields: [FieldDifference] = [], _ story: String, becoming state: MoneyState? = nil,
    sets: [NewCell] = [], unless hold: String? = nil
  ) -> Drift {
    var drift = check.finding(
      aboutRow: row, of: table, fields: fields, story: story, evidence: [object.origin])
    drift.objects = [ObjectName(object.kind, object.id)]
    complete(&drift, object)
    let told = state.map { cells(of: $0, in: row, of: table, about: object) } ?? []
    let remedy = Remedy.update(row: row, set: told + sets, guards: [.provenance])
    check.mend(&drift, by: remedy, unless: hold ?? reasonToHold(remedy, state, table, object))
    return drift
  }

  /// Why a column of an amount waits for a person.
  static let severalAmounts = "Stripe names several amounts, and the column may mean any of them"

  private func reasonToHold(
    _ remedy: Remedy, _ state: MoneyState?, _ table: DatabaseTable, _ object: StripeObject
  ) -> String? {
    if let state, table.definition.place(of: .status) != nil,
      word(of: state, in: table, about: object) == nil
    {
      return "the word of \(table.definition.name) for \(state.rawValue) is not known"
    }
    return policy.reasonToHold(remedy, in: table.definition.name, about: object)
  }

  /// Tells whose an object is, as far as its subscription or customer does.
  func complete(_ drift: inout Drift, _ object: StripeObject) {
    if let customer = fact(.customer, object).symbol { drift.customer = customer }
    drift.marker = EventMarker(object)
    if let id = fact(.subscription, object).symbol, let place = board.subscriptionPlaces[id] {
      drift.subscription = Int(place)
      if drift.owner == .empty { drift.owner = holders[Int(place)]?.owner ?? .empty }
    }
  }
}
