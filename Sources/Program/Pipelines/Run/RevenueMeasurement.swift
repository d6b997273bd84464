import Billing
import Bytes
import Diagnostics
import Measure
import Normalize
import Reconciliation
import Revenue

/// How a pipeline measures revenue: its rules and the files they name, read before the exports are.
struct RevenueMeasurement: Sendable {
  let rules: MeasureRules
  let recognition: RecognitionRules
  /// The files, for whoever accounts for what was read.
  private(set) var files: [(name: String, account: RunReport.InputAccount)] = []
  private let zone: TimeZoneRules
  private let rates: ExchangeRates?
  let currencies: CurrencyTable
  private let accounts: AccountMap
  private let aliases: CustomerAliases
  private let trialBalance: TrialBalance?
  /// What was reported of closed months; `nil` where none are, or other rules are asked for.
  private let closed: ClosedMonths?

  /// How many texts invoices and money may consist of, those of closed months among them.
  var textLimit = Symbols.countLimit

  /// The most bytes, decompressed, of a file that is read as a whole: all but closed months.
  static let fileByteCount = 256 << 20

  /// Reads what a pipeline names.
  ///
  /// - Parameters:
  ///   - pipeline: the pipeline.
  ///   - rules: the rules; those of the pipeline unless others are given.
  ///   - zones: where time zones are.
  ///   - scratchFolder: a folder of the disk that takes the pages of closed months.
  ///   - fileByteCount: how long a file may be that is read as a whole.
  /// - Throws: `zone-unknown`, `zone-unreadable`, `rate-file`, `currency-table`, `account-map`,
  ///   `customer-aliases`, `trial-balance`, `closed-month`, and what reading a file throws.
  init(
    _ pipeline: ResolvedPipeline, _ rules: MeasureRules? = nil, zones: ZoneFolder = ZoneFolder(),
    scratchFolder: String, fileByteCount: Int = fileByteCount
  ) throws(Failure) {
    let choices = pipeline.metrics
    self.rules = rules ?? choices.rules
    recognition = choices.recognition
    zone = try zones.rules(of: self.rules.timeZone)
    var contents: [String: [UInt8]] = [:]
    for file in choices.files where file.purpose != "closed" {
      let (content, account) = try Self.read(
        pipeline.folder.resolved(file.path), name: file.path, purpose: file.purpose,
        limit: fileByteCount)
      contents[file.path] = content
      files.append((file.path, account))
    }
    func content(_ path: String?) -> (bytes: [UInt8], name: String)? {
      path.flatMap { path in contents[path].map { ($0, path) } }
    }
    rates = try content(choices.ratesFile).map { file throws(Failure) in
      try ExchangeRates(file.bytes, name: file.name)
    }
    let currencies =
      try content(choices.currenciesFile).map { file throws(Failure) in
        try CurrencyTable(file.bytes, name: file.name)
      } ?? .standard
    let accounts =
      try content(choices.accountsFile).map { file throws(Failure) in
        try AccountMap(file.bytes, name: file.name)
      } ?? .standard
    aliases =
      try content(choices.aliasesFile).map { file throws(Failure) in
        try CustomerAliases(file.bytes, name: file.name)
      } ?? .none
    trialBalance = try content(choices.trialBalanceFile).map { file throws(Failure) in
      try TrialBalance(file.bytes, name: file.name, accounts, currencies)
    }
    (self.currencies, self.accounts) = (currencies, accounts)
    guard let name = choices.closedFile, self.rules == choices.rules else {
      closed = nil
      return
    }
    let (closed, account) = try Self.readClosed(
      pipeline.folder.resolved(name), name: name, scratchFolder: scratchFolder)
    try closed.requireRules(self.rules.lines + recognition.lines, name: name)
    self.closed = closed
    files.append((name, account))
  }

  /// Reads a file that figures depend on, as a whole.
  private static func read(
    _ path: String, name: String, purpose: String, limit: Int
  ) throws(Failure) -> (content: [UInt8], account: RunReport.InputAccount) {
    var reader = PieceReader(try InputFile(path: path, name: name), mode: .whole(limit: limit))
    var content: [UInt8] = []
    while let piece = try reader.next() { content += piece.withView(\.array) }
    var account = RunReport.InputAccount(purpose: purpose)
    account.note(reader.receipt)
    account.recordCount = content.count { $0 == 0x0A }
    return (content, account)
  }

  /// Reads closed months, however long they are: no more of them than a page is in memory.
  private static func readClosed(
    _ path: String, name: String, scratchFolder: String
  ) throws(Failure) -> (closed: ClosedMonths, account: RunReport.InputAccount) {
    var pieces = PieceReader(try InputFile(path: path, name: name))
    var reader = ClosedMonthsReader(name: name, to: try ScratchShelf(folder: scratchFolder))
    while let piece = try pieces.next() {
      try piece.withView { lines throws(Failure) in try reader.read(lines) }
    }
    var account = RunReport.InputAccount(purpose: "closed")
    account.note(pieces.receipt)
    account.recordCount = reader.lineEndCount
    return (try reader.finish(), account)
  }

