import Billing
import Diagnostics
import Reconciliation

/// The clock and the exports from Stripe.
extension PipelineResolution {
  mutating func resolveClock() {
    let element = section("clock")
    var dumpTakenAt: Timestamp?
    if let element {
      _ = children(of: element, allowed: [])
      let written = instant(element, "as-of")
      if let written, !ClockRules.range.contains(written) {
        note(
          .pipelineInstant, "no clock shows \(written.iso)", at: element.place(of: "as-of"),
          help: "an instant from 1970 to 2199")
      }
      if resolver.asOf == nil, let written { definition.clock.asOf = written }
      dumpTakenAt = instant(element, "dump-taken-at")
      definition.clock.settleSeconds = duration(element, "settle", or: 300)
      if let zone = timeZone(element) { definition.clock.timeZone = zone }
    }
    definition.clock.dumpTakenAt = dumpTakenAt ?? definition.clock.asOf
    guard resolver.asOf == nil, element?.value("as-of") == nil else { return }
    note(
      .pipelineClock, "nothing says what time it is", at: element?.place ?? file.root.place,
      help: "write <clock as-of=\"2026-01-15T06:00:00Z\"/> or give --as-of")
  }

  /// An IANA name by its form; whether the machine knows it is seen when months are counted.
  mutating func timeZone(_ element: PipelineElement) -> String? {
    guard let zone = element.value("time-zone") else { return nil }
    let parts = zone.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let isName =
      parts.count <= 3
      && parts.allSatisfy { part in
        let isLetterFirst = part.first.map { (0x41...0x5A).contains($0) } ?? false
        return isLetterFirst
          && part.allSatisfy { byte in
            switch byte | 0x20 {
            case 0x61...0x7A, 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"): true
            default: byte == UInt8(ascii: "_")
            }
          }
      }
    if isName, zone == "UTC" || parts.count > 1 { return zone }
    note(
      .pipelineTimeZone, "“\(zone)” is not a time zone", at: element.place(of: "time-zone"),
      help: "UTC or an IANA name, as Europe/Berlin; abbreviations mean different zones")
    return nil
  }

  mutating func resolveStripe() {
    guard
      let element = neededSection(
        "stripe", help: "say where the exports are: <stripe><events files=\"…\"/></stripe>")
    else { return }
    definition.stripe.livemode = flag(element, "livemode")
    definition.stripe.account = text(element, "account")
    definition.stripe.isComplete = flag(element, "complete") ?? false
    if element.value("owner-keys") != nil {
      definition.stripe.ownerKeys = words(element, "owner-keys")
    }
    definition.stripe.handledTypes = words(element, "handled-types")
    definition.stripe.otherProducts = words(element, "other-products")
    for child in children(of: element, allowed: ["events", "objects"]) {
      _ = children(of: child, allowed: [])
      sources.append(
        StripeSource(
          kind: child.name == "events" ? .events : .objects, patterns: paths(child),
          takenAt: instant(child, "taken-at"), place: child.place))
    }
    if sources.isEmpty {
      note(
        .pipelineMissing, "<stripe> names no files", at: element.place,
        help: "add <events files=\"…\"/> or <objects files=\"…\" taken-at=\"…\"/>")
    }
  }
}
