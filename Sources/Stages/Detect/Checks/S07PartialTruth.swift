import Billing
import Reconciliation

extension Check {
  static let partialTruth = Check(
    "S07", "partial-truth-row",
    definition: "The status is right, but other columns that Stripe fills are null.",
    origin: "A handler writes the status only, or an old backfill did.",
    harm: .denied, severity: .p1, disposition: .auto,
    fix: "Fill the nulls; never overwrite a value.",
    safeguard: "The status is equal on both sides; the columns are still null.",
    personWhen: "A column holds another value.",
    signs: [.running, .differs]
  ) { check, file in
    for pair in file.suspects(of: check) {
      let open = file.differences(of: pair)
      let isMeant: Set<RowField> = [
        .canceledAt, .cancelAt, .trialStart, .trialEnd, .pause, .discount,
      ]
      let nulls = open.filter { $0.sides.database.isNull && !isMeant.contains($0.field) }
      guard !nulls.isEmpty, pair.expected?.word != nil,
        !open.contains(where: { $0.field == .status })
      else { continue }
      file.add(
        check.finding(
          about: pair, in: file, fields: nulls,
          story: nulls.count == 1
            ? "the status is right but another column is null"
            : "the status is right but \(nulls.count) other columns are null",
          sets: nulls.map(\.newCell)),
        about: pair)
    }
  }
}
