import Reconciliation

extension Check {
  static let replayRegression = Check(
    "W11", "replay-regression",
    definition: "An event that was tried again was written over a newer state.",
    origin: "The repair sent it again without looking for a newer event of the object.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Mend the row from the newest state and advance its event marker in the same update.",
    safeguard: "The queue says when the older event was tried again.",
    personWhen: "The events are of the same second.",
    needs: [.ledger, .deadLetters],
    findInCauses: { check, file in
      file.findings(of: check, where: { $0.code == .outOfOrder && $0.reason == .replay }) { _ in
        "an older event was tried again after this one and written over it"
      }
    })
}
