import Diagnostics
import Reconciliation

/// The standing of checks, waivers, limits and reports.
extension PipelineResolution {
  mutating func resolveChecks() {
    guard let element = section("checks") else { return }
    for child in children(of: element, allowed: ["check", "waive"]) {
      if child.name == "check" { resolveSetting(child) } else { resolveWaiver(child) }
    }
  }

  private mutating func resolveSetting(_ element: PipelineElement) {
    _ = children(of: element, allowed: [])
    let code = checkCode(element, "code")
    if definition.checkSettings.contains(where: { $0.code == code }) {
      note(.pipelineDuplicate, "a second setting of “\(code)”", at: element.place(of: "code"))
    }
    definition.checkSettings.append(
      CheckSetting(
        code: code, isEnabled: flag(element, "enabled") ?? true,
        severity: choice(element, "severity"), disposition: choice(element, "disposition")))
  }

  private mutating func resolveWaiver(_ element: PipelineElement) {
    let drift = text(element, "drift")
    let code = element.value("code") == nil ? nil : checkCode(element, "code")
    let entity = text(element, "entity")
    let namesOne = drift != nil && code == nil && entity == nil
    let namesPair = drift == nil && code != nil && entity != nil
    if !namesOne, !namesPair {
      note(
        .pipelineWaiver, "a waiver is for one finding", at: element.place,
        help: "name it by drift, or by code and entity together")
    }
    let reason = needed(element, "reason")
    if !reason.isEmpty, reason.utf8.allSatisfy({ $0 == 0x20 }) {
      note(.pipelineWaiver, "a waiver needs a reason", at: element.place(of: "reason"))
    }
    guard let written = element.value("until") else { return }
    guard let until = WrittenTime.endOfDay(written) else {
      note(
        .pipelineInstant, "“\(written)” is not a date", at: element.place(of: "until"),
        help: "a date as 2026-03-31, which holds to its end in UTC, or an instant")
      return
    }
    if until < definition.clock.asOf {
      warn(
        .pipelineWaiverExpired, "the waiver has expired", at: element.place(of: "until"),
        help: "its finding is open again: remove the waiver, or decide anew and give a new date")
    }
    let isSecond = definition.waivers.contains {
      $0.driftID == drift && $0.code == code && $0.entity == entity
    }
    if isSecond { note(.pipelineDuplicate, "a second waiver of this finding", at: element.place) }
    definition.waivers.append(
      Waiver(
        driftID: drift, code: code, entity: entity, reason: reason, until: until,
        pinned: pins(of: element)))
  }

  private mutating func pins(of element: PipelineElement) -> [PinnedValue] {
    var pinned: [PinnedValue] = []
    for child in children(of: element, allowed: ["pin"]) {
      _ = children(of: child, allowed: [])
      let field = child.value("field") ?? ""
      if RowField(rawValue: field) == nil {
        note(
          .pipelineWord, "“\(field)” is not a field", at: child.place(of: "field"),
          help: NearestWord.help(field, among: RowField.allCases.map(\.rawValue)))
      }
      if pinned.contains(where: { $0.field == field }) {
        note(.pipelineDuplicate, "“\(field)” is pinned twice", at: child.place(of: "field"))
      }
      pinned.append(
        PinnedValue(
          field: field, stripe: child.value("stripe") ?? "",
          database: child.value("database") ?? ""))
    }
    return pinned
  }

  mutating func resolveSafety() {
    guard let element = section("safety") else { return }
    _ = children(of: element, allowed: [])
    let standard = SafetyLimits()
    var limits = standard
    limits.maxChanges = number(
      element, "max-changes", in: 0...1_000_000, or: standard.maxChanges)
    limits.maxBasisPoints = basisPoints(element, "max-percent", or: standard.maxBasisPoints)
    limits.planLifetimeSeconds = duration(
      element, "plan-lifetime", or: standard.planLifetimeSeconds)
    limits.rowsPerPlan = number(element, "rows-per-plan", in: 1...100_000, or: standard.rowsPerPlan)
    limits.protectedProvenance = words(element, "protected-provenance")
    limits.maxShrinkPercent = number(
      element, "max-shrink-percent", in: 0...100, or: standard.maxShrinkPercent)
    limits.eventRejectionsPerThousand = number(
      element, "event-rejections-per-thousand", in: 0...1_000,
      or: standard.eventRejectionsPerThousand)
    definition.safety = limits
  }

  /// A percentage with at most two digits after the point, in hundredths.
  private mutating func basisPoints(
    _ element: PipelineElement, _ name: String, or standard: Int
  ) -> Int {
    guard let value = element.value(name) else { return standard }
    let parts = value.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let digits = parts.count == 2 ? String(decoding: parts[1], as: UTF8.self) : "00"
    let padded = digits.utf8.count == 1 ? digits + "0" : digits
    let hundredths =
      padded.utf8.count == 2 && padded.utf8.allSatisfy { (0x30...0x39).contains($0) }
      ? Int(padded) : nil
    let whole =
      parts.count <= 2 ? WrittenTime.whole(String(decoding: parts[0], as: UTF8.self)) : nil
    if let whole, let hundredths, whole <= 100, whole * 100 + hundredths <= 10_000 {
      return whole * 100 + hundredths
    }
    note(
      .pipelineNumber, "“\(name)” is not a percentage", at: element.place(of: name),
      help: "from 0 to 100, with at most two digits after the point, as 2.5")
    return standard
  }

  mutating func resolveOutput() {
    guard let element = section("output") else { return }
    for child in children(of: element, allowed: ["breakdown"]) { resolveBreakdown(child) }
    if element.value("reports") != nil {
      let wanted: [OutputChoices.Report] = choices(element, "reports", "a report")
      output.reports = OutputChoices.Report.allCases.filter { wanted.contains($0) }
    }
    output.marksSheets = flag(element, "byte-order-mark") ?? false
    output.profile = element.value("profile") ?? "default"
    guard let word = element.value("fail-on") else { return }
    output.failOn = Severity(rawValue: word)
  }
}
