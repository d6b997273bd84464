import Billing
import Bytes
import Diagnostics
import Foundation
import JSON
import Normalize
import Read
import Reconciliation
import TestSupport
import Testing

/// What records come to, in words, with the hash of each as it was delivered or computed.
private struct Told: Equatable {
  var words: [String] = []
  var hashes: [UInt64] = []
  var diagnostics: [String] = []
  /// How many records brought their hash along: those that were read as known shapes.
  var knownCount = 0

  static func == (one: Told, other: Told) -> Bool {
    one.words == other.words && one.hashes == other.hashes
      && one.diagnostics == other.diagnostics
  }
}

@Suite struct `facts from what the outline leaves of events` {
  private static func scope(_ kinds: Set<StripeKind>) -> StripeScope {
    var scope = StripeScope()
    scope.ownerKeys = ["userId", "owner_id"]
    scope.kinds = kinds
    return scope
  }

  private static let everyKind = scope(Set(StripeKind.allCases))

  /// Reads lines one after the other; with a margin behind them, known shapes are met.
  private func tell(
    _ lines: [[UInt8]], _ reader: inout StripeLineReader, in scope: StripeScope, margin: Bool
  ) -> Told {
    let end: [UInt8] =
      margin ? [0x0A] + Array(repeating: 0x20, count: JSONShapeReader.margin + 1) : []
    var told = Told()
    var content = JSONContentHash()
    for (number, line) in lines.enumerated() {
      var normalizer = StripeNormalizer(scope: scope)
      var log = DiagnosticLog()
      _ = withView(line + end) { piece in
        StripeReader().read(
          piece, startByte: UInt64(number) << 20, file: FileID(rawValue: 0), layout: .lines,
          reader: &reader, log: &log
        ) { record in
          told.knownCount += record.contentHash == nil ? 0 : 1
          told.hashes.append(
            record.contentHash ?? content.hash(of: record.value, passingOver: "pending_webhooks"))
          normalizer.take(record, takenAt: Timestamp(seconds: 1_000))
        }
      }
      log.merge(normalizer.log)
      told.diagnostics += log.entries.map { "\($0)" }
      told.words += words(of: normalizer.takeFacts())
    }
    return told
  }

  private func words(of facts: StripeFacts) -> [String] {
    facts.observations.map { sight in
      let cells = StripeField.allCases.map { field in
        facts.fact(field, of: sight).word(in: facts.symbols)
      }
      let start = Int(sight.previousStart)
      let previous = facts.previous[start..<start + Int(sight.previousCount)]
        .map { "\($0.field)=\($0.cell.word(in: facts.symbols))" }
      return "\(sight.kind) \(facts.symbols.text(sight.object)) \(sight.time) \(cells) \(previous)"
    }
  }

