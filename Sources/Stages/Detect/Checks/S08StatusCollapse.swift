import Billing
import Reconciliation

extension Check {
  static let statusCollapse = Check(
    "S08", "status-collapse",
    definition: "Stripe's status is one of doubt; the row's is a coarser or another one.",
    origin: "The code knows too few words and maps the rest to one of them.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Set the exact status, where the column has a word for it.",
    safeguard: "The status rule gives a word for Stripe's state.",
    personWhen: "The column cannot hold the word.",
    signs: .differs
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let status = file.difference(.status, of: pair) else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [status],
          story: "the row's status is not the one that Stripe's state stands for",
          sets: [status.newCell], isDowngrade: !pair.isStripeLive),
        about: pair)
    }
  }
}
