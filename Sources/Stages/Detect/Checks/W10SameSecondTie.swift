import Reconciliation

extension Check {
  static let sameSecondTie = Check(
    "W10", "same-second-tie",
    definition: "Two events of one second differ, and the row equals the one that came first.",
    origin: "The handler compares times of whole seconds and takes the later event for stale.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Mend the row from the state that the chain of replaced values ends in.",
    safeguard: "What each event replaced puts them in order.",
    personWhen: "What they replaced does not tell their order.",
    needs: [.ledger],
    findInCauses: { check, file in
      file.findings(of: check, where: { $0.reason == .sameSecond }) { _ in
        "the event is of the same second as the one that the row was written from"
      }
    })
}
