import Reconciliation

extension Check {
  static let unrecoverableGap = Check(
    "W16", "unrecoverable-gap",
    definition: "What the row missed is older than the events or the ledger reach back to.",
    origin: "The drift was found too late, or the archive begins too late.",
    harm: .audit, severity: .p2, disposition: .report,
    fix: "Mend the row from Stripe's object; the history keeps a hole.",
    safeguard: "The first known state of the object is not its beginning.",
    personWhen: "Figures of the months in the hole were published.",
    needs: [.ledger],
    findInCauses: { check, file in
      file.findings(of: check, where: { $0.code == .agedOut }) { _ in
        "what the row missed is older than what the files reach back to"
      }
    })
}