  /// What recurs by Stripe's side.
  ///
  /// - Parameters:
  ///   - past: the packed sights.
  ///   - clock: what time it is.
  ///   - workers: the threads.
  /// - Returns: the figures of all months, closed ones as they are known now.
  /// - Throws: `output-unwritable` when what went to the disk does not come back.
  func recurring(
    of past: StripePast?, _ clock: ClockRules, _ workers: Workers
  ) throws(Failure) -> RecurringFigures {
    let items = items(past, clock)
    let ledger = try past?.revenue(clock: clock, workers, into: RecurringLedger()) {
      items.ledger(of: $0)
    } add: {
      $0.add($1)
    }
    return measure(clock).figures(
      ledger ?? RecurringLedger(), rates: rates, currencies: currencies)
  }

  private func items(_ past: StripePast?, _ clock: ClockRules) -> ItemLedger {
    ItemLedger(
      rules: rules, terms: past?.store.terms ?? TermsBook(), asOf: clock.asOf, aliases: aliases)
  }

  private func measure(_ clock: ClockRules) -> RecurringMeasure {
    RecurringMeasure(rules: rules, zone: zone, asOf: clock.asOf)
  }

  /// The definition of a system, with all that this needs kept of each object.
  func widened(_ definition: SystemDefinition) -> SystemDefinition {
    var definition = definition
    definition.stripe.measuresRevenue = true
    definition.stripe.keepsAllLines = rules.basis == .invoices
    return definition
  }

  /// Measures both sides.
  ///
  /// - Parameters:
  ///   - stripe: Stripe's side as it was read by ``widened(_:)``'s definition.
  ///   - tables: the tables of the database.
  ///   - definition: the system.
  ///   - month: the month to close; that of the clock unless another is given.
  ///   - workers: the threads.
  /// - Returns: the figures.
  /// - Throws: `output-unwritable` when what went to the disk does not come back;
  ///   `input-too-large` when there is more than can be numbered.
  func revenue(
    _ stripe: StripeInput.Outcome, _ tables: [DatabaseTable], of definition: SystemDefinition,
    month: CalendarMonth? = nil, _ workers: Workers
  ) throws(Failure) -> MeasuredRevenue {
    let clock = definition.clock
    let terms = stripe.past?.store.terms ?? TermsBook()
    let items = items(stripe.past, clock)
    var sum =
      try stripe.past?.revenue(
        clock: clock, workers, into: Sum(partCount: stripe.past?.store.division.count ?? 0)
      ) {
        Sum(ledger: items.ledger(of: $0), facts: $0.billing)
      } add: {
        $0.add($1)
      } ?? Sum()
    if sum.isOverfull { throw .overfull }
    if let closed {
      let hasRoom = closed.addTexts(to: &sum.facts.symbols, limit: textLimit) {
        workers.map($0, $1)
      }
      guard hasRoom else { throw .overfull }
    }
    let measure = measure(clock)
    func figures(_ ledger: consuming RecurringLedger) -> RecurringFigures {
      measure.figures(ledger, rates: rates, currencies: currencies)
    }
    let known = figures(sum.ledger)
    let beside = closed.map { known.ledger.corrected(beside: $0, in: zone) }
    let billing = billingMeasure(clock).figures(of: sum.facts) { workers.map($0, $1) }
    var close = measure.close(
      of: beside.map { figures($0.ledger) } ?? known, month ?? zone.month(of: clock.asOf),
      asOf: clock.asOf, billing: billing.figures)
    if let closed, let beside {
      close.correct(beside.corrections, of: known, through: closed.month)
    }
    close.journal = billing.journal
    close.dataThrough = stripe.ledger.window?.upperBound
    try closed?.requirePages()
    let rows = RowHistory(definition, tables, symbols: stripe.ledger.symbols, terms: terms)
    return MeasuredRevenue(
      close: close, database: rows.map { figures(items.ledger(of: $0.read())) },
      currencies: currencies, accounts: accounts, rules: rules.lines + recognition.lines,
      reported: closed)
  }

  /// What comes of some of the objects.
  private struct Sum: Sendable {
    var ledger = RecurringLedger()
    var facts = BillingFacts()
    /// Whether there is more than can be numbered; the rest is not there then.
    var isOverfull = false
    /// About how many parts there will be.
    var partCount = 0

    /// Adds what comes of one more part of the objects.
    mutating func add(_ part: Sum) {
      isOverfull =
        isOverfull || !facts.hasRoom(for: part.facts) || !ledger.hasRoom(for: part.ledger)
      guard !isOverfull else { return }
      if facts.sights.isEmpty { facts.reserve(partCount, like: part.facts) }
      ledger.add(part.ledger)
      facts.add(part.facts)
    }
  }

  private func billingMeasure(_ clock: ClockRules) -> BillingMeasure {
    var measure = BillingMeasure(asOf: clock.asOf)
    measure.recognition = recognition
    measure.zone = zone
    measure.ledger = trialBalance
    measure.closed = closed
    return measure
  }
}
