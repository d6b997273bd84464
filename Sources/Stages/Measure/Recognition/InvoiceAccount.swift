import Billing
import Bytes
import Revenue

/// How one invoice stands: its lines, what is open, what was taken back.
struct InvoiceAccount {
  /// The lines, as they stand.
  var lines: [LineAccount] = []
  /// Billed and not paid.
  var receivable: Int64 = 0
  /// What the customer's balance paid.
  var balanceApplied: Int64 = 0
  /// Money that came after its revenue was taken back.
  var recovered: Int64 = 0
  /// Paid beyond what was due, and so in the customer's balance.
  var overpaid: Int64 = 0
  /// What was taken back, in the order of time.
  var reversals: [Reversal] = []

  /// Begins with another invoice.
  mutating func begin(_ invoice: BilledInvoice, _ book: BillingBook, _ rules: RecognitionRules) {
    lines.removeAll(keepingCapacity: true)
    reversals.removeAll(keepingCapacity: true)
    for line in invoice.lines { lines.append(LineAccount(book.lines[line], rules)) }
    let total = lines.reduce(0) { $0 + $1.rest }
    balanceApplied = invoice.balanceApplied
    receivable = total - balanceApplied
    if receivable < 0 {
      // Nobody owes less than nothing: what an invoice gives back goes to the balance.
      balanceApplied += receivable
      receivable = 0
    }
    (recovered, overpaid) = (0, 0)
  }

  /// Whether all that can be earned is.
  var isEarned: Bool { lines.allSatisfy { $0.deferred == 0 } }

  /// Takes an amount back: from every line in proportion to what is left of it, and within a line
  /// from what was earned, what was not, and the tax.
  ///
  /// Source: Stripe documentation, “Revenue Recognition: Examples”; the parts are divided by the
  /// largest remainder, so that they add up.
  ///
  /// - Parameters:
  ///   - amount: minor units, above zero.
  ///   - account: what the earned part is booked on.
  ///   - source: the refund, dispute or credit note.
  ///   - weights: how the lines share in it, where a credit note says so.
  /// - Returns: what came from where; it is kept among ``reversals``.
  mutating func reverse(
    _ amount: Int64, to account: Account, source: Symbol, weights: [Int64]? = nil
  ) -> Reversal {
    var reversal = Reversal(account: account, source: source)
    // Never more than there is: what is left over was never revenue.
    let taken = min(amount, max(lines.reduce(recovered) { $0 + $1.rest }, 0))
    reversal.excess = amount - taken
    guard taken > 0 else { return keep(reversal) }
    let parts = shares(of: taken, weights)
    for index in lines.indices where parts[index] != 0 {
      reversal.parts.append(take(parts[index], from: index))
    }
    if parts.count > lines.count {
      reversal.recovered = parts[lines.count]
      recovered -= reversal.recovered
    }
    return keep(reversal)
  }

  /// How an amount is shared, by weights as far as every line has that much left.
  private func shares(of amount: Int64, _ weights: [Int64]?) -> [Int64] {
    if let weights {
      let parts = Allocation.byLargestRemainder(amount, weights)
      let fits = zip(lines, parts).allSatisfy { line, part in
        part.magnitude <= line.rest.magnitude && (part < 0) == (line.rest < 0) || part == 0
      }
      if fits { return parts }
    }
    return Allocation.byLargestRemainder(amount, lines.map(\.rest) + [recovered])
  }

  private mutating func keep(_ reversal: Reversal) -> Reversal {
    reversals.append(reversal)
    return reversal
  }

  private mutating func take(_ amount: Int64, from index: Int) -> Reversal.Part {
    let line = lines[index]
    let parts = Allocation.byLargestRemainder(amount, [line.recognized, line.deferred, line.tax])
    lines[index].recognized -= parts[0]
    lines[index].deferred -= parts[1]
    lines[index].tax -= parts[2]
    return Reversal.Part(line: index, recognized: parts[0], deferred: parts[1], tax: parts[2])
  }
}
