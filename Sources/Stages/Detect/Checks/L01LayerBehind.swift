import Billing
import Bytes
import Reconciliation

extension Check {
  static let layerBehind = Check(
    "L01", "layer-behind",
    definition: "A row of the second layer says another status than follows from Stripe's state.",
    origin:
      "The step from the first layer to the second failed, or followed a wrong row.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Mend the first layer, and set the status that follows from it along with it.",
    safeguard: "The subscription's state is known, and the rule has a case for it.",
    personWhen: "The first layer is left to a person, or several rows follow one of it.",
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
        let status = FieldDifference(field: .status, column: column, sides: sides)
        var drift = check.finding(
          aboutLayer: row, following: pair, in: file, fields: [status],
          story: "the second layer does not say what follows from Stripe's state")
        check.mend(&drift, inLayer: layer, following: pair, setting: status, file)
        if rows.count > 1, drift.disposition == .auto {
          check.mend(&drift, by: drift.remedy, unless: "several rows follow the same one")
        }
        file.add(drift)
      }
    }
  }

  /// Gives a finding about a row of the second layer its remedy, unless the first layer's waits.
  private func mend(
    _ drift: inout Drift, inLayer layer: LayerBoard, following pair: PairView,
    setting status: FieldDifference, _ file: AccountCase
  ) {
    guard let row = drift.row else { return }
    let gives = status.sides.stripe.symbol.map(layer.isLive(word:)) ?? false
    let isDowngrade = layer.isLive(row) && !gives
    let remedy = Remedy.update(
      row: row, set: [status.newCell], guards: isDowngrade ? [.noOtherLiveRow] : [])
    let first = drift.parent.map { file.drifts[$0] }
    let waits = first.map { $0.disposition != .auto } ?? false
    let reason =
      waits
      ? "the row that it follows waits for a person"
      : FixPolicy(file).reasonToHold(pair, isDowngrade: isDowngrade)
        ?? TablePolicy(evidence: file.evidence).reasonToHold(remedy, in: drift.table)
    mend(&drift, by: remedy, unless: reason)
  }
}
