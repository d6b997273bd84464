import Billing
import Bytes
import Diagnostics
import Foundation
import Normalize
import Reconciliation
import TestSupport
import Testing

/// Sights of one subscription as aligned text, one a line.
///
///     seconds  verb      id      state            replaced
///     10       created   evt_a   status=trialing
///     20       updated   evt_b   status=active    status=trialing
///     30       snapshot  -       status=active
///
/// A state lists members of the subscription, `replaced` those of `previous_attributes`.
struct FoldTable {
  var texts: [(text: String, takenAt: Int64)] = []

  init(_ table: String, object id: String = "sub_1") {
    for line in table.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 4, let seconds = Int64(words[0]) else { continue }
      // A whole object says when it was created; what does not is a stub.
      let isWhole = !words[3].contains("created=") && !words[3].contains("deleted=")
      let state = words[3] + (isWhole ? ",created=1" : "")
      let body = object(.subscription, Self.members(state), id: id)
      if words[1] == "snapshot" {
        texts.append((body, seconds))
      } else {
        texts.append(
          (
            event(
              words[2], "customer.subscription.\(words[1])", at: seconds, body,
              previous: words.count > 4 ? "{\(Self.members(words[4]))}" : nil), 0
          ))
      }
    }
  }

  /// `status=active,quantity=2` as members of an object.
  private static func members(_ words: String) -> String {
    words.split(separator: ",").map { pair in
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      let isBare = Int64(parts[1]) != nil || ["null", "true", "false"].contains(parts[1])
      let value = isBare ? String(parts[1]) : "\"\(parts[1])\""
      return parts[0] == "-" ? "" : "\"\(parts[0])\":\(value)"
    }.joined(separator: ",")
  }

  /// The texts normalized one by one and put together again as pieces are.
  static func facts(_ texts: [(text: String, takenAt: Int64)]) -> StripeFacts {
    var facts = StripeFacts()
    for (number, text) in texts.enumerated() {
      facts.absorb(Normalized([text.text], takenAt: text.takenAt).facts, recordBase: number)
    }
    return facts
  }
}

/// What a fold found out, in words that do not depend on the order of the input.
struct Folded: Hashable, CustomStringConvertible {
  var states: [String: String] = [:]
  var eventCount: Int
  var duplicateCount: Int
  var codes: [String]

  init(_ facts: StripeFacts, horizon: Int64 = 1_000_000) {
    var log = DiagnosticLog()
    let ledger = Self.fold(horizon).run(facts, log: &log)
    self.init(ledger, log)
  }

  /// The same texts as pieces that two threads took, divided by object and folded part by part.
  init(
    inParts texts: [(text: String, takenAt: Int64)], horizon: Int64,
    _ random: inout SplitMix64
  ) {
    let division = FactDivision(ofBytes: Bool.random(using: &random) ? 0 : 1 << 40)
    var one = StripeNormalizer(scope: StripeScope(), division: division)
    var other = StripeNormalizer(scope: StripeScope(), division: division, book: 1)
    for piece in texts.indices.shuffled(using: &random) {
      if Bool.random(using: &random) {
        one.begin(piece: piece)
        one.take(texts[piece].text, takenAt: texts[piece].takenAt, number: 1)
      } else {
        other.begin(piece: piece)
        other.take(texts[piece].text, takenAt: texts[piece].takenAt, number: 1)
      }
    }
    let survey = [one.survey, other.survey]
    let tainted = one.tainted + other.tainted
    let words = Words([one.book, other.book])
    let parts = zip(one.takeParts(), other.takeParts()).map { [$0, $1] }
    var register = EventRegister()
    for part in parts { register.add(EventRegister(packed: part.flatMap(\.entries.chunks))) }
    let bases = [texts.indices.map { UInt32($0) }]
    let fold = Self.fold(horizon)
    let folded = parts.map { part in
      fold.fold(
        StripeFacts(packed: part.flatMap(\.sights.chunks), recordBases: bases, words: words),
        register, tainted: tainted)
    }
    var log = DiagnosticLog()
    var whole = survey[0]
    whole.add(survey[1])
    var joined = StripeFold.Joined(words: words, partCount: parts.count)
    for part in folded.shuffled(using: &random) { joined.add(part) }
    let ledger = fold.finish(joined, register, whole, log: &log)
    self.init(ledger, log)
  }

  private static func fold(_ horizon: Int64) -> StripeFold {
    StripeFold(clock: ClockRules(asOf: Timestamp(seconds: horizon), settleSeconds: 0))
  }

  private init(_ ledger: StripeLedger, _ log: DiagnosticLog) {
    for kind in StripeKind.allCases {
      for object in ledger[kind] {
        states[ledger.symbols.text(object.id)] = Self.words(of: object, in: ledger)
      }
      let ids = ledger[kind].map { ledger.symbols.array($0.id) }
      #expect(zip(ids, ids.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    }
    eventCount = ledger.eventCount
    duplicateCount = ledger.duplicateCount
    codes = log.entries.map(\.code.rawValue).sorted()
  }

  static func words(of object: StripeObject, in ledger: StripeLedger) -> String {
    let fields = object.kind.fields.compactMap { field in
      let cell = ledger.fact(field, of: object)
      let says = cell.kind != .unknown && cell != .time(Timestamp(seconds: 1))
      return !says ? nil : "\(field)=\(cell.word(in: ledger.symbols))"
    }
    let state = !object.hasState ? "none" : fields.joined(separator: ",")
    return ([state] + Self.notes.filter { object.notes.contains($0.1) }.map(\.0))
      .joined(separator: " ")
  }

  private static let notes: [(String, StripeObject.Notes)] = [
    ("start", .startKnown), ("gap", .hasGap), ("ambiguous", .ambiguous),
    ("conflict", .conflicting), ("in-flight", .inFlight), ("tainted", .tainted),
    ("after-end", .seenAfterEnd),
  ]

  var description: String {
    states.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
      + "\n\(eventCount) events, \(duplicateCount) copies, \(codes)"
  }
}
