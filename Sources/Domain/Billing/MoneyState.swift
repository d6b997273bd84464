/// What became of an invoice or a payment, whatever word a database has for it.
public enum MoneyState: String, Sendable, CaseIterable {
  /// Not yet final, so nothing is due.
  case draft
  /// Due and not paid; of a payment, not decided yet.
  case open
  /// Paid.
  case paid
  /// Given up: nothing was ever due, as far as the books are concerned.
  case void
  /// Due, and not expected to be paid any more.
  case uncollectible
  /// An attempt that did not succeed.
  case failed
  /// Paid and given back, the whole of it.
  case refunded
  /// Taken back by the payer's bank, or about to be.
  case disputed

  /// The state that a word stands for: Stripe's own words and those that databases use.
  ///
  /// - Parameter word: a word in letters of any case; blanks, `-` and `_` do not count. A word that
  ///   is not known, or stands for more than one state, gives `nil`.
  public init?(word: String) {
    let letters = word.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
    guard let state = Self.ofWord[letters] else { return nil }
    self = state
  }

  /// The state as one of an invoice: an attempt that failed leaves it open.
  public var asInvoice: MoneyState { self == .failed ? .open : self }

  /// The words that Stripe has for invoices, payment intents and charges.
  public static let stripesWords: Set<String> = [
    "draft", "open", "paid", "void", "uncollectible", "succeeded", "failed", "pending",
    "processing", "canceled", "requires_action", "requires_capture", "requires_confirmation",
    "requires_payment_method",
  ]

  private static let ofWord: [String: MoneyState] = [
    "draft": .draft, "open": .open, "unpaid": .open, "due": .open, "overdue": .open,
    "pastdue": .open, "sent": .open, "issued": .open, "pending": .open, "processing": .open,
    "requiresaction": .open, "requiresconfirmation": .open, "requirescapture": .open,
    "paid": .paid, "succeeded": .paid, "success": .paid, "successful": .paid, "completed": .paid,
    "complete": .paid, "captured": .paid, "settled": .paid, "void": .void, "voided": .void,
    "canceled": .void, "cancelled": .void, "uncollectible": .uncollectible,
    "writtenoff": .uncollectible, "failed": .failed, "failure": .failed, "declined": .failed,
    "requirespaymentmethod": .failed, "refunded": .refunded, "disputed": .disputed,
    "chargeback": .disputed, "chargedback": .disputed,
  ]
}
