import Billing
import Bytes
import JSON
public import Revenue

/// Writes `checks.json`: every tie-out of a month's close with both of its sides.
public struct ChecksWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The checks, as one JSON object on one line.
  public func json(_ close: CloseFigures) -> [UInt8] {
    let checks = close.allTieOuts
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("month", close.month.text)
    writer.member("as_of", close.asOf.iso)
    writer.member("data_through", close.dataThrough?.iso)
    writer.object("counts") { writer in
      for word in ["passed", "failed", "not_evaluated"] {
        writer.key(word)
        writer.integer(Int64(checks.count { $0.tieOut.result.word == word }))
      }
    }
    writer.objects("checks", checks) { writer, check in
      let (tieOut, symbols) = check
      writer.member("check", tieOut.check)
      writer.member("result", tieOut.result.word)
      if case .notEvaluated(let needs) = tieOut.result {
        writer.member("needs", needs)
        return
      }
      writer.member("currency", tieOut.currency == .empty ? nil : symbols.text(tieOut.currency))
      writer.member("period", tieOut.period?.text)
      write(tieOut.stated, as: "stated", to: &writer)
      write(tieOut.derived, as: "derived", to: &writer)
      writer.member("difference", tieOut.difference)
      writer.member("tolerance", tieOut.tolerance)
    }
    writer.endObject()
    return writer.line
  }

  private func write(_ side: TieOut.Side, as name: StaticString, to writer: inout JSONWriter) {
    writer.object(name) { writer in
      writer.member("name", side.name)
      writer.member("value", side.amount)
    }
  }
}
