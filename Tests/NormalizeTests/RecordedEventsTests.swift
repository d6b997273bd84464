import Billing
import Bytes
import Diagnostics
import Dumps
import Normalize
import Reconciliation
import TestSupport
import Testing

/// A set of the given events, read in so many stretches.
private func recorded(_ ids: [String], in count: Int = 1) -> RecordedEvents {
  let size = ids.count / count + 1
  let stretches = (0..<count).map { number in
    let slice = ids.dropFirst(number * size).prefix(size)
    return RecordedEvents.Stretch(
      slice.map { id in withView(Array(id.utf8)) { RecordedEvents.fingerprint(of: $0) } })
  }
  return RecordedEvents(
    parts: (0..<RecordedEvents.partCount).map { RecordedEvents.Part($0, of: stretches) })
}

extension RecordedEvents {
  fileprivate func has(_ id: String) -> Bool {
    withView(Array(id.utf8)) { contains(fingerprint: Self.fingerprint(of: $0)) }
  }
}

@Test(arguments: [1, 2, 8]) func `a set has what was put into it and nothing else`(
  stretches: Int
) {
  var random = SplitMix64(seed: 7)
  let ids = (0..<20_000).map { _ in "evt_1P" + String(random.next(), radix: 36) }
  let set = recorded(ids + ids.prefix(500), in: stretches)
  #expect(set.count == Set(ids).count)
  #expect(ids.allSatisfy { set.has($0) })
  let others = (0..<20_000).map { _ in "evt_1P" + String(random.next(), radix: 36) }
  #expect(others.allSatisfy { !set.has($0) })
}

@Test func `ids of every length and neighbours of ids are told apart`() {
  let ids = (0...70).map { String(repeating: "a", count: $0) } + ["evt_1", "evt_1\u{0}", "1_tve"]
  for (place, id) in ids.enumerated() {
    let set = recorded(ids.enumerated().filter { $0.offset != place }.map(\.element))
    #expect(!set.has(id) && set.count == ids.count - 1, "\(id)")
  }
  #expect(!recorded([]).has("evt_1"))
}

@Suite struct `what is known about an event` {
  private func watch(_ types: [String] = []) -> LedgerWatch {
    var system = SystemDefinition(name: "s", clock: ClockRules(asOf: Timestamp(seconds: 10_000)))
    system.stripe.handledTypes = types
    return LedgerWatch(
      recorded(["evt_1"]), since: Timestamp(seconds: 5_000), definition: system)
  }

  /// Event, type, time, verdict; the clock's horizon is 9,700.
  static let cases: [(String, String, Int64, LedgerWatch.Standing)] = [
    ("evt_2", "a.b", 5_000, .unrecorded), ("evt_2", "a.b", 4_999, .agedOut),
    ("evt_2", "a.b", 9_700, .unrecorded), ("evt_2", "a.b", 9_701, .inFlight),
    ("evt_1", "a.b", 1, .recorded), ("evt_1", "x.y", 9_999, .recorded),
    ("evt_2", "x.y", 6_000, .unhandled), ("evt_2", "a.bc", 6_000, .unhandled),
  ]

  @Test(arguments: cases)
  func `follows from the ledger, the clock and the types`(
    id: String, type: String, time: Int64, standing: LedgerWatch.Standing
  ) {
    let watch = watch(["a.b"])
    let found = withView(Array(type.utf8)) {
      watch.standing(isRecorded: watch.recorded.has(id), type: $0, at: Timestamp(seconds: time))
    }
    #expect(found == standing)
  }

  @Test func `is asked of every event of whatever kind, and of copies once`() {
    let texts = [
      event("evt_3", "payout.paid", at: 6_000, #"{"id":"po_1","object":"payout"}"#),
      event("evt_1", "a.b", at: 6_000, object(.subscription, "")),
      event("evt_2", "a.b", at: 6_001, object(.subscription, "", id: "sub_1")),
      event("evt_3", "payout.paid", at: 6_000, #"{"id":"po_1","object":"payout"}"#),
      event("evt_4", "a.b", at: 1, object(.subscription, "")),
    ]
    var log = DiagnosticLog()
    var pieces = texts.map { Normalized([$0], watch: watch()).facts }
    pieces[0].absorb(Normalized(Array(texts.dropFirst()), watch: watch()).facts, recordBase: 1)
    let clock = ClockRules(asOf: Timestamp(seconds: 10_000))
    let ledger = StripeFold(clock: clock).run(pieces[0], log: &log)
    let text = ledger.symbols.text
    #expect(ledger.audit.unrecorded.map { text($0.event) } == ["evt_2", "evt_3"])
    #expect(ledger.audit.unrecorded.map { text($0.object) } == ["sub_1", "po_1"])
    #expect(ledger.audit.unrecorded.map(\.origin.recordNumber) == [3, 1])
    #expect(ledger.audit.unrecorded.map(\.pendingWebhooks) == [0, 0])
    #expect(ledger.audit.recordedTypes.map(text) == ["a.b"] && ledger.audit.agedOutCount == 1)
  }

  @Test(arguments: [
    (#""status":"enabled","enabled_events":["a.b","*"]"#, ["a.b", "*"]),
    (#""status":"disabled","enabled_events":["a.b"]"#, []),
    (#""enabled_events":["a.b","a.b"]"#, ["a.b"]),
    (#""status":"enabled""#, []),
  ])
  func `of an endpoint the types are kept, and it is no snapshot of a state`(
    members: String, types: [String]
  ) {
    let object = #"{"id":"we_1","object":"webhook_endpoint",\#(members)}"#
    var log = DiagnosticLog()
    let clock = ClockRules(asOf: Timestamp(seconds: 10_000))
    let ledger = StripeFold(clock: clock).run(Normalized([object], watch: watch()).facts, log: &log)
    #expect(ledger.audit.endpointTypes.map(ledger.symbols.text) == types)
    #expect(!ledger.survey.hasSnapshots)
  }
}

@Test(arguments: [RowField.createdAt, .receivedAt, .processedAt])
func `a ledger is reduced to its events and its oldest row`(_ time: RowField) throws {
  let definition = TableDefinition(
    name: "t", role: .ledger,
    columns: [
      ColumnDefinition(name: "event", field: .event, type: .text),
      ColumnDefinition(name: "made", field: time, type: .epochSeconds),
    ])
  let bytes = Array("note,event,made\nx,evt_1,70\n,\"evt_\"\"2\",40\n,,50\ny,evt_3,soon\n".utf8)
  try withView(bytes) { view in
    let header = try DumpReader(format: .postgresCSV).header(of: view, declaring: [])
    var rows = LedgerNormalizer(
      definition: definition,
      of: SystemDefinition(name: "s", clock: ClockRules(asOf: Timestamp(seconds: 100))),
      header: header, file: FileID(rawValue: 0))
    var (outer, log) = (DiagnosticLog(), DiagnosticLog())
    _ = DumpReader(format: .postgresCSV).read(
      view[header.rows], startByte: UInt64(header.rows.lowerBound), header: header,
      file: FileID(rawValue: 0), log: &outer
    ) { rows.take($0, log: &log) }
    let ids = ["evt_1", "evt_\"2", "evt_3"].map { id in
      withView(Array(id.utf8)) { RecordedEvents.fingerprint(of: $0) }
    }
    #expect(rows.fingerprints == ids && rows.oldest == Timestamp(seconds: 40))
    #expect(log.entries.map(\.place) == ["made"] && log.entries.map(\.recordNumber) == [4])
  }
}
