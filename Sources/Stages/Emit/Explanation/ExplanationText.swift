import Billing
import Bytes
import Diagnostics
public import Reconciliation

/// Writes an explanation for the person who was woken up: who it is about, what happened when, what
/// is wrong, why, and what to do.
public struct ExplanationText: Sendable {
  private let width: Int
  private let isColored: Bool
  private let pipeline: String

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - width: the columns a line should not exceed; 60 at least.
  ///   - isColored: whether the terminal understands colours (ECMA-48, “Select Graphic Rendition”).
  ///   - pipeline: the pipeline file, as it was named on the command line.
  public init(width: Int, isColored: Bool, pipeline: String) {
    self.width = max(width, 60)
    self.isColored = isColored
    self.pipeline = pipeline
  }

  /// The whole text, in UTF-8.
  public func text(_ explanation: Explanation) -> [UInt8] {
    var page = Page(width: width)
    heading(explanation, on: &page)
    for pair in explanation.pairs { PairSection(explanation, pair).write(on: &page) }
    CacheSection(explanation).write(on: &page)
    TimelineSection(explanation).write(on: &page)
    for finding in explanation.findings { FindingSection(explanation, finding).write(on: &page) }
    page.blank()
    page.add(verdict(explanation), explanation.findings.isEmpty ? .good : .bad)
    if let first = explanation.findings.first {
      let id = explanation.report.findings[first].driftID
      page.add("to show it elsewhere, redacted:", .faint)
      page.add("  trueup bundle \(id) \(PlainText.shown(pipeline)) DIR", .faint)
    }
    return Array(page.text(isColored: isColored).utf8)
  }

  private func heading(_ explanation: Explanation, on page: inout Page) {
    let report = explanation.report
    let definition = report.evidence.definition
    page.add(
      "trueup \(report.toolVersion) · pipeline \(PlainText.shown(definition.name)) · as of "
        + definition.clock.asOf.iso, .faint)
    let symbols = report.evidence.symbols
    let owners = Set(explanation.pairs.map(\.owner)).subtracting([.empty])
    let names = owners.map { PlainText.shown(symbols.text($0)) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let whose =
      names.isEmpty ? "of whom no user is known" : "of user \(names.joined(separator: ", "))"
    let sense = explanation.sense
    page.add(
      sense == .user
        ? "\(PlainText.shown(explanation.id)) is a user"
        : "\(PlainText.shown(explanation.id)) is \(article(sense)) \(sense.rawValue) \(whose)",
      .title)
    if definition.clock.isSetBack {
      page.add(
        wrapping: "The clock is set back: Stripe is as it was then, rows and caches are as they "
          + "were dumped, at \(Shown.time(definition.clock.dumpTakenAt)).", indent: "")
    }
  }

  private func article(_ sense: Explanation.Sense) -> String {
    sense == .event || sense == .object ? "an" : "a"
  }

  private func verdict(_ explanation: Explanation) -> String {
    let findings = explanation.findings.map { explanation.report.findings[$0] }
    guard !findings.isEmpty else {
      let isSetBack = explanation.report.evidence.definition.clock.isSetBack
      return isSetBack
        ? "nothing is wrong that can be judged at that instant" : "no drift: both sides agree"
    }
    let open = findings.filter { $0.waiver == nil }
    let drops = open.count(where: \.dropsKey)
    let fixable = open.count { $0.drift.disposition == .auto } - drops
    var parts = [PlainText.count(open.count, "finding")]
    if open.count < findings.count { parts.append("\(findings.count - open.count) waived") }
    if fixable + drops > 0, let reason = explanation.report.reasonToWait {
      return (parts + ["nothing may be applied: \(reason)"]).joined(separator: " · ")
    }
    if fixable > 0 || drops == 0 { parts.append("\(fixable) mended by reconcile.sql") }
    if drops > 0 { parts.append("\(drops) by cache.redis") }
    return parts.joined(separator: " · ")
  }
}

extension RunReport {
  /// Why nothing of the run may be applied, whatever mends its findings; `nil` when it may.
  fileprivate var reasonToWait: String? {
    if !evidence.coverage.isTrustworthy { return "the evidence is incomplete" }
    return safetyStop == nil ? nil : "a safety limit stopped the run"
  }
}

/// One row and its subscription, field by field.
private struct PairSection {
  private let explanation: Explanation
  private let pair: Explanation.ExplainedPair
  private var evidence: Evidence { explanation.report.evidence }

