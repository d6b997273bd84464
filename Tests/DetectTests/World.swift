import Billing
import Bytes
import Detect
import Diagnostics
import Diff
import Foundation
import Normalize
import Reconciliation

/// A small system in a few words, and what the real fold, comparison and detector make of it.
///
/// A line is a kind, a name and facts: `user u1 deleted-at=-9d`, `row r1 owner=u1 status=EXPIRED`,
/// `sub s1 owner=u1 status=canceled`, `event s1 at=-1d status=active`, `customer c1 deleted=yes`,
/// `plan pro price=price_pro`, `price price_pro active=no`, `item i1 item=si_1`, `invoice in1`,
/// `bill b1` and `payment p1` (rows), `intent pi_1`, `charge ch_1`, `refund re_1`,
/// `movement txn_1 source=ch_1`, `summary us_1 item=si_1 total=5`, `schedule sched1`;
/// `lost evt_1 of=s1 pending=1` is an event the application's ledger lacks, `altered
/// evt_7 of=s1` one that it has in another form, `heard evt_2 type=invoice.paid` one it has,
/// `entry evt_3 processed-at=-1d` and `letter evt_4 of=s1 progress=dead` rows of the ledger and
/// the queue, and `in rooms id=r1 app=a1` a row of another table, by the names of its columns.
/// `foreign evt_5` and `overdue evt_6 rule=keep at=-32d` are rows of the ledger from elsewhere, or
/// that should be gone. With ``cached(_:)`` there are caches: `state cus_1 status=active
/// subscription=s1 at=-1h left=60`, `link u1 customer=cus_1`, `attempts cus_1 attempts=4
/// error=yes`.
/// Instants are relative to the clock (`-1d`, `+15d`, `-2h`, `-1s`) or days (`@2026-01-31`), `?`
/// says that the source is silent, `null` that there is no value.
/// What is not said is as it should be for a running subscription of the plan `pro`.
struct World {
  static let clock = Timestamp(seconds: 1_768_456_800)

  var definition = World.system()
  var coverage = Coverage()
  var facts = StripeFacts()
  private var tables: [DatabaseTable] = []
  private var caches: [CacheTable] = []
  /// What the ledger and the queue say about events.
  var entries = EventEntries()
  private var log = DiagnosticLog()

  init(_ text: String, _ change: (inout SystemDefinition) -> Void = { _ in }) {
    change(&definition)
    for status in SubscriptionStatus.allCases { _ = facts.symbols.intern(status.rawValue) }
    for word in definition.allStatuses { _ = facts.symbols.intern(word.word) }
    for case .equals(let word) in definition.declaredChecks.flatMap(\.conditions).map(\.test) {
      _ = facts.symbols.intern(word)
    }
    if let word = definition.eventRules.wordOfWaiting { _ = facts.symbols.intern(word) }
    for alias in definition.catalogue?.aliases ?? [] {
      _ = facts.symbols.intern(alias.price)
      _ = facts.symbols.intern(alias.plan)
    }
    tables = definition.database.tables.map {
      DatabaseTable(definition: $0, keeping: Array($0.columns.indices))
    }
    caches = definition.caches.map { CacheTable(definition: $0) }
    let plans = """
      plan free price=null amount=0
      plan pro price=price_pro amount=2999
      plan team price=price_team amount=9900

      """
    for line in (plans + text).split(separator: "\n") { take(Line(String(line))) }
  }

  /// Both sides and their comparison.
  func evidence() -> Evidence {
    var log = DiagnosticLog()
    let ledger = StripeFold(clock: definition.clock).run(facts, log: &log)
    var caches = caches
    for place in caches.indices {
      caches[place].isSupplied = true
      _ = caches[place].settle()
    }
    return Evidence(
      ledger: ledger, tables: tables,
      comparison: AccountDiff(definition: definition).run(ledger, tables),
      definition: definition, coverage: coverage, caches: caches, zone: zone)
  }

