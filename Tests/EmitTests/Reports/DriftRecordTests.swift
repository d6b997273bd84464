import Billing
import Bytes
import Diagnostics
import Emit
import JSON
import Reconciliation
import Testing

struct DriftRecordTests {
  private let writer = DriftRecordWriter()

  private func lines(_ report: RunReport) -> [String] {
    String(decoding: writer.ndjson(report), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `a record has its keys in the order the product promises`() {
    let keys = [
      "schema_version", "drift_id", "code", "class", "severity", "system", "entity",
      "stripe_subscription_id", "stripe_customer_id", "table", "row_key", "user_id", "fields",
      "cause", "disposition", "guards", "monthly_amount_minor", "currency", "harm",
      "parent_drift_id", "first_seen_run", "status", "waived", "evidence", "story",
    ]
    var seen = 0
    let isWhole = readLines(writer.ndjson(Sample.drifted.report)) { record in
      let isHeld = record["held_back"] != nil
      var expected = keys
      if isHeld { expected.insert("held_back", at: 15) }
      #expect(record.members.map(\.key.text) == expected)
      #expect(
        record["cause"]?.members.map(\.key.text) == [
          "code", "frozen_at_event", "lost_events", "evidence", "refuted_if", "confidence",
        ])
      seen += 1
    }
    #expect(isWhole && seen == 6)
  }

  @Test func `a record says what each side says`() throws {
    let report = Sample.drifted.report
    var records = 0
    let isWhole = readLines(writer.ndjson(report)) { record in
      guard record["code"]?.isString("S02") == true else { return }
      records += 1
      let fields = record["fields"].map { Array($0.elements) } ?? []
      #expect(fields.map { $0["field"]?.string } == ["status", "period-end"])
      #expect(fields.map { $0["stripe"]?.string } == ["CANCELED", "2026-01-15T06:00:00Z"])
      #expect(fields.first?["database"]?.string == "ACTIVE")
      #expect(fields.last?["database"]?.isNull == true)
      #expect(record["monthly_amount_minor"]?.integer == 124_000)
      #expect(record["row_key"]?.string == "r1")
      #expect(record["stripe_subscription_id"]?.string == "sub_u1")
      #expect(record["stripe_customer_id"]?.isNull == true)
      #expect(record["status"]?.string == "new")
      let place = record["evidence"]?.elements.first { _ in true }
      #expect(place?["file"]?.string == "stripe/events.ndjson.gz")
      #expect(place?["record"]?.integer == 7)
      #expect(place?["byte"]?.integer == 4_096)
    }
    #expect(isWhole && records == 1)
  }

  @Test func `a consequence names its cause and a waiver its reason`() {
    var report = Sample.drifted.report
    report.findings[0].waiver = "agreed with the customer"
    let ghost = report.findings.first { $0.drift.code == "S02" }?.driftID
    var parents: [String?] = []
    var waivers: [String?] = []
    let isWhole = readLines(writer.ndjson(report)) { record in
      parents.append(record["parent_drift_id"]?.string)
      waivers.append(record["waived"]?.string)
    }
    #expect(isWhole)
    #expect(parents.compactMap(\.self) == [ghost])
    #expect(waivers == ["agreed with the customer", nil, nil, nil, nil, nil])
  }

  @Test func `a private column shows no value and says so`() {
    let line = lines(Sample.drifted.report).first { $0.contains("secret one") }
    #expect(line == nil)
    let hidden = lines(Sample.drifted.report).first { $0.contains("discount") } ?? ""
    #expect(
      hidden.contains(
        #"{"field":"discount","stripe":"‹hidden›","database":"‹unknown›"}"#))
    #expect(
      hidden.contains(#"{"field":"status","stripe":"‹unreadable›","database":-3}"#))
  }

  @Test(arguments: [
    "ada@example.com", "Ada <ada.l+x@example.co.uk>", "sk_live_51Habcdef", "whsec_abc",
    "pi_1_secret_abc", "4242 4242 4242 4242", "card 4242424242424242.", "378282246310005",
    "ädä@exämple.com",
  ])
  func `an address, a secret or a card number appears nowhere`(_ secret: String) {
    var sample = Sample.clean
    sample.row(secret, owner: secret)
    sample.subscriptions.append(secret)
    var drift = sample.drift(
      "S02", "ghost-active", .p1, .auto, row: 3, subscription: 3, owner: secret)
    drift.customer = sample.symbols.intern(secret)
    drift.story = "it is about \(secret)"
    drift.fields = [
      sample.differs(.status, stripe: sample.text(secret), database: sample.text("x " + secret))
    ]
    sample.drifts = [drift]
    var report = sample.report
    report.findings[0].waiver = "agreed with \(secret)"
    let span = SourceSpan(file: FileID(rawValue: 0), startByte: 0, byteCount: 1)
    report.log.note(
      Diagnostic(.warning, .jsonEmpty, "odd", at: span, place: secret, subject: secret))
    let files = [
      writer.ndjson(report), DriftSheetWriter().csv(report), SummaryWriter().text(report),
      JUnitWriter().xml(report), PrometheusWriter().text(report),
      SummaryWriter().json(report), ManifestWriter().json(report, outputs: []),
      HistoryWriter().line(report),
      DiagnosticsWriter().ndjson(report.log, sources: report.sources),
    ]
    for file in files { #expect(!String(decoding: file, as: UTF8.self).contains(secret)) }
    #expect(String(decoding: files[0], as: UTF8.self).contains("‹hidden›"))
  }

  @Test(arguments: [
    "sub_1", "1234567890123456789", "cus_4242424242424242x", "a @ b", "@handle", "user@",
    "2026-01-15T06:00:00Z", "4242424242424243", "0c9a1b22-1111-4111-8111-111111111111",
  ])
  func `what merely looks like a secret is shown`(_ text: String) {
    var sample = Sample.clean
    sample.row(text, owner: text)
    sample.drifts = [sample.drift("S02", "ghost-active", .p1, .auto, row: 3, owner: text)]
    let isWhole = readLines(writer.ndjson(sample.report)) { record in
      #expect(record["row_key"]?.string == text)
      #expect(record["user_id"]?.string == text)
    }
    #expect(isWhole)
  }

  @Test(arguments: ["\u{0}", "\n\r", "\"\\", "\u{2028}", "</script>", "e\u{301}", "\u{1F600}"])
  func `a text comes back as it was, whatever is in it`(_ text: String) {
    var sample = Sample.clean
    sample.row(text, owner: "u")
    sample.drifts = [sample.drift("S02", "ghost-active", .p1, .auto, row: 3, owner: "u")]
    #expect(lines(sample.report).count == 1)
    let isWhole = readLines(writer.ndjson(sample.report)) { record in
      #expect(record["row_key"]?.string.map { Array($0.utf8) } == Array(text.utf8))
    }
    #expect(isWhole)
  }

  @Test func `the same report gives the same bytes whatever the symbols' numbers are`() {
    let sample = Sample.drifted
    var shuffled = Sample()
    for word in ["zz", "sub_u3", "ACTIVE", "u2", "CANCELED"] { _ = shuffled.text(word) }
    let renamed = Sample.drifted(on: shuffled)
    #expect(writer.ndjson(sample.report) == writer.ndjson(renamed.report))
    #expect(DriftSheetWriter().csv(sample.report) == DriftSheetWriter().csv(renamed.report))
    #expect(SummaryWriter().json(sample.report) == SummaryWriter().json(renamed.report))
  }
}
