import Billing
import Reconciliation

extension Check {
  static let intervalMismatch = Check(
    "P13", "interval-mismatch",
    definition: "The row is billed by another interval than the one in Stripe.",
    origin: "A move between month and year was missed, or only half applied.",
    harm: .metrics, severity: .p1, disposition: .auto,
    fix: "Set the interval, in the database's own word.",
    safeguard: "The price is the same on both sides, or is set together with the interval.",
    personWhen: "The price differs and the catalogue does not map it.",
    needsFields: [.interval],
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      guard let interval = file.difference(.interval, of: pair) else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: [interval],
          story: "the row's interval is not the one that Stripe bills",
          sets: [interval.newCell],
          hold: pair.isPlanKnown ? nil : FixPolicy.unmappedPrice),
        about: pair)
    }
  }
}