  /// Where days and months begin, as the machine's own files have it.
  private var zone: TimeZoneRules {
    let name = definition.clock.timeZone
    let content = FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name) ?? Data()
    let file = ByteBlock(Array(content))
    return (try? TimeZoneRules(name: name, tzif: file.view)) ?? .utc
  }

  /// The findings, judged in stretches of so many accounts.
  func drifts(_ evidence: Evidence? = nil, by size: Int = .max) -> [Drift] {
    let evidence = evidence ?? self.evidence()
    let detector = DriftDetector(definition: definition)
    var all: [Drift] = []
    var start = 0
    let count = evidence.comparison.accounts.count
    while start < count {
      let end = start + min(size, count - start)
      let base = all.count
      for var drift in detector.run(evidence, accounts: start..<end) {
        drift.parent = drift.parent.map { $0 + base }
        all.append(drift)
      }
      start = end
    }
    let search = detector.search(evidence)
    all += search.ledgerFindings() + search.tableFindings()
    all += (0..<search.ruleCount).flatMap(search.findings(byRule:))
    all.tieRules()
    return all
  }

  /// Each finding in a line: code, disposition, row, subscription, fields, why it is held back.
  var findings: [String] {
    let evidence = evidence()
    return drifts(evidence).map { Spoken(evidence).line($0) }
  }

  /// The checks that cannot be made here.
  var notEvaluated: [RunReport.NotEvaluated] { DriftDetector(definition: definition).notEvaluated }

  /// The rules that cannot be looked at here.
  var rulesNotEvaluated: [RunReport.NotEvaluated] {
    DriftDetector(definition: definition).rulesNotEvaluated(evidence())
  }

  /// The same world after every automatic remedy.
  func mended() -> World {
    var world = self
    for drift in drifts() where drift.disposition == .auto {
      switch drift.remedy {
      case .update(let row, let cells, _):
        guard let place = tables.place(named: drift.table) else { continue }
        for new in cells { world.tables[place].set(new.cell, row: row, column: new.column) }
      case .insert(let table, let values, _):
        guard let place = tables.place(named: table) else { continue }
        world.tables[place].append(values, from: drift.evidence[0])
      default: continue
      }
    }
    return world
  }

  /// The checks of which nothing was exported.
  var objectsMissing: [RunReport.NotEvaluated] {
    DriftDetector(definition: definition).objectsMissing(in: evidence())
  }

  // MARK: Reading the words

  private mutating func take(_ line: Line) {
    switch line.kind {
    case "": break
    case "user": add(line, to: .owners, defaults: [:])
    case "plan":
      add(line, to: .plans, defaults: ["currency": "usd", "interval": "MONTHLY"])
    case "item": add(line, to: .items, defaults: [:])
    case "bill": add(line, to: .invoices, defaults: Self.moneyDefaults)
    case "payment": add(line, to: .payments, defaults: Self.moneyDefaults)
    case "intent": observe(line, .paymentIntent, Self.paidDefaults)
    case "charge": observe(line, .charge, Self.paidDefaults)
    case "refund": observe(line, .refund, Self.paidDefaults)
    case "dispute": observe(line, .dispute, Self.paidDefaults)
    case "movement":
      observe(
        line, .balanceTransaction,
        [
          "category": "charge", "amount": "2999", "net": "2880", "currency": "usd",
          "created": "-20d",
        ])
    case "summary": observe(line, .usageSummary, [:])
    case "row": add(line, to: .subscriptions, defaults: Self.rowDefaults)
    case "sub", "event": observe(line, .subscription, Self.subscriptionDefaults(line))
    case "price": observe(line, .price, [:])
    case "customer": observe(line, .customer, [:])
    case "invoice", "invoice-event":
      observe(
        line, .invoice,
        [
          "status": "paid", "amountPaid": "2999", "total": "2999", "amountDue": "2999",
          "currency": "usd", "created": "-20d",
        ])
    case "session": observe(line, .checkoutSession, ["status": "complete"])
    case "schedule": observe(line, .subscriptionSchedule, ["status": "active"])
    case "lost", "heard", "altered", "endpoint": lookUp(line)
    case "entry", "letter": note(line)
    case "foreign", "overdue": noteRow(line)
    case "in": addRow(line)
    case "state", "link", "attempts": cache(line)
    case "access": add(line, to: .platformSubscriptions, defaults: ["status": "on"])
    case "member": add(line, to: .memberships, defaults: [:])
    default: preconditionFailure("no such kind: \(line.kind)")
    }
  }

  private static let rowDefaults = [
    "status": "ACTIVE", "plan": "pro", "period-start": "-15d", "period-end": "+15d",
    "ending": "no", "updated-at": "-10d",
  ]
  private static let moneyDefaults = [
    "owner": "u1", "amount": "2999", "currency": "usd", "status": "paid", "created-at": "-50d",
    "updated-at": "-50d",
  ]
  private static let paidDefaults = [
    "status": "succeeded", "amount": "2999", "currency": "usd", "created": "-20d",
  ]

  private static func subscriptionDefaults(_ line: Line) -> [String: String] {
    [
      "status": "active", "price": "price_pro", "periodStart": "-15d", "periodEnd": "+15d",
      "cancelAtPeriodEnd": "no", "created": "-100d", "currency": "usd", "interval": "month",
      "unitAmount": line.facts["price"] == "price_team" ? "9900" : "2999", "customer": "cus_1",
    ]
  }

  private mutating func add(_ line: Line, to role: TableRole, defaults: [String: String]) {
    guard let place = tables.firstIndex(where: { $0.definition.role == role }) else { return }
    let file = FileID(rawValue: UInt32(10 + place))
    let number = UInt32(tables[place].count + 1)
    for column in tables[place].definition.columns {
      let field = column.field?.rawValue ?? ""
      let isSilent = Self.silentUnlessSaid.contains(column.field ?? .key) ? "?" : "null"
      let word =
        column.isKey ? line.name : line.facts[field] ?? defaults[field] ?? isSilent
      tables[place].cells.append(cell(word))
    }
    tables[place].origins.append(
      RecordOrigin(file: file, recordNumber: number, startByte: 0, byteCount: 1))
  }

  /// A row of any table: what is not said of it is null, `_` is the empty text.
  private mutating func addRow(_ line: Line) {
    guard let place = tables.firstIndex(where: { $0.definition.name == line.name }) else {
      preconditionFailure("no such table: \(line.name)")
    }
    for column in tables[place].definition.columns {
      let word = line.facts[column.name] ?? "null"
      switch (word, column.type) {
      case ("null", _), ("?", _): tables[place].cells.append(cell(word))
      case (_, .text), (_, .json), (_, .jsonb):
        let text = word == "_" ? .empty : facts.symbols.intern(word)
        tables[place].cells.append(.symbol(text))
      default: tables[place].cells.append(cell(word))
      }
    }
    tables[place].origins.append(
      RecordOrigin(
        file: FileID(rawValue: UInt32(10 + place)), recordNumber: UInt32(tables[place].count + 1),
        startByte: UInt64(tables[place].count), byteCount: 1))
  }

  /// Where the kept row of an event of the ledger stands, if there is one.
  func placeOfEvent(_ name: String) -> RecordOrigin? {
    guard let ledger = tables.first(where: { $0.definition.role == .ledger }) else { return nil }
    let row = (0..<ledger.count).first { facts.symbols.text(ledger.symbol($0, .event)) == name }
    return row.map { ledger.origins[$0] }
  }

  /// Columns that a row has only where a test speaks of them.
  private static let silentUnlessSaid: Set<RowField> = [
    .pause, .pendingPlan, .endedAt, .markerTime, .quantity, .price, .amount, .currency, .interval,
    .item, .discount, .product, .active,
  ]

  private mutating func observe(
    _ line: Line, _ kind: StripeKind, _ defaults: [String: String]
  ) {
    var row = [Cell](repeating: .unknown, count: StripeField.allCases.count)
    for field in kind.fields {
      let silent = [.endedAt, .cancelAt, .canceledAt, .trialStart, .trialEnd].contains(field)
      let word = line.facts["\(field)"] ?? defaults["\(field)"] ?? (silent ? "null" : "?")
      row[Int(field.rawValue)] = cell(word)
    }
    if kind == .subscription, line.facts["endedAt"] == nil, line.facts["status"] == "canceled" {
      row[Int(StripeField.endedAt.rawValue)] = cell("-5d")
    }
    let place = facts.tables[Int(kind.rawValue)].add(row)
    let number = UInt32(facts.observations.count + 1)
    var sight = Observation(
      kind: kind, object: facts.symbols.intern(line.name),
      time: cell(line.facts["at"] ?? "-10m").time ?? Self.clock, row: place,
      origin: RecordOrigin(
        file: FileID(rawValue: 1), recordNumber: number, startByte: 0, byteCount: 1))
    if line.kind.hasSuffix("event") {
      sight.event = facts.symbols.intern(line.facts["id"] ?? "evt_\(number)")
      let verb = Array((line.facts["type"] ?? "updated").utf8)
      sight.rank = unsafe verb.withUnsafeBufferPointer { unsafe EventRank(type: ByteView($0)) }
      sight.contentHash = UInt64(number)
      sight.previousStart = UInt32(facts.previous.count)
      for field in kind.fields {
        guard let word = line.facts["was-\(field)"] else { continue }
        facts.previous.append(PreviousFact(field: field, cell: cell(word)))
      }
      sight.previousCount = UInt32(facts.previous.count) - sight.previousStart
    }
    if line.facts["tainted"] == "yes" { facts.tainted.append(sight.object) }
    facts.observations.append(sight)
  }

  private mutating func cache(_ line: Line) {
    guard let place = caches.firstIndex(where: { $0.definition.purpose.rawValue == line.kind })
    else { return }
    var entry = CacheEntry(
      identifier: facts.symbols.intern(line.name),
      key: facts.symbols.intern(caches[place].definition.keyPrefix + line.name),
      origin: RecordOrigin(
        file: FileID(rawValue: 30), recordNumber: UInt32(caches[place].entries.count + 1),
        startByte: 0, byteCount: 1))
    entry.writtenAt = cell(line.facts["at"] ?? "-1h").time
    entry.secondsLeft = line.facts["left"].flatMap { Int64($0) }
    entry.isNegative = line.facts["status"] == "none"
    let cells = caches[place].definition.values.map { value in
      cell(line.facts[value.field.rawValue] ?? (value.field == .error ? "null" : "?"))
    }
    caches[place].add(entry, values: cells)
  }

  mutating func cell(_ word: String) -> Cell {
    switch word {
    case "?": return .unknown
    case "null": return .null
    case "yes": return .flag(true)
    case "no": return .flag(false)
    default: break
    }
    if word.first == "@", let day = Line.day(word.dropFirst()) { return .time(day) }
    if let seconds = Line.offset(word) { return .time(Self.clock.adding(seconds: seconds)) }
    if let number = Int64(word) { return .integer(number) }
    return .symbol(facts.symbols.intern(word))
  }
}

/// A kind, a name and facts.
struct Line {
  var kind: String
  var name: String
  var facts: [String: String] = [:]

  init(_ text: String) {
    let words = text.split(separator: " ").map(String.init)
    kind = words.first ?? ""
    name = words.count > 1 ? words[1] : ""
    for word in words.dropFirst(2) {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      if parts.count == 2 { facts[parts[0]] = parts[1] }
    }
  }

  /// The start of a day, UTC, of `2026-01-31`.
  static func day(_ word: Substring) -> Timestamp? {
    let parts = word.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3 else { return nil }
    return CalendarMonth(number: parts[0] * 12 + parts[1] - 1).start(ofDay: parts[2])
  }

  /// Seconds of `-15d`, `+2h`, `-10m` or `-1s`.
  static func offset(_ word: String) -> Int64? {
    guard let sign = word.first, sign == "+" || sign == "-", let unit = word.last,
      let scale = ["d": 86_400, "h": 3600, "m": 60, "s": 1][unit] as Int64?,
      let number = Int64(word.dropFirst().dropLast())
    else { return nil }
    return (sign == "-" ? -1 : 1) * number * scale
  }
}
