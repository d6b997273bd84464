import Billing
import Bytes
import Diagnostics
import Foundation
import Reconciliation
import Revenue
import TestSupport
import Testing

@testable import Pipelines

/// A pipeline without exports whose months are closed, in a folder of its own.
private struct ClosedPipeline {
  let scratch = try? Scratch()
  var choices = MetricsChoices()

  /// A file that closes December 2025 by the rules of the pipeline.
  var content: [UInt8] {
    let rules = (choices.rules.lines + choices.recognition.lines).digest
    return Array(
      """
      closed 2025-12 by rules \(rules)
      time,customer_id,subscription_id,subscription_item_id,currency,price_id,product_id,\
      interval,reason,quantity_change,quantity,gross_change,gross,mrr_change,mrr
      1736467200000000,cus_1,sub_1,si_1,usd,price_1,prod_1,month 1,start,1,1,2500,2500,2500,2500
      invoice_id,event_type,time,accounting_period,original_accounting_period,booked_period,\
      currency,customer_id,entry_line_id,source_id,line_no,account,amount,invoice_line_id
      in_1,payment,1736467200000000,2025-01,,2025-01,usd,cus_1,,ch_1,1,Cash,2500,
      in_1,payment,1736467200000000,2025-01,,2025-01,usd,cus_1,,ch_1,2,AccountsReceivable,-2500,

      """.utf8)
  }

  /// Keeps a file that the pipeline names as what closes its months.
  mutating func close(with bytes: [UInt8], as name: String? = nil) throws {
    let month = CalendarMonth(number: 2025 * 12 + 11)
    let name = name ?? ClosedMonths.name(of: Digest(of: content), month) + ".csv"
    let folder = try #require(scratch).folder
    try Data(bytes).write(to: folder.appending(path: name))
    choices.closedFile = name
  }

  func resolved() throws -> ResolvedPipeline {
    var pipeline = try SmallPipeline().resolve()
    pipeline.folder = PipelineFolder(of: try #require(scratch).folder.path + "/pipeline.xml")
    pipeline.metrics = choices
    return pipeline
  }

  func measurement(
    fileByteCount: Int = RevenueMeasurement.fileByteCount
  ) throws -> RevenueMeasurement {
    try RevenueMeasurement(
      try resolved(), scratchFolder: FileManager.default.temporaryDirectory.path,
      fileByteCount: fileByteCount)
  }

  func revenue(_ measurement: RevenueMeasurement) throws -> MeasuredRevenue {
    try measurement.revenue(
      StripeInput.Outcome(), [], of: try resolved().definition, Workers(width: 2))
  }

  /// What is said of a file.
  func refusal() throws -> Failure? {
    do {
      _ = try measurement()
      return nil
    } catch let failure as Failure {
      return failure
    }
  }
}

@Suite struct `files that revenue is measured by` {
  @Test func `that closes months may be longer than those that are read as a whole`() throws {
    var pipeline = ClosedPipeline()
    try pipeline.close(with: pipeline.content)
    let measurement = try pipeline.measurement(fileByteCount: 100)
    let account = try #require(measurement.files.first?.account)
    #expect(account.purpose == "closed" && account.recordCount == 6)
    #expect(account.decodedByteCount == UInt64(pipeline.content.count))
    pipeline.choices.ratesFile = pipeline.choices.closedFile
    #expect { try pipeline.measurement(fileByteCount: 100) } throws: {
      ($0 as? Failure)?.code == .inputTooLarge
    }
  }

  @Test func `closes months whether it is compressed or not`() throws {
    var pipeline = ClosedPipeline()
    for bytes in [pipeline.content, gzipped(pipeline.content)] {
      try pipeline.close(with: bytes)
      let close = try pipeline.revenue(pipeline.measurement()).close
      // Nothing of it was exported any more: all of it is taken back when the open months begin.
      #expect(close.journal.lineCount == 4)
      #expect(close.journal[0].entries.map(\.originalPeriod?.text) == [nil, "2025-01"])
      #expect(close.corrections.map(\.change) == [-2_500])
      #expect(!close.restatements.isEmpty)
    }
  }

  @Test func `closes months only where its things can be numbered`() throws {
    var pipeline = ClosedPipeline()
    try pipeline.close(with: pipeline.content)
    var measurement = try pipeline.measurement()
    // The empty text, an invoice, a charge, a customer and a currency.
    measurement.textLimit = 5
    _ = try pipeline.revenue(measurement)
    measurement.textLimit = 4
    #expect { try pipeline.revenue(measurement) } throws: {
      ($0 as? Failure)?.code == .inputTooLarge
    }
  }

  @Test func `says nothing where the file is damaged`() throws {
    var pipeline = ClosedPipeline()
    let whole = gzipped(pipeline.content)
    try pipeline.close(with: Array(whole.dropLast(9)))
    #expect(try pipeline.refusal()?.code == .gzipDamaged)
    try pipeline.close(with: pipeline.content + Array("more\n".utf8))
    #expect(
      try pipeline.refusal()?.message == "the file was changed since the month was closed")
    try pipeline.close(with: Array(pipeline.content.dropLast()))
    #expect(try pipeline.refusal()?.code == .closedMonth)
    try pipeline.close(with: pipeline.content, as: "closed-2025-12.csv")
    #expect(try pipeline.refusal()?.code == .closedMonth)
    try pipeline.close(with: pipeline.content)
    #expect(try pipeline.refusal() == nil)
    pipeline.choices.rules.graceDays = 7
    #expect(
      try pipeline.refusal()?.message == "the months up to 2025-12 were closed by other rules")
  }
}
