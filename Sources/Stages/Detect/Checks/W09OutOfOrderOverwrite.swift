import Reconciliation

extension Check {
  static let outOfOrderOverwrite = Check(
    "W09", "out-of-order-overwrite",
    definition: "The row equals an older event's state; a newer one was processed before it.",
    origin: "Whatever arrives last is written, whether or not it is the newest.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Mend the row from the newest state, and compare the event's time before writing.",
    safeguard: "The times of creation and of processing say so.",
    personWhen: "The events are of the same second.",
    needs: [.ledger],
    findInCauses: { check, file in
      file.findings(
        of: check, where: { $0.code == .outOfOrder && $0.reason == .lateDelivery }
      ) { _ in "an older event was processed after this one and written over it" }
    })
}
