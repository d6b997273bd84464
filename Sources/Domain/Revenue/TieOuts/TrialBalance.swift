public import Billing
public import Bytes
public import Diagnostics

/// The trial balance of a general ledger, to be compared with the books.
///
/// The file is CSV with the columns `period`, `account`, `currency`, `debit` and `credit`: a month
/// such as `2025-06`, an account by its code or by Stripe's name, an ISO 4217 code, and what the
/// account moved by in the month, in whole units as decimal numbers; an empty cell is nothing.
public struct TrialBalance: Hashable, Sendable {
  private struct Row: Hashable {
    var period: CalendarMonth
    var account: Account
    var currency: String
    var netDebit: Int64
  }

  private var rows: [Row] = []

  /// Reads a trial balance.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages.
  ///   - map: what the ledger calls the accounts.
  ///   - table: how currencies are written.
  /// - Throws: `trial-balance` for a file that is none, with the line.
  public init(
    _ file: [UInt8], name: String, _ map: AccountMap = .standard,
    _ table: CurrencyTable = .standard
  ) throws(Failure) {
    let lines = try ShortTable(
      file, name: name, columns: ["period", "account", "currency", "debit", "credit"],
      code: .trialBalance, meaning: "a month's movement of an account",
      help: "lines such as “2025-06,Revenue,usd,,1250.00”")
    for line in lines.rows {
      guard let row = Self.row(line.cells, map, table) else { throw lines.refusal(of: line) }
      rows.append(row)
    }
  }

  /// The rows, with the symbols of some figures, which take in currencies that they lack.
  public func balances(in symbols: inout Symbols) -> [TieOutEvidence.LedgerBalance] {
    rows.map { row in
      TieOutEvidence.LedgerBalance(
        account: row.account, currency: symbols.intern(row.currency), period: row.period,
        netDebit: row.netDebit)
    }
  }

  private static func row(
    _ cells: [String], _ map: AccountMap, _ table: CurrencyTable
  ) -> Row? {
    guard let period = CalendarMonth(text: cells[0]),
      let account = map.account(code: cells[1]), cells[2].utf8.count == 3
    else { return nil }
    let currency = cells[2].lowercased()
    guard let debit = minorUnits(cells[3], table.digits(of: currency)),
      let credit = minorUnits(cells[4], table.digits(of: currency))
    else { return nil }
    let (net, isOver) = debit.subtractingReportingOverflow(credit)
    return isOver
      ? nil : Row(period: period, account: account, currency: currency, netDebit: net)
  }

  /// A decimal number in minor units; nothing for one with more digits than the currency has.
  private static func minorUnits(_ text: String, _ digits: Int) -> Int64? {
    if text.isEmpty { return 0 }
    guard let amount = Fraction(decimal: text) else { return nil }
    let value = amount * .power(ofTen: digits)
    return value.denominator == 1 ? Int64(exactly: value.numerator) : nil
  }
}

extension Failure.Code {
  /// A file with the movements of a general ledger cannot be read as one.
  public static let trialBalance = Failure.Code(rawValue: "trial-balance")
}
