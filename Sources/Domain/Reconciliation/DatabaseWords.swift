public import Billing
public import Bytes

/// The words that a table uses for what Stripe says in words of its own.
///
/// A database that writes `MONTHLY` or `USD` agrees with Stripe's `month` and `usd`, and is mended
/// in its own words.
public struct DatabaseWords: Sendable {
  private var periodOfWord: [Symbol: BillingPeriod] = [:]
  private var wordOfPeriod: [BillingPeriod: Symbol] = [:]
  private var codeOfWord: [Symbol: String] = [:]
  private var wordOfCode: [String: Symbol] = [:]
  private var wordsOfState: [MoneyState: [Symbol]] = [:]
  private var areStatesStripes = false

  /// Creates words of nothing.
  public init() {}

  /// Gathers the words of a table's rows.
  ///
  /// - Complexity: linear in the rows.
  public init(_ rows: DatabaseTable, _ symbols: Symbols) {
    for word in Self.words(of: .interval, in: rows, symbols) {
      guard let period = BillingPeriod(word: symbols.text(word)) else { continue }
      periodOfWord[word] = period
      if wordOfPeriod[period] == nil { wordOfPeriod[period] = word }
    }
    for word in Self.words(of: .currency, in: rows, symbols) {
      let code = symbols.text(word).lowercased()
      codeOfWord[word] = code
      if wordOfCode[code] == nil { wordOfCode[code] = word }
    }
    guard [.invoices, .payments].contains(rows.definition.role) else { return }
    let states = Self.words(of: .status, in: rows, symbols)
    for word in states {
      guard let state = MoneyState(word: symbols.text(word)) else { continue }
      wordsOfState[state, default: []].append(word)
    }
    let column = rows.definition.place(of: .status).map { rows.definition.columns[$0] }
    areStatesStripes =
      column?.type == .text && !states.isEmpty
      && states.allSatisfy { MoneyState.stripesWords.contains(symbols.text($0)) }
  }

  /// The different words of a column, in the order of their bytes.
  private static func words(
    of field: RowField, in rows: DatabaseTable, _ symbols: Symbols
  ) -> [Symbol] {
    guard rows.definition.place(of: field) != nil else { return [] }
    var words: Set<Symbol> = []
    var last = Symbol.empty
    for row in 0..<rows.count {
      let word = rows.symbol(row, field)
      if word != last { words.insert(word) }
      last = word
    }
    words.remove(.empty)
    return words.sorted { symbols.precedes($0, $1) }
  }

  /// How the table says a period: its own word, else Stripe's where there is one.
  public func cell(_ interval: Cell, count: Cell, _ symbols: Symbols) -> Cell {
    guard let word = interval.symbol else { return interval }
    guard let unit = BillingInterval(rawValue: symbols.text(word)) else { return interval }
    let period = BillingPeriod(unit, count: count.integer ?? 1)
    if let own = wordOfPeriod[period] { return .symbol(own) }
    return period.count == 1 ? interval : .unknown
  }

  /// How the table says a currency: its own word, else Stripe's.
  public func cell(_ currency: Cell, _ symbols: Symbols) -> Cell {
    guard let code = currency.symbol else { return currency }
    return wordOfCode[symbols.text(code)].map { .symbol($0) } ?? currency
  }

  /// How a table of invoices or payments says what became of one.
  ///
  /// - Parameters:
  ///   - state: what became of it.
  ///   - stripe: Stripe's word for it.
  /// - Returns: the table's own word, else Stripe's where all its words are Stripe's; `nil` where
  ///   the table has several words for it.
  public func word(of state: MoneyState, _ stripe: Symbol?) -> Symbol? {
    guard let own = wordsOfState[state] else { return areStatesStripes ? stripe : nil }
    return own.count == 1 ? own[0] : nil
  }

  /// Whether two cells of a field say the same in different words, or cannot be compared.
  ///
  /// - Parameters:
  ///   - field: the field.
  ///   - stripe: what Stripe says; it is not equal to `database`.
  ///   - database: what the row says.
  ///   - symbols: the texts of both.
  /// - Returns: whether they are no difference.
  public func agree(
    _ field: RowField, _ stripe: Cell, _ database: Cell, _ symbols: Symbols
  ) -> Bool {
    guard let one = stripe.symbol, let other = database.symbol else { return false }
    switch field {
    case .interval:
      let period = periodOfWord[one] ?? BillingPeriod(word: symbols.text(one))
      return periodOfWord[other] == nil || period == periodOfWord[other]
    case .currency:
      return codeOfWord[other] == (codeOfWord[one] ?? symbols.text(one))
    case .discount:
      // A discount told by its own id alone does not say which coupon it is.
      return symbols.text(one).hasPrefix("di_") != symbols.text(other).hasPrefix("di_")
    default: return false
    }
  }
}
