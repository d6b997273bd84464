import Diagnostics
import Reconciliation
import Revenue

/// How revenue is measured.
extension PipelineResolution {
  mutating func resolveMetrics() {
    var profile = MeasureProfile(rawValue: output.profile) ?? .default
    metrics.rules.timeZone = definition.clock.timeZone
    guard let element = section("metrics") else {
      metrics.rules = metrics.rules(of: profile)
      return
    }
    _ = children(of: element, allowed: [])
    metrics.place = element.place
    profile = choice(element, "profile") ?? profile
    output.profile = profile.rawValue
    if let zone = timeZone(element) { metrics.rules.timeZone = zone }
    metrics.overrides = overrides(element)
    metrics.ratesFile = path(element, "rates")
    metrics.currenciesFile = path(element, "currencies")
    metrics.accountsFile = path(element, "accounts")
    metrics.aliasesFile = path(element, "aliases")
    metrics.trialBalanceFile = path(element, "trial-balance")
    metrics.closedFile = path(element, "closed")
    metrics.recognition.granularity = choice(element, "recognition") ?? .day
    metrics.recognition.residual = choice(element, "residual") ?? .spread
    metrics.recognition.catchesUp = flag(element, "catch-up") ?? true
    metrics.rules = metrics.rules(of: profile)
    metrics.recognition.rounding = metrics.rules.rounding
    guard metrics.rules.reportingCurrency != nil, metrics.ratesFile == nil else { return }
    note(
      .pipelineMissing, "amounts cannot be in one currency without rates",
      at: element.place(of: "currency"), help: "name a file of rates: rates=\"rates.csv\"")
  }

  private mutating func overrides(_ element: PipelineElement) -> [MetricsOverride] {
    var made: [MetricsOverride?] = [
      choice(element, "basis").map { .basis($0) },
      choice(element, "start").map { .start($0) },
      choice(element, "churn").map { .churn($0) },
      choice(element, "discounts").map { .discounts($0) },
      choice(element, "metered").map { .metered($0) },
      choice(element, "pause").map { .pause($0) },
      choice(element, "grain").map { .grain($0) },
      choice(element, "rounding").map { .rounding($0) },
      choice(element, "missing-rate").map { .missingRate($0) },
      flag(element, "exchange-movement").map { .exchangeMovement($0) },
      flag(element, "net-churn-with-reactivation").map { .netChurnCountsReactivation($0) },
      flag(element, "quick-ratio-with-reactivation").map { .quickRatioCountsReactivation($0) },
      element.value("lifetime-months").flatMap { Int($0) }.map { .lifetimeMonths($0) },
    ]
    made.append(count(element, "grace-days", in: 0...90).map { .graceDays($0) })
    made.append(
      count(element, "reactivation-window-days", in: 1...36_500).map { .reactivationWindow($0) })
    made.append(factor(element, "days-in-month").map { .days($0) })
    made.append(factor(element, "weeks-in-month").map { .weeks($0) })
    made.append(factor(element, "gross-margin", atMost: .one).map { .grossMargin($0) })
    made.append(currency(element, "currency").map { .currency($0) })
    return made.compactMap(\.self)
  }

  /// A whole number in a range; nil when it was not written.
  private mutating func count(
    _ element: PipelineElement, _ name: String, in range: ClosedRange<Int>
  ) -> Int? {
    guard element.value(name) != nil else { return nil }
    return number(element, name, in: range, or: range.lowerBound)
  }

  /// A number above zero, as a decimal or as a fraction such as `365/12`; nil when not written.
  private mutating func factor(
    _ element: PipelineElement, _ name: String, atMost limit: Fraction = Fraction(1_000)
  ) -> Fraction? {
    guard let value = element.value(name) else { return nil }
    let parts = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { Fraction(decimal: String(decoding: $0, as: UTF8.self)) }
    if (1...2).contains(parts.count), let first = parts[0], let last = parts[parts.count - 1] {
      let factor = parts.count == 1 ? first : first / last
      if factor > .zero, factor == limit || factor < limit { return factor }
    }
    note(
      .pipelineNumber, "“\(name)” is not a number in its range", at: element.place(of: name),
      help: limit == .one
        ? "above 0 and at most 1, as 0.8 or 4/5" : "a decimal number or a fraction, as 365/12")
    return nil
  }

  /// An ISO 4217 code in lower case; nil when not written.
  private mutating func currency(_ element: PipelineElement, _ name: String) -> String? {
    guard let value = element.value(name) else { return nil }
    let isCode = value.utf8.count == 3 && value.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    if isCode { return value }
    note(
      .pipelineName, "“\(value)” is not a currency", at: element.place(of: name),
      help: "three lower-case letters, as usd")
    return nil
  }

  /// A path within the root; nil when not written.
  private mutating func path(_ element: PipelineElement, _ name: String) -> String? {
    guard let path = element.value(name) else { return nil }
    if let fault = file.folder.fault(in: path) {
      note(.pipelinePath, fault.message, at: element.place(of: name), help: fault.help)
    }
    return path
  }
}
