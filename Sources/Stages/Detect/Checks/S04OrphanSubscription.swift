import Billing
import Reconciliation

extension Check {
  static let orphanSubscription = Check(
    "S04", "orphan-subscription",
    definition: "Stripe has a live subscription that no row is about.",
    origin: "Metadata is absent, an update matched no row, or the payer is somebody else.",
    harm: .denied, severity: .p0, disposition: .auto,
    fix: "Find the owner by an id that we wrote ourselves and add the row.",
    safeguard: "The owner exists, and has neither another live subscription nor a live row.",
    personWhen: "No id of ours names the owner, or the application makes the keys of its rows.",
    signs: [.running, .noRow]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let isLinked = file.account.ownerRow != nil
      var drift = check.finding(
        about: pair, in: file, fields: [],
        story: isLinked
          ? "the owner pays for a subscription that has no row"
          : "nothing ties the subscription to an owner")
      // That the metadata names nobody is why nothing ties it.
      drift.parent = file.drifts.firstIndex {
        $0.code == Check.metadataOwner.code && $0.subscription == pair.subscription
      }
      let doubt = file.doubtAboutNewRow(for: pair)
      let remedy =
        doubt == nil
        ? Remedy.insert(
          into: drift.table, values: file.newRow(about: pair), guards: [.noOtherLiveRow]) : .none
      let policy = TablePolicy(evidence: file.evidence)
      check.mend(
        &drift, by: remedy,
        unless: doubt ?? policy.reasonToHold(remedy, in: drift.table, about: pair.object))
      file.add(drift, about: pair, settles: true)
    }
  }
}

extension AccountCase {
  /// Why it is not sure that a row about a subscription is what the owner lacks.
  fileprivate func doubtAboutNewRow(for pair: PairView) -> String? {
    if account.ownerRow == nil { return "no id of ours names an owner that the database has" }
    if isOwnerDeleted || isInFlight { return "the owner is deleted, or something is in flight" }
    if !pair.isPlanKnown { return FixPolicy.unmappedPrice }
    return FixPolicy(self).reasonToHold(pair, isDowngrade: false)
      ?? (liveRows.isEmpty ? nil : "the owner has another live row")
  }

  /// What a row about a subscription says, as far as Stripe and the pipeline tell.
  fileprivate func newRow(about pair: PairView) -> [NewCell] {
    let columns = board.rows?.definition.columns ?? []
    return columns.enumerated().compactMap { place, column in
      let cell: Cell =
        switch column.field {
        case .owner: .symbol(account.owner)
        case .createdAt: .time(evidence.definition.clock.asOf)
        case let field?: pair.stated(field)
        case nil: .unknown
        }
      return cell.hasValue ? NewCell(column: place, cell: cell) : nil
    }
  }
}
