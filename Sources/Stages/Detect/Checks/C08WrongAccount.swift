import Billing
import Bytes
import Reconciliation

extension Check {
  static let wrongAccount = Check(
    "C08", "wrong-account",
    definition: "Not one subscription that the rows name is among those that Stripe has.",
    origin: "The keys were swapped, or the database is a copy from another environment.",
    harm: .metrics, severity: .p0, disposition: .report,
    fix: "Export the account and mode that the database belongs to.",
    safeguard: "The run does not count: it ends with 3 and nothing is taken away.",
    personWhen: "Always.",
    findInTables: { check, file in
      guard file.evidence.definition.stripe.isComplete, let rows = file.board.rows,
        file.evidence.comparison.hasNothingInCommon(with: rows)
      else { return [] }
      return [
        check.finding(
          in: file.board.rowsTableName,
          story: "the rows and the export have no subscription in common")
      ]
    })
}
