import Billing
import Bytes
import Reconciliation

/// Invoices and payments of both sides, found by Stripe's ids.
///
/// Rows are never matched by amount or day: two payments of one amount are the rule, not a sign.
struct MoneyBook: Sendable {
  let invoices: DatabaseTable?
  let payments: DatabaseTable?
  /// How each of the two tables says things.
  private let words: [TableRole: DatabaseWords]
  /// Entries of credits that name the invoice they are for.
  let credits: DatabaseTable?
  /// The rows of invoices that name each of Stripe's.
  private var rowsOfInvoice: [Symbol: [Int]] = [:]
  /// The rows of payments that name each of Stripe's ids, by the field that names it.
  private var rowsOfPayment: [RowField: [Symbol: [Int]]] = [:]
  /// Stripe's objects, by their ids.
  private var places: [StripeKind: SymbolMap] = [:]
  private var refundsOfCharge: [Symbol: [StripeObject]] = [:]
  private let ledger: StripeLedger
  private let horizon: Timestamp
  /// The earliest row of each table: what is older may have been before its time.
  private(set) var invoicesSince: Timestamp?
  private(set) var paymentsSince: Timestamp?

  init(_ board: CaseBoard) {
    let evidence = board.evidence
    ledger = evidence.ledger
    horizon = evidence.definition.clock.horizon
    invoices = Self.table(.invoices, naming: [.invoice], in: evidence)
    payments = Self.table(
      .payments, naming: [.paymentIntent, .charge, .invoice, .refund, .dispute], in: evidence)
    words = Dictionary(
      uniqueKeysWithValues: [invoices, payments].compactMap { table in
        table.map { ($0.definition.role, DatabaseWords($0, evidence.symbols)) }
      })
    credits = Self.table(.credits, naming: [.invoice], in: evidence)
    guard isNeeded else { return }
    if let invoices {
      rowsOfInvoice = Self.rows(of: invoices, by: .invoice)
      invoicesSince = since(invoices)
    }
    if let payments {
      for field in [RowField.paymentIntent, .charge, .refund, .dispute, .invoice] {
        rowsOfPayment[field] = Self.rows(of: payments, by: field)
      }
      paymentsSince = since(payments)
    }
    for kind in [StripeKind.invoice, .paymentIntent, .charge, .refund] {
      var map = SymbolMap(minimumCapacity: ledger[kind].count)
      for (place, object) in ledger[kind].enumerated() { map[object.id] = UInt32(place) }
      places[kind] = map
    }
    for refund in ledger[.refund] {
      guard let charge = ledger.fact(.charge, of: refund).symbol else { continue }
      refundsOfCharge[charge, default: []].append(refund)
    }
  }

  /// Whether a table speaks of Stripe's invoices or payments.
  var isNeeded: Bool { invoices != nil || payments != nil || credits != nil }

  /// The table of a role, if its rows name Stripe's objects by any of the fields.
  private static func table(
    _ role: TableRole, naming fields: [RowField], in evidence: Evidence
  ) -> DatabaseTable? {
    evidence.table(role).flatMap { table in
      fields.contains { table.definition.place(of: $0) != nil } ? table : nil
    }
  }

  private static func rows(of table: DatabaseTable, by field: RowField) -> [Symbol: [Int]] {
    guard table.definition.place(of: field) != nil else { return [:] }
    var found: [Symbol: [Int]] = [:]
    for row in 0..<table.count {
      let name = table.symbol(row, field)
      if name != .empty { found[name, default: []].append(row) }
    }
    return found
  }

  private func since(_ table: DatabaseTable) -> Timestamp? {
    (0..<table.count).lazy.compactMap { table[$0, .createdAt].time }.min()
  }

  // MARK: Rows

  /// The rows of invoices that name one of Stripe's, deleted ones too.
  func invoiceRows(_ invoice: Symbol) -> [Int] { rowsOfInvoice[invoice] ?? [] }

  /// The rows of payments that name one of Stripe's ids in a field.
  func paymentRows(_ field: RowField, _ id: Symbol) -> [Int] { rowsOfPayment[field]?[id] ?? [] }

  /// Every row of payments about an intent, or the payment of an invoice, a charge or a dispute, by
  /// the intent, the charge or the invoice that it names.
  func paymentRows(of object: StripeObject) -> [Int] {
    let intent =
      object.kind == .paymentIntent ? object.id : ledger.fact(.paymentIntent, of: object).symbol
    let charge = object.kind == .charge ? object.id : ledger.fact(.charge, of: object).symbol
    var found: Set<Int> = []
    if let intent { found.formUnion(paymentRows(.paymentIntent, intent)) }
    if let charge { found.formUnion(paymentRows(.charge, charge)) }
    if object.kind == .invoice { found.formUnion(paymentRows(.invoice, object.id)) }
    return found.sorted()
  }

  /// What a row's status word stands for.
  func state(of row: Int, in table: DatabaseTable) -> MoneyState? {
    table[row, .status].symbol.flatMap { MoneyState(word: ledger.symbols.text($0)) }
  }

  /// How a table says something of Stripe's.
  func words(of table: DatabaseTable) -> DatabaseWords {
    words[table.definition.role] ?? DatabaseWords()
  }

  /// Whether a row takes money in: it is not deleted and its amount is not negative.
  func isIncome(_ row: Int, in table: DatabaseTable) -> Bool {
    !table[row, .deletedAt].hasValue && table[row, .amount].integer ?? 0 >= 0
  }

  // MARK: Objects

  /// One of Stripe's objects; `nil` when there is none, or when it is too fresh or doubtful.
  func object(_ kind: StripeKind, _ id: Symbol) -> StripeObject? {
    guard let place = places[kind]?[id] else { return nil }
    let object = ledger[kind][Int(place)]
    return isSettled(object) ? object : nil
  }

  /// The refunds of a charge, by their ids.
  func refunds(of charge: Symbol) -> [StripeObject] { refundsOfCharge[charge] ?? [] }

  /// The objects of a kind that can be judged.
  func settled(_ kind: StripeKind) -> [StripeObject] { ledger[kind].filter(isSettled) }

  private func isSettled(_ object: StripeObject) -> Bool {
    object.hasState && object.notes.isDisjoint(with: [.inFlight, .conflicting, .tainted])
  }

  /// Whether an object is of a time that the rows since an instant must know.
  func isDue(_ object: StripeObject, since: Timestamp?) -> Bool {
    guard let created = ledger.fact(.created, of: object).time, let since else { return false }
    return created >= since && created <= horizon
  }
}
