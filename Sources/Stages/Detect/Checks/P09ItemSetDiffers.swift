import Billing
import Bytes
import Reconciliation

extension Check {
  static let itemSetDiffers = Check(
    "P09", "item-set-differs",
    definition: "An item of a live subscription is missing in the database, or the reverse.",
    origin: "Changes of add-ons are not handled.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Insert the missing item; close the one that Stripe does not bill.",
    safeguard: "Nothing about the subscription is in flight; ids of items are unique.",
    personWhen: "A paid add-on would be removed.",
    needs: [.items], needsFields: [.item, .subscription], of: .items,
    findInTables: { check, file in
      guard let items = file.evidence.table(.items) else { return [] }
      let rows = Dictionary(grouping: file.rows(of: items)) { items.symbol($0, .subscription) }
      return file.evidence.subscriptions.indices.flatMap { place in
        let id = file.evidence.subscriptions[place].id
        return file.itemFindings(of: place, items, rows[id] ?? [], check)
      }
    })
}

extension TableCase {
  fileprivate func itemFindings(
    of place: Int, _ items: DatabaseTable, _ rows: [Int], _ check: Check
  ) -> [Drift] {
    let object = evidence.subscriptions[place]
    guard evidence.comparison.expected[place].isLive,
      object.notes.isDisjoint(with: [.inFlight, .hasGap, .tainted]),
      let billed = billedItems(of: object),
      // A subscription of which no item is kept has no rows at all: that is the row's own matter.
      !rows.isEmpty
    else { return [] }
    let kept = Set(rows.map { symbols.text(items.symbol($0, .item)) })
    var drifts: [Drift] = []
    for item in billed where !kept.contains(item.id) {
      var drift = check.finding(
        in: items.definition.name, story: "the database does not have the billed item \(item.id)")
      drift.evidence = [object.origin]
      let remedy = Remedy.insert(
        into: items.definition.name, values: newRow(of: item, object, items), guards: [])
      check.mend(
        &drift, by: remedy,
        unless: policy.reasonToHold(remedy, in: drift.table, about: object))
      drifts.append(drift)
    }
    let known = billed.map(\.id)
    for row in rows where items[row, .item].hasValue {
      guard !known.contains(symbols.text(items.symbol(row, .item))) else { continue }
      var drift = check.finding(
        aboutRow: row, of: items, story: "the database has an item that Stripe does not bill",
        evidence: [object.origin])
      let remedy = Remedy.softDelete(row: row, guards: [.provenance])
      check.mend(
        &drift, by: remedy,
        unless: policy.reasonToHold(remedy, in: drift.table, about: object))
      drifts.append(drift)
    }
    return drifts.map { drift in
      var drift = drift
      drift.subscription = place
      drift.customer = evidence.ledger.fact(.customer, of: object).symbol ?? .empty
      drift.marker = EventMarker(object)
      return drift
    }
  }

  /// What the row of an item says; none where the item's id is known from a list alone.
  private func newRow(
    of item: BilledItem, _ object: StripeObject, _ items: DatabaseTable
  ) -> [NewCell] {
    guard let id = symbols.find(item.id), let column = items.definition.place(of: .item) else {
      return []
    }
    let holder =
      board.subscriptionPlaces[object.id].flatMap { holders[Int($0)] } ?? Holder(owner: .empty)
    var row = newRow(about: object, in: items, of: holder, nil, amount: nil)
    row.append(NewCell(column: column, cell: .symbol(id)))
    if let price = item.price.flatMap(symbols.find), let place = items.definition.place(of: .price)
    {
      row.append(NewCell(column: place, cell: .symbol(price)))
    }
    return row
  }

  /// An item that Stripe bills.
  private struct BilledItem {
    var id: String
    var price: String?
  }

  /// The items that Stripe bills; `nil` when they are not known.
  private func billedItems(of object: StripeObject) -> [BilledItem]? {
    let list = evidence.ledger.fact(.itemList, of: object)
    if list.isNull {
      return evidence.ledger.fact(.item, of: object).symbol.map {
        [BilledItem(id: symbols.text($0), price: nil)]
      }
    }
    guard let list = list.symbol else { return nil }
    return ItemList(list, in: symbols).items.map { BilledItem(id: $0.item, price: $0.price) }
  }
}