  init(_ explanation: Explanation, _ pair: Explanation.ExplainedPair) {
    self.explanation = explanation
    self.pair = pair
  }

  func write(on page: inout Page) {
    page.blank()
    page.add(title, .title)
    let differing = Set(evidence.comparison.differences[pair.pair.differences].map(\.column))
    var table = [["", "stripe", "database", ""]]
    for field in pair.fields {
      let column = evidence.table(.subscriptions)?.definition.columns[field.column]
      let isHidden = column?.isPrivate ?? true
      let texts = [field.sides.stripe, field.sides.database].map {
        isHidden && $0.hasValue ? Privacy.hidden : Shown.text($0, evidence.symbols)
      }
      let mark = differing.contains(field.column) ? "differs" : ""
      table.append([PlainText.shown(column?.name ?? field.field.rawValue)] + texts + [mark])
    }
    guard table.count > 1 else { return state(on: &page) }
    page.add(table: table) { $0.last == "differs" ? .bad : .plain }
  }

  private var title: String {
    let subscription = pair.pair.subscription.map { evidence.subscriptions[$0].id }
    let name = subscription.map { PlainText.shown(evidence.symbols.text($0)) }
    let table = evidence.table(.subscriptions)
    let key = pair.pair.row.flatMap { table?[$0, .key].text(in: evidence.symbols) }
    let row = key.map { "row \(PlainText.shown($0)) of \(table?.definition.name ?? "")" }
    switch (name, row) {
    case (let name?, let row?):
      let link = pair.pair.link
      return "SUBSCRIPTION \(name) · \(row), matched by \(link.rawValue)"
    case (let name?, nil): return "SUBSCRIPTION \(name) · no row is about it"
    default: return "ROW \(key.map(PlainText.shown) ?? "") · no subscription is behind it"
    }
  }

  /// What Stripe says of a subscription without a row.
  private func state(on page: inout Page) {
    guard let place = pair.pair.subscription else { return }
    let object = evidence.subscriptions[place]
    let facts = StripeKind.subscription.fields.filter { Shown.isTold($0) }.compactMap { field in
      let cell = evidence.ledger.fact(field, of: object)
      return cell.hasValue ? "\(Shown.name(field)) \(Shown.text(cell, evidence.symbols))" : nil
    }
    page.add(facts, indent: "  ")
  }
}

/// What the caches say.
private struct CacheSection {
  private let explanation: Explanation
  private var evidence: Evidence { explanation.report.evidence }

  init(_ explanation: Explanation) { self.explanation = explanation }

  func write(on page: inout Page) {
    guard !explanation.cached.isEmpty else { return }
    page.blank()
    page.add("CACHE", .title)
    for place in explanation.cached {
      let cache = evidence.caches[place.cache]
      let entry = cache.entries[place.entry]
      var facts = [PlainText.shown(evidence.symbols.text(entry.key))]
      if let time = entry.writtenAt { facts.append("written \(Shown.time(time))") }
      if let left = entry.secondsLeft {
        facts.append(left < 0 ? "no end of life" : "\(PlainText.count(left)) s left")
      }
      if entry.isNegative { facts.append("says that there is no subscription") }
      for field in CacheField.allCases where field != .error {
        let cell = cache[place.entry, field]
        if cell.hasValue {
          facts.append("\(field.rawValue) \(Shown.text(cell, evidence.symbols))")
        }
      }
      page.add(facts, indent: "  ")
    }
  }
}

/// What happened, oldest first.
private struct TimelineSection {
  private let explanation: Explanation
  private let symbols: Symbols
  /// What belongs to a moment stands behind its time.
  private let indent = String(repeating: " ", count: 23)

