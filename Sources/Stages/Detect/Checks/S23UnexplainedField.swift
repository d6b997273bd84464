import Reconciliation

extension Check {
  static let unexplainedField = Check(
    "S23", "unexplained-field",
    definition: "A field differs and no other check says why that matters.",
    origin: "An update that changes a detail only was missed, or the column is kept by hand.",
    harm: .metrics, severity: .p2, disposition: .review,
    fix: "Set the columns to what Stripe says.",
    safeguard: "Nothing is lost: every difference is listed once.",
    personWhen: "Always: what the difference means is not known.",
    signs: .differs
  ) { check, file in
    for pair in file.suspects(of: check) where !pair.isRowDeleted {
      let fields = file.differences(of: pair).filter { !isHarmlessFossil($0, of: pair) }
      guard !fields.isEmpty else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: fields,
          story: "fields differ that no other finding explains", sets: fields.map(\.newCell)),
        about: pair)
    }
  }
}
