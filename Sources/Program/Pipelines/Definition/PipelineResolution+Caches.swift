import Billing
import Diagnostics
import Reconciliation

/// The caches that mirror the rows.
extension PipelineResolution {
  mutating func resolveCaches() {
    guard let element = section("caches") else { return }
    for child in children(of: element, allowed: ["cache"]) {
      let name = kebab(child, "name")
      if definition.caches.contains(where: { $0.name == name }) {
        note(.pipelineDuplicate, "a second cache “\(name)”", at: child.place(of: "name"))
      }
      var cache = CacheDefinition(
        name: name, purpose: choice(child, "holds") ?? .state,
        keyPrefix: needed(child, "key-prefix"), keyField: choice(child, "key-field") ?? .customer,
        lifetimeSeconds: duration(child, "lifetime", or: 0))
      cache.takenAt = instant(child, "taken-at")
      cache.onMiss = choice(child, "on-miss") ?? .refill
      cache.negativeWords = words(child, "none")
      cache.maxAttempts = number(child, "max-attempts", in: 1...1_000, or: 3)
      resolveValues(of: child, into: &cache)
      caches.append(
        CacheSource(
          cache: definition.caches.count, patterns: paths(child),
          isOptional: flag(child, "optional") ?? false, place: child.place))
      definition.caches.append(cache)
    }
  }

  /// The figures of a run that must not be above a threshold.
  mutating func resolveAlerts() {
    guard let element = section("alerts") else { return }
    for child in children(of: element, allowed: ["alert"]) {
      _ = children(of: child, allowed: [])
      let name = kebab(child, "name")
      if definition.alerts.contains(where: { $0.name == name }) {
        note(.pipelineDuplicate, "a second alert “\(name)”", at: child.place(of: "name"))
      }
      definition.alerts.append(
        AlertRule(
          name: name, figure: choice(child, "figure") ?? .failedEvents,
          measure: choice(child, "of") ?? .value,
          threshold: Int64(number(child, "above", in: 0...999_999_999_999, or: 0)),
          level: choice(child, "level") ?? .p2))
    }
  }

  private mutating func resolveValues(
    of element: PipelineElement, into cache: inout CacheDefinition
  ) {
    for child in children(of: element, allowed: ["value"]) {
      _ = children(of: child, allowed: [])
      let field: CacheField = choice(child, "field") ?? .status
      if cache.place(of: field) != nil {
        note(
          .pipelineDuplicate, "a second value for \(field.rawValue)", at: child.place(of: "field"))
      }
      let path = (text(child, "path") ?? "").utf8.split(separator: UInt8(ascii: "."))
      cache.values.append(.init(field, path: path.map { String(decoding: $0, as: UTF8.self) }))
    }
    for field in cache.purpose.neededFields where cache.place(of: field) == nil {
      note(
        .pipelineMissingField,
        "the cache “\(cache.name)” has no value with the field \(field.rawValue)",
        at: element.place, help: "add <value field=\"\(field.rawValue)\" path=\"…\"/>")
    }
  }
}

extension CacheDefinition.Purpose {
  /// Without these nothing can be said about an entry.
  fileprivate var neededFields: [CacheField] {
    switch self {
    case .state: [.status, .subscription]
    case .link: [.customer]
    case .attempts: [.attempts]
    }
  }
}
