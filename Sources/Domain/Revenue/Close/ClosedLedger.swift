public import Billing
public import Bytes
public import Diagnostics

/// What was reported of recurring revenue up to the end of a closed month: the rows of the item
/// ledger, from which every figure of those months follows.
///
/// Its text depends on nothing but the rows and the rules, and its name on nothing but the text, so
/// that whoever has the name can tell whether the figures are still those.
public struct ClosedLedger: Sendable {
  /// The last month that is closed.
  public let month: CalendarMonth
  /// The SHA-256 of the rules that the months were measured by, in hex.
  public let rules: String
  /// The texts behind every symbol.
  public private(set) var symbols = Symbols()
  /// The rows, by customer, currency, time, subscription and item; their sights are empty.
  public private(set) var changes: [ItemChange] = []

  static let columns = [
    "time", "customer_id", "subscription_id", "subscription_item_id", "currency", "price_id",
    "product_id", "interval", "reason", "quantity_change", "quantity", "gross_change", "gross",
    "mrr_change", "mrr",
  ]

  /// Takes the rows of a ledger that took effect up to the end of a month.
  ///
  /// - Parameters:
  ///   - figures: the figures of a sorted ledger.
  ///   - month: the last month that is closed.
  public init(of figures: RecurringFigures, through month: CalendarMonth) {
    self.month = month
    rules = figures.rules.digest
    symbols = figures.ledger.symbols
    let end = figures.zone.range(of: month).upperBound
    changes = figures.ledger.changes.filter { $0.time < end }
  }

  /// Throws unless the months were closed by the same rules: figures by others are no corrections.
  ///
  /// - Parameters:
  ///   - rules: the rules that hold now.
  ///   - name: how to call the file in messages.
  /// - Throws: `closed-month`.
  public func requireRules(_ rules: MeasureRules, name: String) throws(Failure) {
    guard self.rules != rules.digest else { return }
    throw Failure(
      .closedMonth, "the months up to \(month.text) were closed by other rules", file: name,
      help: "go back to those rules, or leave “closed” out to close the months anew")
  }

  // MARK: Text

  /// The first line of the file.
  private var preface: String { "closed \(month.text) by rules \(rules)" }

  /// The rows as CSV, under a line that says which month is closed and by which rules.
  public var content: [UInt8] {
    var bytes = Array((preface + "\n" + Self.columns.joined(separator: ",") + "\n").utf8)
    for change in changes {
      let ids = [
        change.customer, change.subscription, change.item, change.currency, change.price.price,
        change.price.product,
      ]
      bytes += Array(String(change.time.microseconds).utf8)
      for id in ids {
        bytes.append(UInt8(ascii: ","))
        bytes += CellText.escaped(symbols.array(id))
      }
      let period = change.price.period.map { "\($0.interval.rawValue) \($0.count)" } ?? ""
      let amounts = [
        change.quantityChange, change.quantityAfter, change.grossChange, change.grossAfter,
        change.netChange, change.netAfter,
      ].map { String($0) }
      let rest = [period, change.reason.rawValue] + amounts
      bytes += Array(("," + rest.joined(separator: ",") + "\n").utf8)
    }
    return bytes
  }

  /// What the file is called, without an ending: the month and the beginning of the text's SHA-256.
  public static func name(of content: [UInt8], _ month: CalendarMonth) -> String {
    "closed-\(month.text)-" + Digest(of: content).hex.prefix(16)
  }

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
    let known = Self.name(of: file, month)
    guard name.utf8.split(separator: UInt8(ascii: "/")).last?.starts(with: known.utf8) == true
    else {
      throw Failure(
        .closedMonth, "the file was changed since the month was closed", file: name,
        help: "its content would be called \(known); take it from the run that closed the month")
    }
    (self.month, rules) = (month, words[4])
    let table = try ShortTable(
      Array(file.dropFirst(head.count + 1)), name: name, columns: Self.columns, firstLine: 2,
      code: .closedMonth, meaning: "a change of an item", help: "take the file from a run")
    for row in table.rows {
      guard let change = change(row.cells) else { throw table.refusal(of: row) }
      changes.append(change)
    }
  }

  private mutating func change(_ cells: [String]) -> ItemChange? {
    let ids = cells[1...6].map { symbols.intern(bytes: CellText.plain(Array($0.utf8))) }
    let amounts = cells[9...14].compactMap { Int64($0) }
    let period = cells[7].split(separator: " ")
    guard let time = Int64(cells[0]), let reason = ChangeReason(rawValue: cells[8]),
      amounts.count == 6, period.isEmpty || period.count == 2
    else { return nil }
    var label = PriceLabel(price: ids[4], product: ids[5], period: nil)
    if period.count == 2 {
      guard let interval = BillingInterval(rawValue: String(period[0])),
        let count = Int64(period[1])
      else { return nil }
      label.period = BillingPeriod(interval, count: count)
    }
    let instant = Timestamp(microseconds: time)
    var change = ItemChange(
      time: instant, sight: .none(at: instant), customer: ids[0], subscription: ids[1],
      item: ids[2], currency: ids[3], price: label, reason: reason)
    (change.quantityChange, change.quantityAfter) = (amounts[0], amounts[1])
    (change.grossChange, change.grossAfter) = (amounts[2], amounts[3])
    (change.netChange, change.netAfter) = (amounts[4], amounts[5])
    return change
  }
}

extension MeasureRules {
  /// The SHA-256 of every rule, in hex.
  public var digest: String {
    Digest(of: Array(lines.map { "\($0.name)=\($0.value)\n" }.joined().utf8)).hex
  }
}

/// Texts as cells without quotes: what would end a cell or a line is written as `%2C`.
private enum CellText {
  private static let percent = UInt8(ascii: "%")

  static func escaped(_ text: [UInt8]) -> [UInt8] {
    text.flatMap { byte -> [UInt8] in
      guard byte == percent || byte == UInt8(ascii: ",") || byte < 0x20 else { return [byte] }
      let digits = String(byte, radix: 16, uppercase: true)
      return Array(("%" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
    }
  }

  static func plain(_ text: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == percent, let value = UInt8(digits, radix: 16) {
        plain.append(value)
        rest = rest.dropFirst(2)
      } else {
        plain.append(byte)
      }
    }
    return plain
  }
}

extension Failure.Code {
  /// A file with what was reported of closed months cannot be read as one, was changed, or is of
  /// other rules.
  public static let closedMonth = Failure.Code(rawValue: "closed-month")
}
