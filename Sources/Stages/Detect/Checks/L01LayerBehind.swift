import Billing
import Bytes
import Reconciliation

extension Check {
  static let layerBehind = Check(
    "L01", "layer-behind",
    definition: "A row of the second layer says another status than follows from Stripe's state.",
    origin:
      "The step from the first layer to the second failed, or followed a wrong row.",
    harm: .denied, severity: .p1, disposition: .review,
    fix: "Mend the first layer, then set the status that follows from it.",
    safeguard: "The subscription's state is known, and the rule has a case for it.",
    personWhen: "Always: only rows of subscriptions are changed by themselves.",
    needs: [.subscriptions, .platformSubscriptions]
  ) { check, file in
    guard let layer = file.board.layer,
      let column = layer.table.definition.place(of: .status)
    else { return }
    for (pair, rows) in file.layered {
      guard let place = pair.subscription,
        let word = file.evidence.comparison.layerExpected[place].word
      else { continue }
      for row in rows where layer.table.symbol(row, .status) != word {
        let sides = Sides(stripe: Cell.symbol(word), database: layer.table[row, .status])
        file.add(
          check.finding(
            aboutLayer: row, following: pair, in: file,
            fields: [FieldDifference(field: .status, column: column, sides: sides)],
            story: "the second layer does not say what follows from Stripe's state"))
      }
    }
  }
}
