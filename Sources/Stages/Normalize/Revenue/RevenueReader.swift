import Billing
import Bytes
import JSON
import Revenue

/// What is kept of an object for revenue: the first byte of its packed body.
enum RevenueKind: UInt8 {
  /// A subscription: what recurs.
  case subscription = 1
  /// An invoice with its lines.
  case invoice
  /// Money taken from a customer, or an attempt to.
  case charge
  /// Money given back.
  case refund
  /// Money that a payer's bank takes back.
  case dispute
  /// A note that takes back a part of an invoice.
  case creditNote
  /// A transaction of the balance.
  case balanceTransaction
  /// Money sent to the bank.
  case payout
  /// What a payment paid of an invoice.
  case invoicePayment

  /// The kind that a value of the key `object` names.
  init?(objectName name: ByteView) {
    guard let kind = Self.names.first(where: { name.equals($0.name) })?.kind else { return nil }
    self = kind
  }

  private static let names: [(name: StaticString, kind: RevenueKind)] = [
    ("subscription", .subscription), ("invoice", .invoice), ("charge", .charge),
    ("refund", .refund), ("dispute", .dispute), ("credit_note", .creditNote),
    ("balance_transaction", .balanceTransaction), ("payout", .payout),
    ("invoice_payment", .invoicePayment),
  ]
}

/// Reads what revenue follows from in one Stripe object at a time: a second projection beside
/// ``FactReader``, made in the same pass when figures are asked for.
///
/// What changes over time becomes a packed body, which travels at the end of the object's packed
/// sight and is put in order by the same fold. What does not change — terms of prices and coupons —
/// goes into a book. Amounts stay the texts they are; ``RevenueUnpacker`` reads them once for each
/// wording. Each kind of object has a file of its own.
struct RevenueReader: ~Copyable {
  /// What subscriptions refer to.
  var terms = TermsBook()
  /// The packed body of the object read last.
  private(set) var body = PackedWriter()
  private var scratch: [UInt8] = []
  /// Whether all invoice lines of items are kept, rather than those their prices need.
  let keepsAllLines: Bool

  init(keepsAllLines: Bool = false) { self.keepsAllLines = keepsAllLines }

  /// Reads an object.
  ///
  /// - Parameters:
  ///   - object: the object.
  ///   - seen: when it was like this.
  ///   - isDeleted: whether that was its end.
  /// - Returns: whether it has a body.
  mutating func read(_ object: JSONValue, seen: Timestamp, isDeleted: Bool) -> Bool {
    guard let name = object["object"]?.plainText else { return false }
    body.begin()
    guard let kind = RevenueKind(objectName: name) else {
      noteTerms(object, name, seen: seen, isDeleted: isDeleted)
      return false
    }
    put(kind)
    switch kind {
    case .subscription: putSubscription(object)
    case .invoice:
      let invoice = JSONFields<InvoiceField>(of: object)
      noteInvoice(invoice, seen: seen)
      putInvoice(invoice)
    case .charge: putCharge(object)
    case .refund: putRefund(object)
    case .dispute: putDispute(object)
    case .creditNote: putCreditNote(object)
    case .balanceTransaction: putBalanceTransaction(object)
    case .payout: putPayout(object)
    case .invoicePayment: putInvoicePayment(object)
    }
    return true
  }

  private mutating func noteTerms(
    _ object: JSONValue, _ name: ByteView, seen: Timestamp, isDeleted: Bool
  ) {
    if name.equals("price") || name.equals("plan") {
      notePrice(object, seen: seen)
    } else if name.equals("coupon") {
      noteCoupon(object, seen: seen)
    } else if name.equals("customer") {
      noteCustomer(object, seen: seen)
    } else if name.equals("discount") {
      noteDiscount(object, seen: seen, isDeleted: isDeleted)
    }
  }

  /// Where a record's bytes begin, behind its length.
  static let bodyStart = 4

  // MARK: How values are packed

  mutating func put(_ kind: RevenueKind) { body.put(byte: kind.rawValue) }

  mutating func put(flag value: Bool) { body.put(byte: value ? 1 : 0) }

  mutating func put(optional value: Int64?) { body.put(optional: value) }

  /// A word that the record does not have in these letters.
  mutating func put(word: StaticString) {
    body.put(
      text: unsafe ByteView(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  mutating func put(count: Int) { body.put(number: UInt64(count)) }

  /// A string, or a number as it is written; the empty text for all else.
  mutating func put(text value: JSONValue?) {
    body.put(text: text(of: value))
  }

  /// The id of an object that may be given as its id, in full, or as a deleted stub.
  mutating func put(id value: JSONValue?) { put(text: Self.id(of: value)) }

  /// A whole number, or whole seconds since 1970; may be missing.
  mutating func put(integer value: JSONValue?) { body.put(optional: value?.integer) }

  /// An amount in minor units; may be missing.
  ///
  /// A number that is no whole one of 64 bits is put as the largest one, which is told as too large
  /// and not taken for nothing.
  mutating func put(amount value: JSONValue?) { body.put(optional: Self.amount(of: value)) }

  /// An amount as ``put(amount:)`` puts it.
  static func amount(of value: JSONValue?) -> Int64? {
    guard let value else { return nil }
    return value.integer.map { max($0, -.max) } ?? (value.numberText == nil ? nil : .max)
  }

  /// A part of the body that says how long it is.
  mutating func putPart(_ write: (inout RevenueReader) -> Void) {
    let start = body.beginPart()
    write(&self)
    body.endPart(from: start)
  }

  /// The text of a string or a number; valid until the next one is asked for.
  mutating func text(of value: JSONValue?) -> ByteView {
    value.flatMap { $0.text(into: &scratch) ?? $0.numberText } ?? .empty
  }

  /// The id of an object that may be given as its id, in full, or as a deleted stub.
  static func id(of value: JSONValue?) -> JSONValue? {
    value.flatMap { $0.isObject ? $0["id"] : $0 }
  }
}

extension ByteView {
  /// No bytes.
  static var empty: ByteView { unsafe ByteView(UnsafeBufferPointer(start: nil, count: 0)) }
}

extension JSONValue {
  /// The value, or nothing where it is `null`: objects write a field that does not apply both ways.
  var unlessNull: JSONValue? { isNull ? nil : self }
}
