public import Bytes

/// Something about invoices and money that the books could not take as it is: a row, never a
/// silent nothing.
public struct BillingException: Hashable, Sendable {
  /// What is wrong.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An invoice was exported without all of its lines; the rest is booked as one.
    case linesMissing = "lines_missing"
    /// The lines of an invoice do not add up to its total; the difference is booked as a line.
    case linesDiffer = "lines_differ"
    /// An invoice has no total, no currency, no date, or a status that Stripe does not define.
    case invoiceIncomplete = "invoice_incomplete"
    /// An amount is beyond 10^14 minor units.
    case tooLarge = "too_large"
    /// A service that is fifty years from its invoice, or ends before it begins, is earned at once.
    case impossibleService = "impossible_service"
    /// Money settled in another currency than the invoice's: its fee is not in the invoice's books.
    case settledElsewhere = "settled_elsewhere"
    /// A refund or dispute of a charge that was not exported.
    case chargeMissing = "charge_missing"
    /// A credit note of an invoice that was not exported.
    case invoiceMissing = "invoice_missing"
    /// There is no rate of exchange for the day.
    case missingRate = "missing_rate"
  }

  /// What is wrong.
  public var kind: Kind
  /// The invoice, refund, dispute or credit note.
  public var subject: Symbol
  /// The customer; empty where it is not known.
  public var customer: Symbol

  /// Creates an exception.
  public init(_ kind: Kind, _ subject: Symbol, customer: Symbol = .empty) {
    self.kind = kind
    self.subject = subject
    self.customer = customer
  }
}
