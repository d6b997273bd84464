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
    let circles = questions.map { Circle(evidence, pairs(of: $0.subject)) }
    let history = try past.history(
      of: circles.flatMap(\.objects), symbols: evidence.symbols, clock: evidence.definition.clock,
      workers)
    let entries = try entries(about: history, markers: circles.flatMap(\.markers))
    return zip(questions, circles).map { question, circle in
      var explanation = Explanation(
        question.id, question.subject.sense, pairs: circle.pairs,
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
    let search = IdentitySearch(report, past)
    var questions: [(id: String, subject: IdentitySearch.Subject)] = []
    for finding in report.open where finding.parentID == nil && questions.count < count {
      let subject = search.subject(of: finding)
      guard !subject.accounts.isEmpty, !questions.contains(where: { $0.subject == subject }) else {
        continue
      }
      questions.append((finding.driftID, subject))
    }
    return try explanations(of: questions, in: report)
  }

  private func pairs(of subject: IdentitySearch.Subject) -> [Explanation.ExplainedPair] {
    let fields = PairFields(evidence)
    return subject.accounts.sorted().flatMap { place in
      let account = evidence.comparison.accounts[place]
      return evidence.comparison.pairs[account.pairs].map {
        Explanation.ExplainedPair(owner: account.owner, $0, fields: fields.fields(of: $0))
      }
    }
  }
}

/// Everything that belongs to some pairs: their customers, invoices and entries of caches.
private struct Circle {
  let pairs: [Explanation.ExplainedPair]
  private let evidence: Evidence
  private let owners: Set<Symbol>
  private let subscriptions: [Symbol]
  private let customers: Set<Symbol>

  init(_ evidence: Evidence, _ pairs: [Explanation.ExplainedPair]) {
    self.evidence = evidence
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

  /// The objects whose past is told: subscriptions, customers, and the invoices of both.
  var objects: [Symbol] {
    let ledger = evidence.ledger
    let invoices = ledger[.invoice].filter { invoice in
      guard let subscription = ledger.fact(.subscription, of: invoice).symbol else {
        return ledger.fact(.customer, of: invoice).symbol.map { customers.contains($0) } ?? false
      }
      return subscriptions.contains(subscription)
    }
    let known = ledger[.customer].filter { customers.contains($0.id) }
    return subscriptions + known.map(\.id) + invoices.map(\.id)
  }

  /// The events that the rows say they were last written from.
  var markers: [Symbol] {
    guard let rows = evidence.table(.subscriptions) else { return [] }
    return pairs.compactMap(\.pair.row).map { rows.symbol($0, .markerEvent) }
  }

  /// The entries of caches about the owners and customers.
  var cached: [Explanation.CachedPlace] {
    let names = owners.union(customers)
    return evidence.caches.indices.flatMap { cache in
      let entries = evidence.caches[cache].entries
      return entries.indices.filter { names.contains(entries[$0].identifier) }
        .map { Explanation.CachedPlace(cache: cache, entry: $0) }
    }
  }

  /// The findings about any of it, in the order of the report; that one first which was asked for.
  func findings(of report: RunReport, about id: String) -> [Int] {
    let rows = Set(pairs.compactMap(\.pair.row))
    let places = Set(pairs.compactMap(\.pair.subscription))
    let rowsTable = evidence.table(.subscriptions)?.definition.name
    let found = report.findings.indices.filter { place in
      let drift = report.findings[place].drift
      return owners.contains(drift.owner) || customers.contains(drift.customer)
        || drift.subscription.map(places.contains) ?? false
        || (drift.table == rowsTable && drift.row.map(rows.contains) ?? false)
    }
    let asked = found.filter { report.findings[$0].driftID == id }
    return asked + found.filter { !asked.contains($0) }
  }
}