  init(_ explanation: Explanation) {
    self.explanation = explanation
    symbols = explanation.report.evidence.symbols
  }

  func write(on page: inout Page) {
    page.blank()
    page.add("TIMELINE  all times are UTC", .title)
    for moment in explanation.moments { write(moment, on: &page) }
  }

  private func write(_ moment: Explanation.Moment, on page: inout Page) {
    func say(_ text: String, _ tone: Page.Tone = .plain) {
      page.add(wrapping: text, first: "  \(Shown.time(moment.time))  ", indent: indent, tone)
    }
    switch moment.happening {
    case .state(let state, let object, let changes):
      let name = PlainText.shown(explanation.history.text(object))
      say("\(name)  \(happened(state))", moment.isSuspect ? .bad : .plain)
      page.add(told(changes), indent: indent)
      for line in fate(of: moment, state) { page.add(wrapping: line, indent: indent, .faint) }
      if moment.marks.contains(.frozen) {
        page.add(indent + "── up to here the row followed ──", .good)
      }
    case .row(let key, let table, let field):
      let verb =
        switch field {
        case .createdAt: "was made"
        case .deletedAt: "was deleted softly"
        default: "was last written"
        }
      say("row \(PlainText.shown(key)) of \(PlainText.shown(table)) \(verb)")
    case .cached(let place):
      let entry = explanation.report.evidence.caches[place.cache].entries[place.entry]
      say("\(PlainText.shown(symbols.text(entry.key))) was cached")
    case .dump: say("the database was dumped", .faint)
    case .judgement: say("the instant that is judged", .faint)
    }
  }

  private func happened(_ state: PastState) -> String {
    switch state.source {
    case .snapshot: "as Stripe showed it"
    case .inferred: "before an update; the event that led here is not in the export"
    case .event: state.eventType ?? ""
    }
  }

  private func told(_ changes: [StateChange]) -> [String] {
    let told = changes.filter {
      Shown.isTold($0.field) && ($0.old.isKnown || Shown.isTelling($0))
    }
    if told.isEmpty { return ["nothing changed that is kept"] }
    return told.map { change in
      let new = Shown.text(change.new, explanation.history)
      guard change.old.isKnown else { return "\(Shown.name(change.field)) \(new)" }
      return "\(Shown.name(change.field)) \(Shown.text(change.old, explanation.history)) → \(new)"
    }
  }

  /// What became of an event, in the application's books and in the row.
  private func fate(of moment: Explanation.Moment, _ state: PastState) -> [String] {
    guard state.source == .event else { return [] }
    var books = moment.entries.map { self.books($0, since: state.time) }
    if books.isEmpty, explanation.entries.isWhole {
      books = [absence(of: state)]
    }
    var lines = [([PlainText.shown(state.event)] + books).joined(separator: " · ")]
    if moment.marks.contains(.suspect) { lines.append("suspect: see the cause of the finding") }
    if moment.marks.contains(.lost) { lines.append("never reached the row either") }
    if let differing = moment.differing {
      let fields = RowField.allCases.filter(differing.contains).map(\.rawValue)
      lines.append(
        fields.isEmpty
          ? "the row equals this state" : "the row differs in " + fields.joined(separator: ", "))
    }
    return lines
  }

  /// Why an event is in no book, as far as is known.
  private func absence(of state: PastState) -> String {
    let handled = explanation.report.evidence.definition.stripe.handledTypes
    if let type = state.eventType, !handled.isEmpty, !handled.contains(type) {
      return "of a type that is not handled"
    }
    let isOlder = explanation.entries.since.map { state.time < $0 } ?? true
    return isOlder ? "older than the ledger reaches back" : "not in the ledger"
  }

