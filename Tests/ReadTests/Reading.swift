import Bytes
import Diagnostics
import Foundation
import JSON
import Read
import Reconciliation

/// A record copied out of its document.
struct Copy: Hashable {
  var id: String
  var kind: StripeRecord.Kind
  var container: StripeRecord.Container
  var number: UInt32
  var startByte: UInt64
  var byteCount: UInt32
  var text: String
}

/// All that reading a file gave.
struct Outcome {
  var layout: StripeFileLayout
  var records: [Copy] = []
  var count = ReadCount()
  var log = DiagnosticLog()

  var ids: [String] { records.map(\.id) }
  var codes: [String] { log.entries.map(\.code.rawValue) }
}

/// Lends an array as a view.
func withView<Result>(_ bytes: [UInt8], _ body: (ByteView) throws -> Result) rethrows -> Result {
  try unsafe bytes.withUnsafeBufferPointer { try unsafe body(ByteView($0)) }
}

/// Reads a file as the runner does: in one piece, or by pieces of lines.
func outcome(
  _ bytes: [UInt8], layout forced: StripeFileLayout? = nil, pieceCount: Int = 1,
  limits: JSONLimits = JSONLimits()
) -> Outcome {
  let layout = forced ?? withView(bytes) { StripeReader.layout(of: $0) }
  var outcome = Outcome(layout: layout)
  var reader = StripeLineReader(limits: limits)
  var start = 0
  for piece in 0..<pieceCount {
    var end = bytes.count * (piece + 1) / pieceCount
    if end > start, end < bytes.count {
      end = bytes[(end - 1)...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
    }
    if end <= start, pieceCount > 1 { continue }
    outcome.add(Array(bytes[start..<end]), startByte: start, &reader)
    start = end
  }
  return outcome
}

extension Outcome {
  mutating func add(_ piece: [UInt8], startByte: Int, _ reader: inout StripeLineReader) {
    var pieceLog = DiagnosticLog()
    let base = count.recordCount
    var copies: [Copy] = []
    let pieceCount = withView(piece) { view in
      StripeReader().read(
        view, startByte: UInt64(startByte), file: FileID(rawValue: 0), layout: layout,
        reader: &reader, log: &pieceLog
      ) { copies.append(Copy($0, base: base)) }
    }
    records += copies
    count.add(pieceCount)
    log.merge(pieceLog, recordBase: base)
  }
}

extension Copy {
  init(_ record: StripeRecord, base: Int) {
    id = record.value["id"]?.string ?? "?"
    kind = record.kind
    container = record.container
    number = record.origin.recordNumber + UInt32(base)
    startByte = record.origin.startByte
    byteCount = record.origin.byteCount
    text = record.value.bytes.text
  }
}

func outcome(
  _ text: String, layout: StripeFileLayout? = nil, pieceCount: Int = 1,
  limits: JSONLimits = JSONLimits()
) -> Outcome {
  outcome(Array(text.utf8), layout: layout, pieceCount: pieceCount, limits: limits)
}

/// The text of an event about a subscription, on one line.
func event(_ number: Int, subscription: String = "sub_1") -> String {
  #"{"id":"evt_\#(number)","object":"event","created":17000000\#(number + 10),"#
    + #""type":"customer.subscription.updated","livemode":false,"#
    + #""data":{"object":{"id":"\#(subscription)","object":"subscription","status":"active"}}}"#
}

/// The text of a subscription, on one line.
func subscription(_ number: Int) -> String {
  #"{"id":"sub_\#(number)","object":"subscription","customer":"cus_\#(number)"}"#
}

func listPage(_ rows: [String], hasMore: Bool = false) -> String {
  #"{"object":"list","url":"/v1/events","has_more":\#(hasMore),"#
    + #""data":[\#(rows.joined(separator: ","))]}"#
}

/// Data that others wrote, where the machine has it.
let shared = ProcessInfo.processInfo.environment["TRUEUP_SHARED"].map { URL(filePath: $0) }