  /// Compares lines read as known shapes, whole or by the outline, with lines read strictly.
  private func compare(
    _ lines: [[UInt8]], in scope: StripeScope = everyKind, known least: Double
  ) {
    var strict = StripeLineReader()
    let expected = tell(lines, &strict, in: scope, margin: false)
    #expect(expected.knownCount == 0)
    for outline in [StripeNormalizer.outline(for: scope), .everything] {
      var reader = StripeLineReader(outline: outline)
      // What an edge leads to may have to be learned a second time, once words count as values.
      for _ in 0..<2 { #expect(tell(lines, &reader, in: scope, margin: true) == expected) }
      let again = tell(lines, &reader, in: scope, margin: true)
      #expect(again == expected)
      #expect(Double(again.knownCount) >= least * Double(expected.hashes.count))
    }
  }

  private func lines(of file: URL) throws -> [[UInt8]] {
    try Array(Data(contentsOf: file)).split(separator: 0x0A).map(Array.init)
  }

  @Test func `are those from whole events, for every fixture`() throws {
    let folder = Repository.root.appending(path: "fixtures")
    var files = 0
    let paths = try #require(FileManager.default.enumerator(atPath: folder.path))
    for case let path as String in paths where path.hasSuffix(".ndjson") {
      guard path.contains("/stripe/") else { continue }
      compare(try lines(of: folder.appending(path: path)), known: 0)
      files += 1
    }
    #expect(files > 20)
  }

  /// An object with all that is looked at, in the shapes of all years.
  ///
  /// One per paragraph.
  private static let rich = #"""
    "customer":"cus_1","status":"active","items":{"object":"list","data":[{"id":"si_1","price":
    {"id":"price_1","product":"prod_1","unit_amount":5,"currency":"usd","recurring":{
    "interval":"month","interval_count":1,"usage_type":"licensed","x":1},"y":2},"quantity":2,
    "current_period_start":5,"current_period_end":9},{"id":"si_2","plan":{"id":"p",
    "usage_type":"metered"}}],"has_more":false,"url":"u"}

    "customer":{"id":"cus_2","name":"n"},"items":[{"price":"price_2"}],"start":7,"billing":"b"

    "plan":{"id":"pl_1","product":{"id":"prod_2"},"amount":9,"currency":"eur","interval":"year"},
    "quantity":3,"pause_collection":{"behavior":"void","resumes_at":null},"trial_end":4

    "discount":{"id":"di_1","coupon":{"id":"co_1","name":"n"}},"discounts":["di_1"],"ended_at":1

    "discounts":[{"id":"di_2","source":{"coupon":"co_2","type":"coupon"}}],"canceled_at":8

    "pending_update":{"expires_at":1,"subscription_items":[{"price":{"id":"price_3"}}]}

    "metadata":{"userId":"u_1","owner_id":"o","note":"x"},"test_clock":"clock_1","status":"s"

    "parent":{"subscription_details":{"subscription":"sub_9","metadata":{}},"type":"t"},"total":3

    "amount_due":1,"amount_paid":2,"status_transitions":{"paid_at":6,"voided_at":null},"date":2

    "phases":[{"start_date":9,"items":[{"price":"price_4"}]},{"start_date":1,"plans":[]}],
    "current_phase":{"start_date":1,"end_date":9},"subscription":{"id":"sub_2"},
    "subscription_item":"si_9","total_usage":7,"period":{"start":1,"end":2}

    "client_reference_id":"u_2","schedule":"sched","latest_invoice":{"id":"in_1"},"created":3

    "amount":5,"amount_received":4,"amount_refunded":3,"payment_intent":{"id":"pi_1"},"charge":"c",
    "latest_charge":"ch_2","invoice":{"id":"in_2"},"email":"A@b.example","paid_out_of_band":true

    "charges":{"data":[{"id":"ch_3","amount":1}]},"latest_revision":"in_3","active":false,
    "payments":{"data":[{"status":"paid","payment":{"payment_intent":"pi_4","type":"t"}}]}

    "unit_amount":5,"recurring":{"interval":"month","interval_count":2},"product":"prod",
    "source":{"id":"ch_9"},"type":"charge","net":8

    "interval":"year","interval_count":1,"amount":9,"product":{"id":"prod_2"},"active":true

    "meter":"mtr_1","aggregated_value":7,"start_time":1,"end_time":2,
    "billing_reason":"cycle","deleted":true,"cancel_at":"odd","trial_start":{},"currency":7
    """#.split(separator: "\n\n").map { $0.filter { $0 != "\n" } }

  @Test(arguments: StripeKind.allCases)
  func `are those from whole events, for every field and every kind`(_ kind: StripeKind) {
    let texts = Self.rich.enumerated().flatMap { number, members in
      (0..<2).map { copy in
        event(
          "evt_\(number)\(copy)", "customer.subscription.updated", at: 10,
          object(kind, members, id: "x_\(copy)"), previous: "{\(members)}")
      }
    }
    let lines = texts.map { Array($0.utf8) }
    compare(lines, known: 1)
    compare(lines, in: Self.scope([kind]), known: 1)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `are those from whole events, for mutated ones`(_ seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let whole = Self.rich.map { members in
      Array(
        event("evt_1", "customer.subscription.updated", at: 10, object(.subscription, members))
          .utf8)
    }
    let lines =
      whole
      + (0..<200).map { _ -> [UInt8] in
        var line = whole.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          let place = Int.random(in: line.indices, using: &random)
          line[place] =
            Bool.random(using: &random)
            ? UInt8.random(in: 0x20...0x7E, using: &random)
            : line.randomElement(using: &random) ?? 0
        }
        return line
      }
    compare(lines, known: 0.2)
  }

  @Test(.enabled(if: shared != nil))
  func `are those from whole events, for recorded ones`() throws {
    let folder = try #require(shared).appending(path: "real")
    var lines: [[UInt8]] = []
    let paths = try #require(FileManager.default.enumerator(atPath: folder.path))
    for case let path as String in paths where path.contains(".json") {
      let data = try Data(contentsOf: folder.appending(path: path))
      let whole = Array(data).map { $0 == 0x0A ? 0x20 : $0 }
      guard whole.count < 1 << 20 else { continue }
      lines.append(whole)
      // The events of a page by themselves too.
      let page = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
      for row in page?["data"] as? [[String: Any]] ?? [] {
        lines.append(
          Array(try JSONSerialization.data(withJSONObject: row, options: .sortedKeys)))
      }
    }
    #expect(lines.count > 50)
    compare(lines, known: 0.3)
  }
}
