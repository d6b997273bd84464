import Billing
import Bytes
import Reconciliation

extension Check {
  static let typeNotHandled = Check(
    "W12", "type-not-handled",
    definition: "Stripe has events of a type; the ledger has none of them.",
    origin: "The endpoint is not subscribed to the type, or the application passes over it.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Subscribe the endpoint to the type, or leave the type out of the handled ones.",
    safeguard: "The whole ledger was read, and the events were due while it was kept.",
    personWhen: "Always: it is a matter of configuration.",
    needs: [.ledger],
    findInLedger: { check, file in
      var types: [Symbol: [EventView]] = [:]
      for view in file.events where !view.isPending && !view.isTypeHeard {
        types[view.event.type, default: []].append(view)
      }
      let symbols = file.board.evidence.symbols
      return types.keys.sorted { symbols.precedes($0, $1) }.map { type in
        let views = types[type] ?? []
        var drift = check.finding(
          about: type, in: file,
          story: story(of: views.count),
          evidence: views.prefix(1).map(\.event.origin))
        if views.count == 1 { drift.cause.refutedIf = EventFate.endpointsWanted }
        // A type that nobody said to handle is mostly one that nobody wants.
        if !file.knowsHandledTypes { drift.severity = .p3 }
        return drift
      }
    })

  private static func story(of count: Int) -> String {
    count == 1
      ? "the one answered event of this type is not in the ledger"
      : "none of the \(count) answered events of this type is in the ledger"
  }
}
