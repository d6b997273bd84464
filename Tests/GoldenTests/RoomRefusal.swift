import Billing
import Bytes
import Diagnostics
import Dumps
import Emit
import Foundation
import JSON
import Pipelines
import Read
import Revenue
import TestSupport
import XML

/// Refusals by which a room protects itself and that no run comes to, because another room is
/// there first or chance would have to help; the README of each exhibit says which.
enum RoomRefusal {
  /// By code what provokes it, given the folder of the exhibit; the answer is what is said.
  static let all: [String: @Sendable (URL) throws -> String] = [
    "account-map": { folder in
      let bytes = try Array(Data(contentsOf: folder.appending(path: "accounts.csv")))
      return try refusal { _ = try AccountMap(bytes, name: "accounts.csv") }
    },
    "closed-month": { folder in
      let name = "closed-2025-12-cea470fc13f924df.csv"
      let bytes = try Array(Data(contentsOf: folder.appending(path: name)))
      return try refusal {
        var reader = ClosedMonthsReader(name: name, to: NoShelf())
        try unsafe bytes.withUnsafeBufferPointer { try unsafe reader.read(ByteView($0)) }
        _ = try reader.finish()
      }
    },
    "currency-table": { folder in
      let file = folder.appending(path: "currencies.csv")
      let bytes = try Array(Data(contentsOf: file))
      return try refusal { _ = try CurrencyTable(bytes, name: file.lastPathComponent) }
    },
    "customer-aliases": { folder in
      let bytes = try Array(Data(contentsOf: folder.appending(path: "aliases.csv")))
      return try refusal { _ = try CustomerAliases(bytes, name: "aliases.csv") }
    },
    "dump-lossy-format": { folder in
      try refusal { try readHeader(of: folder.appending(path: "subscriptions.csv")) }
    },
    "input-changed": { folder in
      try refusal { try changeWhileReading(folder.appending(path: "events.ndjson")) }
    },
    "input-too-large": { folder in
      try refusal {
        let file = try InputFile(
          path: folder.appending(path: "events.json").path, name: "events.json")
        var reader = PieceReader(file, mode: .whole(limit: 64))
        _ = try reader.next()
      }
    },
    "json-empty": { folder in
      let file = folder.appending(path: "events.ndjson")
      let fault = try withBytes(of: file) { bytes in
        var reader = JSONReader()
        return reader.read(bytes)
      }
      return fault.map { "byte \($0.offset): fault[\($0.code.rawValue)]: \($0.message)" } ?? ""
    },
    "rate-file": { folder in
      let file = folder.appending(path: "rates.csv")
      let bytes = try Array(Data(contentsOf: file))
      return try refusal { _ = try ExchangeRates(bytes, name: file.lastPathComponent) }
    },
    "stripe-byte-order-mark": { folder in
      try remarks(on: folder.appending(path: "events.ndjson"))
    },
    "trial-balance": { folder in
      let bytes = try Array(Data(contentsOf: folder.appending(path: "ledger.csv")))
      return try refusal { _ = try TrialBalance(bytes, name: "ledger.csv") }
    },
    "xml-schema": { folder in
      let text = try Array(Data(contentsOf: folder.appending(path: "schema.rng")))
      return try refusal { _ = try XMLSchema(text, name: "schema.rng") }
    },
    "zone-unknown": { folder in
      try refusal { _ = try ZoneFolder(path: folder.path).rules(of: "Europe/Atlantis") }
    },
    "zone-unreadable": { folder in
      try refusal {
        let zones = ZoneFolder(path: folder.appending(path: "zones").path)
        _ = try zones.rules(of: "Here/There")
      }
    },
  ]

  private static func refusal(_ body: () throws -> Void) throws -> String {
    do {
      try body()
      return ""
    } catch let failure as Failure {
      return failure.rendered
    }
  }

  private static func withBytes<Result>(
    of file: URL, _ body: (ByteView) throws -> Result
  ) throws -> Result {
    let bytes = try Array(Data(contentsOf: file))
    return try unsafe bytes.withUnsafeBufferPointer { try unsafe body(ByteView($0)) }
  }

  private static func readHeader(of file: URL) throws {
    guard let format = DumpFormat(name: "psql-csv") else { return }
    try withBytes(of: file) { _ = try DumpReader(format: format).header(of: $0) }
  }

  /// The export is still being written: it grows between the first piece and the last.
  private static func changeWhileReading(_ export: URL) throws {
    let scratch = try Scratch()
    let text = try String(contentsOf: export, encoding: .utf8)
    try scratch.write(text, to: "events.ndjson")
    let path = scratch.folder.appending(path: "events.ndjson").path
    var reader = PieceReader(try InputFile(path: path, name: "events.ndjson"))
    try scratch.write(text + text, to: "events.ndjson")
    while try reader.next() != nil {}
  }

  private static func remarks(on file: URL) throws -> String {
    var sources = SourceMap()
    let id = sources.add(file.lastPathComponent)
    var log = DiagnosticLog()
    try withBytes(of: file) { bytes in
      var reader = StripeLineReader()
      _ = StripeReader().read(
        bytes, startByte: 0, file: id, layout: .lines, reader: &reader, log: &log
      ) { _ in }
    }
    let text = DiagnosticText(sources: sources)
    return log.entries.map { text.render($0) }.joined(separator: "\n")
  }
}

/// Room for pages of which nobody wants to see any.
private final class NoShelf: PageShelf {
  func add(_ page: [UInt8]) {}
  func page(_ place: Int) -> [UInt8] { [] }
  func requirePages() {}
}
