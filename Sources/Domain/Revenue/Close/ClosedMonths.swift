public import Billing
public import Bytes
public import Diagnostics

/// What was reported of closed months: the rows of the item ledger and the entries of the journal,
/// from which every figure of those months follows.
///
/// Its text depends on nothing but these and the rules, and its name on nothing but the text, so
/// that whoever has the name can tell whether the figures are still those.
public struct ClosedMonths: Sendable {
  /// The last month that is closed.
  public let month: CalendarMonth
  /// The SHA-256 of the rules that the months were measured by, in hex.
  public let rules: String
  /// The texts behind every symbol.
  public let symbols: Symbols
  /// The rows, by customer, currency, time, subscription and item; their sights are empty.
  public let changes: [ItemChange]
  /// The entries booked up to the end of the month, corrections among them, by invoice.
  public let journal: Journal

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages; the last part of it must be that of the content.
  /// - Throws: `closed-month` for a file that is none, or not the one that its name says.
  public init(_ file: [UInt8], name: String) throws(Failure) {
    let head = file.prefix { $0 != 0x0A }
    let words = String(decoding: head, as: UTF8.self).split(separator: " ").map(String.init)
    guard words.count == 5, words[0] == "closed", let month = CalendarMonth(text: words[1]),
      words[4].utf8.count == 64
    else {
      throw Failure(
        .closedMonth, "the file does not say which month is closed", file: name,
        position: .init(line: 1), help: "name a file as a run wrote it, metrics/closed-….csv.gz")
    }
    let known = Self.name(of: Digest(of: file), month)
    guard name.utf8.split(separator: UInt8(ascii: "/")).last?.starts(with: known.utf8) == true
    else {
      throw Failure(
        .closedMonth, "the file was changed since the month was closed", file: name,
        help: "its content would be called \(known); take it from the run that closed the month")
    }
    (self.month, rules) = (month, words[4])
    var reader = ClosedMonthsReader(file, after: head.count, name: name)
    try reader.read()
    (symbols, changes, journal) = (reader.symbols, reader.changes, reader.journal)
  }

  /// Throws unless the months were closed by the same rules: figures by others are no corrections.
  ///
  /// - Parameters:
  ///   - rules: the rules that hold now, those of recognition among them.
  ///   - name: how to call the file in messages.
  /// - Throws: `closed-month`.
  public func requireRules(_ rules: [RuleLine], name: String) throws(Failure) {
    guard self.rules != rules.digest else { return }
    throw Failure(
      .closedMonth, "the months up to \(month.text) were closed by other rules", file: name,
      help: "go back to those rules, or leave “closed” out to close the months anew")
  }

  /// What a file is called, without an ending: the month and the beginning of the text's SHA-256.
  public static func name(of content: Digest, _ month: CalendarMonth) -> String {
    "closed-\(month.text)-" + content.hex.prefix(16)
  }

  /// The names above the rows of the item ledger.
  static let ledgerColumns = [
    "time", "customer_id", "subscription_id", "subscription_item_id", "currency", "price_id",
    "product_id", "interval", "reason", "quantity_change", "quantity", "gross_change", "gross",
    "mrr_change", "mrr",
  ]

  /// The names above the lines of the journal.
  static let journalColumns = [
    "invoice_id", "event_type", "time", "accounting_period", "original_accounting_period",
    "booked_period", "currency", "customer_id", "entry_line_id", "source_id", "line_no",
    "account", "amount", "invoice_line_id",
  ]
}

extension [RuleLine] {
  /// The SHA-256 of every rule, in hex.
  public var digest: String {
    Digest(of: [UInt8](map { "\($0.name)=\($0.value)\n" }.joined().utf8)).hex
  }
}

extension Failure.Code {
  /// A file with what was reported of closed months cannot be read as one, was changed, or is of
  /// other rules.
  public static let closedMonth = Failure.Code(rawValue: "closed-month")
}