  private func books(_ entry: EventEntry, since time: Timestamp) -> String {
    var parts = [
      (entry.isDeadLetter ? "dead letter: " : "ledger: ") + entry.progress.rawValue
    ]
    if let settled = entry.settledAt { parts.append(Shown.delay(from: time, to: settled)) }
    if let attempts = entry.attempts { parts.append("attempts \(attempts)") }
    if !entry.errorKind.isEmpty { parts.append(PlainText.shown(entry.errorKind)) }
    return parts.joined(separator: ", ")
  }
}

/// One finding: what, why and what to do.
private struct FindingSection {
  private let finding: RunReport.Finding
  private let report: RunReport
  private let view: FindingView
  private let statements: [String]

  init(_ explanation: Explanation, _ place: Int) {
    report = explanation.report
    finding = report.findings[place]
    statements = explanation.statements[finding.driftID] ?? []
    view = FindingView(finding.drift, in: report.evidence)
  }

  func write(on page: inout Page) {
    let drift = finding.drift
    page.blank()
    page.add(
      "FINDING  \(drift.code) \(drift.name) · \(drift.severity.rawValue) · \(drift.harm.rawValue)"
        + " · \(finding.standing.rawValue)", right: "drift " + finding.driftID, .title)
    entry("what", drift.story, on: &page)
    for (place, difference) in drift.fields.enumerated() {
      let stripe = Shown.text(view.shown(difference.sides.stripe, of: difference))
      let database = Shown.text(view.shown(difference.sides.database, of: difference))
      entry(
        place == 0 ? "change" : "",
        "\(view.columnName(of: difference)) \(database) → \(stripe)", on: &page)
    }
    cause(on: &page)
    if let money = drift.monthly { entry("money", PlainText.amount(money) + " a month", on: &page) }
    if finding.standing != .new { entry("first seen", "in run \(finding.firstSeenRun)", on: &page) }
    if let waiver = finding.waiver { entry("waived", waiver, on: &page) }
    remedy(on: &page)
  }

  private func cause(on page: inout Page) {
    if let parent = finding.parentID { return entry("cause", "that of drift \(parent)", on: &page) }
    let cause = finding.drift.cause
    let reason = cause.reason.map { ", \($0.rawValue)" } ?? ""
    entry("cause", "\(cause.code.rawValue)\(reason), \(cause.confidence) % sure", on: &page)
    for sentence in cause.evidence { entry("", sentence, on: &page) }
    if !cause.refutedIf.isEmpty {
      entry(cause.code == .unknown ? "to settle" : "wrong if", cause.refutedIf, on: &page)
    }
  }

  private func remedy(on page: inout Page) {
    let drift = finding.drift
    let place =
      switch drift.disposition {
      case .auto where report.reasonToWait != nil:
        "not now: \(report.reasonToWait ?? ""); what is proposed stands as a comment in "
          + (finding.dropsKey ? "cache.redis" : "review.sql")
      case .auto where finding.dropsKey:
        "the command stands in cache.redis; a key that is gone is looked up again"
      case .auto: "the guarded statement stands in reconcile.sql, its inverse in rollback.sql"
      case .review: "a person decides; the proposed statement, if any, stands in review.sql"
      case .stripe: "to be done in Stripe; there is no SQL"
      case .replay: "send the event again"
      case .report: "for information"
      }
    entry("remedy", drift.advice, on: &page)
    entry("", place, on: &page)
    if let command = CacheCommandWriter.command(for: drift, report.evidence) {
      entry("redis", command, on: &page)
    }
    for statement in statements { page.add(statement: PlainText.shown(statement)) }
    if let reason = drift.heldBack { entry("held back", reason, on: &page) }
    if !drift.guards.isEmpty { entry("only if", drift.guards.joined(separator: "; "), on: &page) }
  }

  private func entry(_ name: String, _ text: String, on page: inout Page) {
    guard !text.isEmpty else { return }
    page.add(
      wrapping: PlainText.shown(text), first: "  " + PlainText.shown(name).padded(to: 11) + " ",
      indent: String(repeating: " ", count: 14))
  }
}
