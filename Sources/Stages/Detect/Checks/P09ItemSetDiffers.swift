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
      let shelf = ItemShelf(items, file.rows(of: items))
      return file.evidence.subscriptions.indices.flatMap { place in
        file.itemFindings(of: place, items, shelf, check)
      }
    })
}

/// The rows of items, by the subscription and the item they name.
private struct ItemShelf {
  var rowsOfSubscription: [Symbol: [Int]] = [:]

  init(_ items: DatabaseTable, _ rows: [Int]) {
    for row in rows {
      rowsOfSubscription[items.symbol(row, .subscription), default: []].append(row)
    }
  }
}

extension TableCase {
  fileprivate func itemFindings(
    of place: Int, _ items: DatabaseTable, _ shelf: ItemShelf, _ check: Check
  ) -> [Drift] {
    let object = evidence.subscriptions[place]
    guard evidence.comparison.expected[place].isLive,
      object.notes.isDisjoint(with: [.inFlight, .hasGap, .tainted]),
      let billed = billedItems(of: object)
    else { return [] }
    let rows = shelf.rowsOfSubscription[object.id] ?? []
    // A subscription of which no item is kept has no rows at all: that is the row's own matter.
    guard !rows.isEmpty else { return [] }
    let kept = Set(rows.map { symbols.text(items.symbol($0, .item)) })
    var drifts: [Drift] = []
    for item in billed where !kept.contains(item) {
      var drift = check.finding(
        in: items.definition.name, story: "the database does not have the billed item \(item)")
      drift.evidence = [object.origin]
      drifts.append(drift)
    }
    for row in rows where items[row, .item].hasValue {
      guard !billed.contains(symbols.text(items.symbol(row, .item))) else { continue }
      drifts.append(
        check.finding(
          aboutRow: row, of: items, story: "the database has an item that Stripe does not bill",
          evidence: [object.origin]))
    }
    return drifts.map { drift in
      var drift = drift
      drift.subscription = place
      drift.customer = evidence.ledger.fact(.customer, of: object).symbol ?? .empty
      return drift
    }
  }

  /// The items that Stripe bills; `nil` when they are not known.
  private func billedItems(of object: StripeObject) -> [String]? {
    let list = evidence.ledger.fact(.itemList, of: object)
    if list.isNull {
      return evidence.ledger.fact(.item, of: object).symbol.map { [symbols.text($0)] }
    }
    guard let list = list.symbol else { return nil }
    return ItemList(list, in: symbols).items.map(\.item)
  }
}
