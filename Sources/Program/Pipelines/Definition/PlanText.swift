import Billing
import Bytes
import Diagnostics
import Reconciliation
import Revenue

/// A resolved pipeline as text that a person reads from top to bottom: what `trueup check` prints.
///
/// The same pipeline and the same files give the same bytes.
public struct PlanText {
  private let pipeline: ResolvedPipeline
  private let matches: (String) -> [String]?
  private var lines: [String] = []

  /// Renders a pipeline.
  ///
  /// - Parameters:
  ///   - pipeline: the pipeline.
  ///   - matches: the files that a pattern of the pipeline matches, as paths from the root, in the
  ///     order they are read; nil when nobody has looked.
  /// - Returns: the text, ended by a line feed.
  public static func render(
    _ pipeline: ResolvedPipeline, matches: @escaping (String) -> [String]? = { _ in nil }
  ) -> String {
    var text = PlanText(pipeline: pipeline, matches: matches)
    text.write()
    return text.lines.map { $0 + "\n" }.joined()
  }

  private init(pipeline: ResolvedPipeline, matches: @escaping (String) -> [String]?) {
    self.pipeline = pipeline
    self.matches = matches
  }

  private var definition: SystemDefinition { pipeline.definition }

  private mutating func write() {
    heading("pipeline \(definition.name)")
    fact("digest", pipeline.digest.hex)
    fact("root", pipeline.folder.path)
    for text in pipeline.texts { fact("text", text) }
    writeClock()
    writeStripe()
    writeDatabase()
    writeStatuses()
    writeRules()
    writeDeclared()
    writeChecks()
    writeSafety()
    guard !pipeline.warnings.isEmpty else { return }
    heading("warnings")
    for warning in pipeline.warnings { lines.append("  " + warning.rendered) }
  }

  private mutating func writeClock() {
    let clock = definition.clock
    heading("clock")
    fact("as of", clock.asOf.iso)
    fact("dump taken at", clock.dumpTakenAt.iso)
    fact("settle", WrittenTime.duration(clock.settleSeconds))
    fact("judged up to", clock.horizon.iso)
    fact("time zone", clock.timeZone)
  }

  private mutating func writeStripe() {
    let scope = definition.stripe
    heading("stripe")
    fact("livemode", scope.livemode.map(yesNo) ?? "whichever comes first, never a mix")
    if let account = scope.account { fact("account", account) }
    fact("complete", scope.isComplete ? "yes" : "no: a missing object proves nothing")
    fact("owner keys", scope.ownerKeys.joined(separator: ", "))
    if !scope.handledTypes.isEmpty {
      fact("handled types", scope.handledTypes.joined(separator: ", "))
    }
    if !scope.otherProducts.isEmpty {
      fact("other products", scope.otherProducts.joined(separator: ", "))
    }
    for source in pipeline.sources {
      let time = source.takenAt.map { ", taken at \($0.iso)" } ?? ""
      writeFiles(source.kind.rawValue, source.patterns, note: time)
    }
  }

  private mutating func writeDatabase() {
    let schema = definition.database.schema
    heading(
      "database \(definition.database.dialect.rawValue)"
        + (schema.isEmpty ? "" : ", schema \(schema)"))
    for source in pipeline.tables {
      let table = definition.database.tables[source.table]
      lines.append("  table \(table.name) (\(table.role.rawValue))")
      let promise = source.nullRule.map { ", \($0)" } ?? ""
      writeFiles("files", source.patterns, note: ", \(source.format)\(promise)", depth: 4)
      if source.isOptional { fact("optional", "yes: a run goes on without it", depth: 4) }
      fact("new keys", "made by " + maker(of: table.keySource), depth: 4)
      grid(table.columns.map(row), depth: 4)
      for unique in table.uniques { lines.append("    unique " + unique.written) }
      for reference in table.references { lines.append("    reference " + reference.written) }
      for borrowing in table.borrowings {
        let fields = borrowing.fields.map(\.rawValue).joined(separator: " ")
        lines.append("    through \(borrowing.column) to \(borrowing.table): \(fields)")
      }
      for trigger in table.triggers { lines.append("    trigger \(trigger)") }
    }
  }

  private func maker(of source: KeySource) -> String {
    switch source {
    case .application, .database: "the \(source.rawValue)"
    case .stripe: "Stripe"
    }
  }

  private func row(of column: ColumnDefinition) -> [String] {
    let marks = [
      column.isKey ? "key" : nil, column.isNullable ? nil : "not null",
      column.isPrivate ? "private" : nil, column.isFixable ? nil : "never fixed",
    ]
    return [
      column.name, column.field?.rawValue ?? "-", column.type.written,
      marks.compactMap(\.self).joined(separator: ", "),
    ]
  }

