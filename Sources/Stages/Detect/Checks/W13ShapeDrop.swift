import Reconciliation

extension Check {
  static let shapeDrop = Check(
    "W13", "shape-drop",
    definition: "An event was processed, and fields that newer API versions moved stayed null.",
    origin: "The endpoint's API version was raised and the handler reads the old places.",
    harm: .audit, severity: .p1, disposition: .report,
    fix: "Fill the fields from Stripe's state, and read them from both places.",
    safeguard: "The row follows the event in every other field.",
    personWhen: "Other fields are null, too.",
    needs: [.ledger],
    findInCauses: { check, file in
      file.findings(of: check, where: { $0.code == .shape }) { _ in
        "the event was written without the fields that newer API versions moved"
      }
    })
}
