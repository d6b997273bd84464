public import Billing
public import Diagnostics

/// Rates of exchange from a file.
///
/// The file is CSV with the columns `effective_date,rate_type,from_currency,to_currency,rate`: the
/// day from whose end a rate holds, `closing`, `average` or `transaction`, two ISO 4217 codes in
/// letters of any case, and the units of the second currency for one of the first, as a decimal
/// number.
public struct ExchangeRates: Hashable, Sendable {
  /// One rate.
  public struct Rate: Hashable, Sendable {
    /// The day at whose end it was taken.
    public var day: CalendarDay
    /// Units of the other currency for one.
    public var value: Fraction
    /// The rate as it stands in the file; one that was worked out with at most twelve places.
    public var text: String

    fileprivate init(day: CalendarDay, value: Fraction, text: String) {
      (self.day, self.value, self.text) = (day, value, text)
    }

    /// A rate that was worked out.
    fileprivate init(day: CalendarDay, value: Fraction) {
      var text = value.decimalText(places: 12)?.utf8[...] ?? ""[...].utf8
      while text.last == UInt8(ascii: "0") { text.removeLast() }
      if text.last == UInt8(ascii: ".") { text.removeLast() }
      self.init(day: day, value: value, text: String(text) ?? "")
    }
  }

  /// What a rate is for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Balances.
    case closing
    /// What flows over some time.
    case average
    /// One payment.
    case transaction
  }

  private struct Pair: Hashable {
    var kind: Kind
    var from: String
    var to: String
  }

  /// The rates of each pair, oldest first.
  private var rates: [Pair: [Rate]] = [:]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages.
  /// - Throws: `rate-file` for a file that is none, with the line.
  public init(_ file: [UInt8], name: String) throws(Failure) {
    let table = try ShortTable(
      file, name: name,
      columns: ["effective_date", "rate_type", "from_currency", "to_currency", "rate"],
      code: .rateFile, meaning: "a rate of exchange",
      help: "lines such as “2026-01-31,closing,EUR,USD,1.04”, each day and pair once")
    var known: [Pair: Set<CalendarDay>] = [:]
    for row in table.rows {
      guard let (pair, rate) = Self.rate(row.cells),
        known[pair, default: []].insert(rate.day).inserted
      else { throw table.refusal(of: row) }
      rates[pair, default: []].append(rate)
    }
    for pair in rates.keys { rates[pair]?.sort { $0.day < $1.day } }
  }

  private static func rate(_ cells: [String]) -> (Pair, Rate)? {
    guard let day = CalendarDay(text: cells[0]), let kind = Kind(rawValue: cells[1]),
      let value = Fraction(decimal: cells[4]), value > .zero
    else { return nil }
    let pair = Pair(kind: kind, from: cells[2].lowercased(), to: cells[3].lowercased())
    guard pair.from.utf8.count == 3, pair.to.utf8.count == 3, pair.from != pair.to else {
      return nil
    }
    return (pair, Rate(day: day, value: value, text: cells[4]))
  }

  /// The latest rate up to the end of a day, with the day it is of.
  ///
  /// Where the file has no rate of a pair, or only an older one, it is worked out from the opposite
  /// pair, or by way of one third currency. Of several as late the first of these counts, and of
  /// third currencies that with the first name in the order of letters.
  ///
  /// - Parameters:
  ///   - kind: what it is for.
  ///   - from: the currency, lower case.
  ///   - to: the other currency, lower case.
  ///   - day: the last day that counts.
  /// - Returns: the rate; `nil` when there is none so early.
  public func rate(_ kind: Kind, from: String, to: String, on day: CalendarDay) -> Rate? {
    if from == to { return Rate(day: day, value: .one, text: "1") }
    var latest = direct(kind, from, to, day)
    for pivot in pivots(kind) where pivot != from && pivot != to {
      guard let first = direct(kind, from, pivot, day), let second = direct(kind, pivot, to, day)
      else { continue }
      let rate = Rate(day: min(first.day, second.day), value: first.value * second.value)
      latest = later(latest, rate)
    }
    return latest
  }

  private func direct(_ kind: Kind, _ from: String, _ to: String, _ day: CalendarDay) -> Rate? {
    let own = rates[Pair(kind: kind, from: from, to: to)]?.last { $0.day <= day }
    let opposite = rates[Pair(kind: kind, from: to, to: from)]?.last { $0.day <= day }
    guard let opposite else { return own }
    return later(own, Rate(day: opposite.day, value: .one / opposite.value))
  }

  /// The later of two rates, of equally late ones the first.
  private func later(_ one: Rate?, _ other: Rate) -> Rate {
    one.map { $0.day < other.day ? other : $0 } ?? other
  }

  private func pivots(_ kind: Kind) -> [String] {
    Set(rates.keys.filter { $0.kind == kind }.flatMap { [$0.from, $0.to] })
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}

extension Failure.Code {
  /// A file of rates of exchange cannot be read as one.
  public static let rateFile = Failure.Code(rawValue: "rate-file")
}