  private mutating func writeStatuses() {
    write(definition.statuses, definition.statusRule, of: "")
    guard let layer = definition.layer else { return }
    write(layer.statuses, layer.statusRule, of: " of the second layer")
  }

  private mutating func write(
    _ statuses: [StatusWord], _ rule: StatusRule, of layer: String
  ) {
    heading("statuses" + layer)
    grid(
      [["word", "means", "live", "access"]]
        + statuses.map {
          [$0.word, $0.meaning.rawValue, yesNo($0.isLive), yesNo($0.givesAccess)]
        })
    if layer.isEmpty {
      for policy in definition.policies {
        fact("access for", "\(policy.consumer): \(policy.words.joined(separator: ", "))")
      }
    }
    heading("status rule\(layer), the first case that fits")
    grid(
      [["stripe", "ending", "end", "trial", "collection", "status"]] + rule.cases.map(\.row))
  }

  private mutating func writeEventHandling() {
    let rules = definition.eventRules
    guard definition.database.tables.contains(where: { $0.place(of: .event) != nil }) else {
      return
    }
    heading("event handling")
    fact("stuck after", WrittenTime.duration(rules.leaseSeconds))
    if rules.isIdempotent { fact("handlers", "may run an event twice") }
    if let most = rules.maximumAttempts { fact("given up after", "\(most) attempts") }
    grid(rules.statuses.map { [$0.word, "means", $0.progress.rawValue] })
  }

  private mutating func writeRules() {
    writeEventHandling()
    if let catalogue = definition.catalogue {
      heading(catalogue.table.isEmpty ? "catalogue" : "catalogue \(catalogue.table)")
      if catalogue.naming != .key { fact("rows name a plan by", catalogue.naming.rawValue) }
      if !catalogue.placeholders.isEmpty {
        fact("placeholders", catalogue.placeholders.joined(separator: ", "))
      }
      grid(catalogue.aliases.map { [$0.price, "is", $0.plan] })
    }
    if let rule = definition.liveRows {
      heading("live rows")
      fact("of an owner", "\(rule.minimum) to \(rule.maximum)")
      if let plan = rule.fallbackPlan { fact("fallback plan", plan) }
      if let status = rule.fallbackStatus { fact("fallback status", status) }
    }
    writeCaches()
    if !definition.checkout.isEmpty {
      heading("metadata of a checkout")
      grid(definition.checkout.map(\.row))
    }
    writeAlerts()
    guard !definition.entitlements.isEmpty else { return }
    heading("entitlements")
    grid(
      definition.entitlements.map {
        [
          $0.plan.isEmpty ? "without a plan" : $0.plan, $0.metric,
          $0.limit.map(String.init) ?? "no limit", $0.per.isEmpty ? "" : "per \($0.per)",
        ]
      })
  }

  private mutating func writeAlerts() {
    guard !definition.alerts.isEmpty else { return }
    heading("alerts")
    grid(
      definition.alerts.map {
        [$0.name, $0.level.rawValue, $0.figure.rawValue, $0.limit]
      })
  }

  private mutating func writeCaches() {
    for source in pipeline.caches {
      let cache = definition.caches[source.cache]
      heading("cache \(cache.name), of \(cache.purpose.rawValue)")
      writeFiles("files", source.patterns, note: "")
      if source.isOptional { fact("optional", "yes: a run goes on without it") }
      fact("keys", "\(cache.keyPrefix)<\(cache.keyField.rawValue)>")
      let lifetime = cache.lifetimeSeconds
      fact("lifetime", lifetime == 0 ? "for ever" : WrittenTime.duration(lifetime))
      if let taken = cache.takenAt { fact("taken at", taken.iso) }
      if cache.purpose == .state {
        fact("a miss", "the application would \(cache.onMiss.rawValue)")
      }
      if !cache.negativeWords.isEmpty {
        fact("no subscription", cache.negativeWords.joined(separator: ", "))
      }
      if cache.purpose == .attempts { fact("attempts", "at most \(cache.maxAttempts) may fail") }
      grid(cache.values.map { [$0.field.rawValue, "is", $0.path.joined(separator: ".")] })
    }
  }

  private mutating func writeDeclared() {
    guard !definition.declaredChecks.isEmpty else { return }
    heading("declared checks")
    grid(
      definition.declaredChecks.map { [$0.name, $0.severity.rawValue, $0.table, $0.written] })
  }

