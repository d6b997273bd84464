import Foundation
import TestSupport
import Testing

/// A pipeline whose months are closed, in a folder of its own.
private struct Close {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    let scenario = Scenario(name: "both-sides-agree").folder
    for name in ["pipeline.xml", "stripe", "database"] {
      try FileManager.default.copyItem(
        at: scenario.appending(path: name), to: scratch.folder.appending(path: name))
    }
    try change("pipeline.xml") { $0.replacing("</pipeline>", with: "  <metrics/>\n</pipeline>") }
  }

  func change(_ path: String, _ change: (String) -> String) throws {
    try scratch.write(change(try scratch.read(path)), to: path)
  }

  /// Runs and gives the file that closes the last month.
  func closed() throws -> URL {
    _ = try Program.run(["run", "pipeline.xml", "--output", "out", "--quiet"], in: scratch.folder)
    let folder = scratch.folder.appending(path: "out/both-sides-agree/latest/metrics")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return folder.appending(path: try #require(names.first { $0.hasPrefix("closed-2025-12-") }))
  }

  /// Keeps what a run closed, as whoever closes the books does.
  func keep(_ file: URL) throws {
    let name = "close/" + file.lastPathComponent
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "close"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: file, to: scratch.folder.appending(path: name))
    try change("pipeline.xml") { $0.replacing("<metrics/>", with: "<metrics closed=\"\(name)\"/>") }
  }

  func metrics(_ words: String..., columns: Int? = nil) throws -> Program.Answer {
    try metrics(words, columns: columns)
  }

  func metrics(_ words: [String], columns: Int? = nil) throws -> Program.Answer {
    try Program.run(
      ["metrics", "pipeline.xml"] + words, in: scratch.folder,
      environment: columns.map { ["COLUMNS": "\($0)"] } ?? [:])
  }
}

@Suite struct `A closed month` {
  @Test func `is the same bytes in every later run`() throws {
    let close = try Close()
    let first = try close.closed()
    let bytes = try Data(contentsOf: first)
    try close.keep(first)
    let second = try close.closed()
    #expect(second.lastPathComponent == first.lastPathComponent)
    #expect(try Data(contentsOf: second) == bytes)
    let answer = try close.metrics("--restate")
    #expect(answer.output.contains("nothing came to light since the months were closed"))
  }

  @Test func `keeps its figures, and says what they would be now`() throws {
    let close = try Close()
    let first = try close.closed()
    try close.keep(first)
    try close.change("stripe/events.ndjson") {
      $0.replacing("\"unit_amount\":2999", with: "\"unit_amount\":3999")
        .replacing("\"unit_amount_decimal\":\"2999\"", with: "\"unit_amount_decimal\":\"3999\"")
    }
    #expect(try close.closed().lastPathComponent == first.lastPathComponent)
    let answers = try [80, 120].map { try close.metrics("--restate", columns: $0) }
    #expect(answers[0].output == answers[1].output)
    #expect(
      answers[0].output == """
        month         figure                reported          restated            change
        2025-12  usd  mrr.closing              29.99             39.99             10.00
        2025-12  usd  mrr.new                  59.98             79.98             20.00
        2025-12  usd  mrr.churn               -29.99            -39.99            -10.00
        1 correction in the first open month

        """)
    let month = try close.metrics("--month", "2025-12")
    #expect(month.output.contains("29.99"))
  }

  @Test func `is refused where other rules hold`() throws {
    let close = try Close()
    try close.keep(try close.closed())
    try close.change("pipeline.xml") {
      $0.replacing("<metrics ", with: "<metrics profile=\"baremetrics\" ")
    }
    let answer = try close.metrics("--restate")
    #expect(answer.status == 2)
    #expect(answer.errors.contains("error[closed-month]"))
  }
}

@Suite struct `The close on the command line` {
  /// A trial balance that ends with some line, far below what is read at once.
  private func ledger(_ last: String) -> String {
    let line = "2025-12,AccountsReceivable,usd,,\n"
    return "period,account,currency,debit,credit\n" + String(repeating: line, count: 9_000) + last
  }

  private func names(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func `has the same files as every run`() throws {
    let close = try Close()
    _ = try close.closed()
    let answer = try close.metrics("--output", "out")
    #expect(answer.status == 0, "\(answer.errors)")
    #expect(answer.output.contains("recurring revenue of 2026-01"))
    let run = close.scratch.folder.appending(path: "out/both-sides-agree/latest/metrics")
    let own = close.scratch.folder
      .appending(path: "out/both-sides-agree/close-2026-01/latest/metrics")
    #expect(try names(in: own).contains("workbook.xlsx"))
    #expect(try names(in: own) == names(in: run))
    for name in try names(in: run) {
      #expect(
        try Data(contentsOf: own.appending(path: name))
          == Data(contentsOf: run.appending(path: name)), "\(name)")
    }
    let proof = try Program.run(
      ["verify", "out/both-sides-agree/close-2026-01/latest"], in: close.scratch.folder)
    #expect(proof.status == 0, "\(proof.errors)")
  }

  @Test func `ends with 3 where it does not tie out, and names both sides`() throws {
    let close = try Close()
    try close.scratch.write(ledger("2025-12,Revenue,chf,,1.00\n"), to: "ledger.csv")
    try close.change("pipeline.xml") {
      $0.replacing("<metrics/>", with: "<metrics trial-balance=\"ledger.csv\"/>")
    }
    let answer = try close.metrics()
    #expect(answer.status == 3)
    #expect(
      answer.errors.contains(
        "does not tie out: general-ledger of chf 2025-12: Revenue 0, general ledger -100"))
  }

  @Test(arguments: [
    [], ["--output", "out"], ["--bridge"], ["--against", "stripe"], ["--restate"],
  ])
  func `ends with 3 where records are missing, and says so`(_ words: [String]) throws {
    let close = try Close()
    try close.keep(try close.closed())
    try close.change("stripe/events.ndjson") { events in
      var lines = events.split(separator: "\n")
      lines[1] = lines[1].dropLast(9)
      return lines.joined(separator: "\n") + "\n"
    }
    let answer = try close.metrics(words)
    #expect(answer.status == 3)
    #expect(
      answer.errors.contains("the evidence is incomplete: 1 of ")
        && answer.errors.contains(" Stripe records were rejected"), "\(answer.errors)")
  }

  @Test func `reads its files to the end, however long they are`() throws {
    let close = try Close()
    try close.scratch.write(ledger("2025-12,Nothing,usd,,1.00\n"), to: "ledger.csv")
    try close.change("pipeline.xml") {
      $0.replacing("<metrics/>", with: "<metrics trial-balance=\"ledger.csv\"/>")
    }
    let answer = try close.metrics()
    #expect(answer.status == 2)
    #expect(answer.errors.contains("ledger.csv:9002: error[trial-balance]"), "\(answer.errors)")
  }
}

@Suite struct `The bridge on the command line` {
  @Test func `leads from the database to Stripe`() throws {
    let answer = try Program.run(["metrics", "pipelines/letters.xml", "--bridge"])
    #expect(answer.status == 0)
    #expect(answer.output.contains("S02 ghost-active"))
    #expect(answer.output.contains("database"))
  }

  @Test func `leads from one profile to another`() throws {
    let answer = try Program.run([
      "metrics", "pipelines/letters.xml", "--profile", "stripe", "--against", "baremetrics",
    ])
    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("from stripe to baremetrics, "))
    #expect(answer.output.contains("churn: cancel-request → effective-end"))
  }
}
