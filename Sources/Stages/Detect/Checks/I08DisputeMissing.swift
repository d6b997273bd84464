import Billing
import Bytes
import Reconciliation

extension Check {
  static let disputeMissing = Check(
    "I08", "dispute-not-reflected",
    definition: "A payment is disputed or was lost; its row still counts as paid.",
    origin: "Disputes are not handled, or money withdrawn is taken for a lost case.",
    harm: .leak, severity: .p1, disposition: .auto,
    fix: "Mirror the state of the dispute; access follows the policy.",
    safeguard: "Only a case that is over has consequences.",
    personWhen: "Anything is to be taken back.",
    needs: [.payments], needsFields: [.status, .paymentIntent], of: .payments,
    findInTables: { check, file in
      guard let payments = file.money.payments else { return [] }
      return file.money.settled(.dispute).compactMap { dispute in
        let word = symbolText(file.fact(.status, dispute), file)
        guard ["needs_response", "under_review", "lost"].contains(word),
          file.money.paymentRows(.dispute, dispute.id).isEmpty
        else { return nil }
        let counted = file.money.paymentRows(of: dispute).filter {
          !payments[$0, .deletedAt].hasValue
        }
        // A row that gives the money back says it in its own way.
        guard !counted.contains(where: { payments[$0, .amount].integer ?? 0 < 0 }),
          let row = counted.first(where: { file.money.state(of: $0, in: payments) == .paid })
        else { return nil }
        return file.finding(
          check, row, of: payments, dispute,
          word == "lost"
            ? "the dispute is lost and the row counts as paid"
            : "the payment is disputed and the row counts as paid",
          becoming: .disputed)
      }
    })

  private static func symbolText(_ cell: Cell, _ file: TableCase) -> String {
    cell.symbol.map { file.symbols.text($0) } ?? ""
  }
}