  private mutating func writeChecks() {
    if !definition.checkSettings.isEmpty {
      heading("checks, where they differ from their own standing")
      grid(
        definition.checkSettings.map {
          [
            $0.code, $0.isEnabled ? "" : "off", $0.severity?.rawValue ?? "",
            $0.disposition?.rawValue ?? "",
          ]
        })
    }
    guard !definition.waivers.isEmpty else { return }
    heading("waivers")
    grid(
      definition.waivers.map {
        [
          $0.driftID ?? "\($0.code ?? "") of \($0.entity ?? "")", "until \($0.until.iso)",
          $0.pinned.map(\.field).joined(separator: ", "), $0.reason,
        ]
      })
  }

  private mutating func writeSafety() {
    let limits = definition.safety
    heading("safety")
    fact(
      "changes", "at most \(limits.maxChanges), and \(percent(limits.maxBasisPoints)) of a table")
    fact("a plan holds", WrittenTime.duration(limits.planLifetimeSeconds))
    fact("rows a script", "at most \(limits.rowsPerPlan)")
    if !limits.protectedProvenance.isEmpty {
      fact("never changed", limits.protectedProvenance.joined(separator: ", "))
    }
    fact("tables may shrink", "\(limits.maxShrinkPercent)%")
    fact("events rejected", "at most \(limits.eventRejectionsPerThousand) in 1000")
    heading("output")
    fact("reports", pipeline.output.reports.map(\.rawValue).joined(separator: ", "))
    if pipeline.output.marksSheets { fact("sheets", "begin with a byte order mark") }
    for breakdown in definition.breakdowns {
      fact("breakdown", breakdown.written)
    }
    fact("fails on", pipeline.output.failOn.map { "\($0.rawValue) and worse" } ?? "nothing")
    heading("metrics")
    for rule in pipeline.metrics.rules.lines { fact(rule.name, rule.value) }
    for rule in pipeline.metrics.recognition.lines { fact(rule.name, rule.value) }
    for file in pipeline.metrics.files { fact(file.purpose, file.path) }
  }
}

/// The parts every section is written with.
extension PlanText {
  private mutating func heading(_ text: String) {
    if !lines.isEmpty { lines.append("") }
    lines.append(text)
  }

  private mutating func fact(_ name: String, _ value: String, depth: Int = 2) {
    grid([[name + String(repeating: " ", count: max(0, 17 - name.count)), value]], depth: depth)
  }

  private mutating func writeFiles(
    _ name: String, _ patterns: [String], note: String, depth: Int = 2
  ) {
    for pattern in patterns {
      let files = matches(pattern)
      let count = files.map { $0.count == 1 ? ": 1 file" : ": \($0.count) files" } ?? ""
      fact(name, pattern + note + count, depth: depth)
      for file in files ?? [] { fact("", file, depth: depth) }
    }
  }

  /// Rows whose cells stand below each other, two spaces apart.
  private mutating func grid(_ rows: [[String]], depth: Int = 2) {
    let width = (rows.first ?? []).indices.map { place in
      rows.map { $0[place].count }.max() ?? 0
    }
    for row in rows {
      var line = String(repeating: " ", count: depth)
      for (place, cell) in row.enumerated() {
        line += cell + String(repeating: " ", count: width[place] - cell.count + 2)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      lines.append(line)
    }
  }

  private func percent(_ basisPoints: Int) -> String {
    let rest = basisPoints % 100
    if rest == 0 { return "\(basisPoints / 100)%" }
    return "\(basisPoints / 100)." + (rest < 10 ? "0" : "") + "\(rest)%"
  }
}

private func yesNo(_ flag: Bool) -> String { flag ? "yes" : "no" }

extension UniqueDefinition {
  fileprivate var written: String {
    columns.joined(separator: ", ")
      + (whereNull.map { ", where \($0) is null" } ?? "")
      + (nullsDistinct ? "" : ", nulls equal") + (isDeferrable ? ", deferrable" : "")
  }
}

extension ReferenceDefinition {
  fileprivate var written: String { "\(column) to \(table).\(target), on delete \(onDelete)" }
}

extension AlertRule {
  fileprivate var limit: String {
    measure == .value ? "above \(threshold)" : "risen by more than \(threshold)%"
  }
}

extension CheckoutKey {
  fileprivate var row: [String] {
    [
      key, field?.rawValue ?? "-", table.isEmpty ? "-" : "a row of \(table).\(target)",
      values.isEmpty ? "" : "one of \(values.joined(separator: ", "))",
    ]
  }
}

extension StatusRule.Case {
  fileprivate var row: [String] {
    func either(_ flag: Bool?, _ yes: String, _ no: String) -> String {
      flag.map { $0 ? yes : no } ?? "-"
    }
    return [
      SubscriptionStatus.allCases.filter { statuses.contains($0) }.map(\.rawValue)
        .joined(separator: " "), either(isEnding, "yes", "no"), either(endIsPast, "past", "future"),
      either(trialIsPast, "past", "future"), either(isCollectionPaused, "paused", "running"), word,
    ]
  }
}
