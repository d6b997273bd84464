import Billing
import Bytes
import Reconciliation

/// Compares a row of invoices or payments with a state of the object it is about.
///
/// Words differ from system to system and so does which of an object's amounts a column means: a
/// row says what a state says if its word stands for the same and its amount is one of the state's.
struct MoneyDiff {
  let ledger: StripeLedger
  let rows: DatabaseTable

  /// The fields that are compared.
  var compared: Set<RowField> {
    guard [.invoices, .payments].contains(rows.definition.role) else { return [] }
    return Set([.status, .amount].filter { rows.definition.place(of: $0) != nil })
  }

  /// What a state says became of the money; `nil` where it says nothing that is known.
  func money(of object: StripeObject) -> MoneyState? {
    switch object.kind {
    case .dispute: .disputed
    case .refund: .refunded
    case .charge where ledger.fact(.amountRefunded, of: object).integer ?? 0 > 0: .refunded
    case .invoice, .paymentIntent, .charge:
      ledger.fact(.status, of: object).symbol.flatMap {
        MoneyState(word: ledger.symbols.text($0))?.asInvoice
      }
    default: nil
    }
  }

  /// The fields in which a row does not say what a state says.
  func differing(_ row: Int, _ object: StripeObject) -> Set<RowField> {
    var differing: Set<RowField> = []
    let stated = rows[row, .status].symbol.flatMap {
      MoneyState(word: ledger.symbols.text($0))?.asInvoice
    }
    if stated != money(of: object) { differing.insert(.status) }
    let amounts = [StripeField.total, .amountDue, .amountPaid, .amount].compactMap {
      ledger.fact($0, of: object).integer
    }
    if let amount = rows[row, .amount].integer, !amounts.isEmpty, !amounts.contains(amount) {
      differing.insert(.amount)
    }
    return differing.intersection(compared)
  }
}
