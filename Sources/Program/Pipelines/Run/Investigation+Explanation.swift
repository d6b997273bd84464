import Billing
import Bytes
import Diagnostics
import Diff
import Reconciliation

extension Investigation {
  /// Tells everything the files know about a few subjects; the past is read once for all of them.
  ///
  /// - Parameters:
  ///   - questions: each an id, as it was asked about, and what it names.
  ///   - report: the finished run.
  /// - Returns: both sides, the past of the objects and the findings, for each question.
  /// - Throws: what reading the packed sights or a ledger again throws.
  func explanations(
    of questions: [(id: String, subject: IdentitySearch.Subject)], in report: RunReport
  ) throws(Failure) -> [Explanation] {
    guard !questions.isEmpty else { return [] }
    let fields = PairFields(evidence)
    let kin = questions.map { Kin(evidence, pairs(of: $0.subject, fields)) }
    let belongings = Belongings(evidence, of: kin)
    let circles = kin.map { Circle(evidence, $0, belongings) }
    let history = try past.history(
      of: circles.flatMap(\.objects), symbols: evidence.symbols, clock: evidence.definition.clock,
      workers)
    let entries = try entries(about: history, markers: circles.flatMap(\.markers))
    return zip(questions, circles).map { question, circle in
      var explanation = Explanation(
        question.id, question.subject.sense, pairs: circle.kin.pairs,
        findings: circle.findings(of: report, about: question.id), of: report)
      explanation.cached = circle.cached
      explanation.history = history
      explanation.entries = entries
      explanation.moments = Chronicle(explanation, objects: circle.objects).moments
      return explanation
    }
  }

  /// The past of what the most urgent findings are about, a few of them.
  ///
  /// - Parameters:
  ///   - count: how many at most; each owner counts once.
  ///   - report: the finished run.
  /// - Returns: an explanation for each, in the order of the report.
  /// - Throws: what reading the packed sights or a ledger again throws.
  func worst(_ count: Int, of report: RunReport) throws(Failure) -> [Explanation] {
    let roots = report.open.filter { $0.parentID == nil }
    let subjects = IdentitySearch(report: report, past: past).subjects(of: roots.map(\.drift))
    var questions: [(id: String, subject: IdentitySearch.Subject)] = []
    for (finding, subject) in zip(roots, subjects) where !subject.accounts.isEmpty {
      guard questions.count < count else { break }
      if !questions.contains(where: { $0.subject == subject }) {
        questions.append((finding.driftID, subject))
      }
    }
    return try explanations(of: questions, in: report)
  }

  private func pairs(
    of subject: IdentitySearch.Subject, _ fields: PairFields
  ) -> [Explanation.ExplainedPair] {
    subject.accounts.sorted().flatMap { place in
      let account = evidence.comparison.accounts[place]
      return evidence.comparison.pairs[account.pairs].map {
        Explanation.ExplainedPair(owner: account.owner, $0, fields: fields.fields(of: $0))
      }
    }
  }
}

/// Some pairs, and the names of those they are about.
private struct Kin {
  let pairs: [Explanation.ExplainedPair]
  let owners: Set<Symbol>
  let subscriptions: [Symbol]
  let customers: Set<Symbol>

  init(_ evidence: Evidence, _ pairs: [Explanation.ExplainedPair]) {
    self.pairs = pairs
    let rows = evidence.table(.subscriptions)
    owners = Set(pairs.map(\.owner)).subtracting([.empty])
    subscriptions = pairs.compactMap(\.pair.subscription).map { evidence.subscriptions[$0].id }
    let named = pairs.compactMap { pair in pair.pair.row.flatMap { rows?.symbol($0, .customer) } }
    let known = pairs.compactMap(\.pair.subscription).compactMap {
      evidence.ledger.fact(.customer, of: evidence.subscriptions[$0]).symbol
    }
    customers = Set(named + known).subtracting([.empty])
  }
}

/// What belongs to several kin, found in one pass over the objects and entries of a run.
private struct Belongings {
  /// The places of invoices, by their subscription, else by their customer.
  private(set) var invoices: [Symbol: [Int]] = [:]
  /// The places of customers, by their ids.
  private(set) var customers: [Symbol: Int] = [:]
  /// Entries of caches, by what they are about.
  private(set) var cached: [Symbol: [Explanation.CachedPlace]] = [:]

  init(_ evidence: Evidence, of kin: [Kin]) {
    let ledger = evidence.ledger
    let payers = Set(kin.flatMap(\.customers))
    let wanted = payers.union(kin.flatMap(\.subscriptions))
    for (place, invoice) in ledger[.invoice].enumerated() {
      let payer =
        ledger.fact(.subscription, of: invoice).symbol
        ?? ledger.fact(.customer, of: invoice).symbol
      if let payer, wanted.contains(payer) { invoices[payer, default: []].append(place) }
    }
    for (place, customer) in ledger[.customer].enumerated() where payers.contains(customer.id) {
      customers[customer.id] = place
    }
    let names = payers.union(kin.flatMap(\.owners))
    for (cache, table) in evidence.caches.enumerated() {
      for (entry, found) in table.entries.enumerated() where names.contains(found.identifier) {
        cached[found.identifier, default: []].append(.init(cache: cache, entry: entry))
      }
    }
  }
}

/// Everything that belongs to some pairs: their customers, invoices and entries of caches.
private struct Circle {
  let kin: Kin
  /// The objects whose past is told: subscriptions, customers, and the invoices of both.
  let objects: [Symbol]
  /// The entries of caches about the owners and customers, in the order of the dumps.
  let cached: [Explanation.CachedPlace]
  private let evidence: Evidence

  init(_ evidence: Evidence, _ kin: Kin, _ belongings: Belongings) {
    self.evidence = evidence
    self.kin = kin
    let ledger = evidence.ledger
    let customers = kin.customers.compactMap { belongings.customers[$0] }.sorted()
    let payers = kin.customers.union(kin.subscriptions)
    let invoices = payers.flatMap { belongings.invoices[$0] ?? [] }.sorted()
    objects =
      kin.subscriptions + customers.map { ledger[.customer][$0].id }
      + invoices.map { ledger[.invoice][$0].id }
    cached = kin.owners.union(kin.customers).flatMap { belongings.cached[$0] ?? [] }
      .sorted { ($0.cache, $0.entry) < ($1.cache, $1.entry) }
  }

  /// The events that the rows say they were last written from.
  var markers: [Symbol] {
    guard let rows = evidence.table(.subscriptions) else { return [] }
    return kin.pairs.compactMap(\.pair.row).map { rows.symbol($0, .markerEvent) }
  }

  /// The findings about any of it, in the order of the report; that one first which was asked for.
  func findings(of report: RunReport, about id: String) -> [Int] {
    let rows = Set(kin.pairs.compactMap(\.pair.row))
    let places = Set(kin.pairs.compactMap(\.pair.subscription))
    let rowsTable = evidence.table(.subscriptions)?.definition.name
    let found = report.findings.indices.filter { place in
      let drift = report.findings[place].drift
      return kin.owners.contains(drift.owner) || kin.customers.contains(drift.customer)
        || drift.subscription.map(places.contains) ?? false
        || (drift.table == rowsTable && drift.row.map(rows.contains) ?? false)
    }
    let asked = found.filter { report.findings[$0].driftID == id }
    return asked + found.filter { !asked.contains($0) }
  }
}
