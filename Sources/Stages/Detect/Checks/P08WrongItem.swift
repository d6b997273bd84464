import Billing
import Bytes
import Reconciliation

extension Check {
  static let wrongItem = Check(
    "P08", "wrong-item-chosen",
    definition: "The row has the price of another item than the one that bears the plan.",
    origin: "The handler takes the first item, which may be metered or an add-on.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Set item, price, plan and amount to those of the plan-bearing item.",
    safeguard: "Exactly one item bears the plan; the catalogue maps its price to one plan.",
    personWhen: "No item bears the plan, or several do.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let fields = file.differences(of: pair).filter { priceFields.contains($0.field) }
      guard !fields.isEmpty, isOfOtherItem(pair, fields) else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "the row follows an item that does not bear the plan",
          sets: fields.map(\.newCell), hold: reasonToHold(price: pair, fields)),
        about: pair)
    }
  }

  /// Whether a value of the row belongs to another item of the subscription.
  private static func isOfOtherItem(_ pair: PairView, _ fields: [FieldDifference]) -> Bool {
    let symbols = pair.board.evidence.symbols
    guard let list = pair.fact(.itemList).symbol, let bearing = pair.fact(.item).symbol else {
      return false
    }
    let others = ItemList(list, in: symbols).items.filter { $0.item != symbols.text(bearing) }
    return fields.contains { difference in
      guard let stated = difference.sides.database.symbol else { return false }
      let word = symbols.text(stated)
      return switch difference.field {
      case .item: others.contains { $0.item == word }
      case .price: others.contains { $0.price == word }
      case .plan:
        others.contains { other in
          symbols.find(other.price).flatMap { pair.board.evidence.comparison.planOfPrice[$0] }
            == stated
        }
      default: false
      }
    }
  }
}
