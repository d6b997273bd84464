import Billing
import Bytes
import Diagnostics
import Emit
import Foundation
import JSON
import Reconciliation
import Testing

/// The two files about a few events.
private func files(
  _ entries: [(String, ReplayPlan.Standing, [ReplayPlan.Sender])], withheld: String? = nil,
  _ change: (inout StripeScope) -> Void = { _ in }
) -> (lines: [String], script: String) {
  var sample = Sample.clean
  change(&sample.scope)
  let plan = ReplayPlan(
    entries.enumerated().map { place, entry in
      ReplayPlan.Entry(
        event: sample.symbols.intern(entry.0), type: "invoice.paid",
        object: sample.symbols.intern("in_\(place)"), createdAt: Sample.asOf, standing: entry.1,
        reason: "so it is",
        successor: entry.1 == .superseded ? sample.symbols.intern("evt_9") : .empty,
        senders: entry.2,
        origins: [
          RecordOrigin(file: FileID(rawValue: 0), recordNumber: 3, startByte: 7, byteCount: 1)
        ])
    })
  let writer = ReplayWriter(plan, of: sample.report, withheld: withheld)
  let text = String(decoding: writer.ndjson(), as: UTF8.self)
  return (
    text.split(separator: "\n").map(String.init), String(decoding: writer.script(), as: UTF8.self)
  )
}

/// The lines of a script that a shell would run.
private func commands(_ script: String) -> [String] {
  script.split(separator: "\n").map(String.init).filter { $0.hasPrefix("stripe ") }
}

struct ReplayTests {
  @Test func `a line tells an event's standing, its reason and where it stands`() {
    let made = files([("evt_1", .superseded, [.stripe, .queue])])
    #expect(
      made.lines == [
        #"{"schema_version":1,"event":"evt_1","type":"invoice.paid","object":"in_0","#
          + #""created":"2026-01-15T06:00:00Z","standing":"superseded","reason":"so it is","#
          + #""superseded_by":"evt_9","send_from":["stripe","queue"],"evidence":"#
          + #"[{"file":"stripe/events.ndjson.gz","record":3,"byte":7}]}"#
      ])
  }

  @Test func `only what is safe and to be had from Stripe becomes a command`() {
    let made = files([
      ("evt_1", .safe, [.stripe]), ("evt_2", .superseded, [.stripe]), ("evt_3", .safe, [.queue]),
      ("evt_4", .undecided, [.stripe]), ("evt_5", .unrecoverable, []),
      ("evt_6", .settled, [.stripe]),
    ])
    #expect(
      commands(made.script) == [
        "stripe events resend evt_1 --webhook-endpoint=\"$WEBHOOK_ENDPOINT\""
      ])
    #expect(made.script.contains("1 event of 6 to send again"))
    for line in made.script.split(separator: "\n").dropFirst() {
      #expect(
        line.hasPrefix("#") || line.hasPrefix("stripe ") || line == "set -eu"
          || line.hasPrefix(": "), "\(line)")
    }
  }

  @Test func `the command names the mode and the account of the run`() {
    let made = files([("evt_1", .safe, [.stripe])]) { scope in
      scope.livemode = true
      scope.account = "acct_7"
    }
    #expect(
      commands(made.script) == [
        "stripe events resend evt_1 --live --account=acct_7 "
          + "--webhook-endpoint=\"$WEBHOOK_ENDPOINT\""
      ])
  }

  @Test func `a run that may not be trusted sends nothing and says why`() {
    let made = files([("evt_1", .safe, [.stripe])], withheld: "the evidence is incomplete")
    #expect(commands(made.script).isEmpty)
    #expect(made.script.contains("# Nothing is sent: the evidence is incomplete."))
  }

  @Test(arguments: ["evt_1; rm -rf ~", "evt_$(x)", "evt_1\nstripe x", "-x", "someone@example.com"])
  func `a name that a shell could misread is never in a command`(_ name: String) {
    let made = files([(name, .safe, [.stripe])])
    #expect(commands(made.script).isEmpty)
    #expect(!made.script.contains("someone@"))
    #expect(!made.lines[0].contains("someone@"))
  }

  @Test func `what the script says can be read by a shell`() throws {
    let made = files([("evt_1", .safe, [.stripe]), ("evt'2", .superseded, [.stripe])])
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-n", "-c", made.script]
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 0)
  }
}
