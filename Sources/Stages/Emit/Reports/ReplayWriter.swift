import Billing
import Bytes
import Diagnostics
import JSON
public import Reconciliation

/// Writes which lost events may be sent again: `replay.ndjson` for programs, and `replay.sh`, the
/// same list for people, with a command of the Stripe CLI for each event that is safe to send.
///
/// Both name events and objects by their ids only: what an event says is never shown.
public struct ReplayWriter: Sendable {
  private let report: RunReport
  private let plan: ReplayPlan
  private let withheld: String?

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - plan: the plan of the run.
  ///   - report: the run.
  ///   - withheld: why nothing of the run may be applied, if so.
  public init(_ plan: ReplayPlan, of report: RunReport, withheld: String?) {
    self.plan = plan
    self.report = report
    self.withheld = withheld
  }

  /// One JSON object a line for each event, the oldest first.
  public func ndjson() -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = JSONWriter()
    for entry in plan.entries {
      writer.removeAll()
      write(entry, to: &writer)
      bytes += writer.line
    }
    return bytes
  }

  private func write(_ entry: ReplayPlan.Entry, to writer: inout JSONWriter) {
    writer.beginReport()
    writer.member("event", name(entry.event))
    writer.member("type", entry.type.isEmpty ? nil : Privacy.shown(entry.type))
    writer.member("object", name(entry.object))
    writer.member("created", entry.createdAt?.iso)
    writer.member("standing", entry.standing.rawValue)
    writer.member("reason", entry.reason)
    writer.member("superseded_by", name(entry.successor))
    writer.member("send_from", texts: entry.senders.map(\.rawValue))
    writer.objects("evidence", entry.origins) { writer, origin in
      writer.member("file", report.sources.name(of: origin.file))
      writer.member("record", origin.recordNumber)
      writer.member("byte", origin.startByte)
    }
    writer.endObject()
  }

  private func name(_ symbol: Symbol) -> String? {
    symbol == .empty ? nil : Privacy.shown(report.evidence.symbols.text(symbol))
  }
}

extension ReplayWriter {
  /// A list with a command for each event that Stripe can send and that is safe to send; every
  /// other line is a comment.
  ///
  /// Source of the command and its options: docs.stripe.com/cli/events/resend.
  public func script() -> [UInt8] {
    let commands = plan.entries.count { isCommand($0) }
    var text = """
      #!/bin/sh
      # trueup \(plain(report.toolVersion)) replay.sh
      # For run \(plain(report.runID)): \(PlainText.count(commands, "event")) of \
      \(PlainText.count(plan.entries.count)) to send again, the oldest first.
      # Name the endpoint that lacks them, and run it with the Stripe CLI:
      #   WEBHOOK_ENDPOINT=we_... sh replay.sh

      """
    for standing in ReplayPlan.Standing.allCases where plan.count(standing) > 0 {
      text += "#   \(standing.rawValue): \(PlainText.count(plan.count(standing)))\n"
    }
    if let withheld { text += "# Nothing is sent: \(plain(withheld)).\n" }
    text += "set -eu\n"
    if commands > 0 { text += ": \"${WEBHOOK_ENDPOINT:?name the endpoint, we_...}\"\n" }
    for entry in plan.entries { text += paragraph(entry) }
    return Array(text.utf8)
  }

  private func paragraph(_ entry: ReplayPlan.Entry) -> String {
    var title = [name(entry.event) ?? "", entry.type].filter { !$0.isEmpty }.joined(separator: " ")
    if let object = name(entry.object) { title += " of \(object)" }
    if let time = entry.createdAt { title += ", \(time.iso)" }
    var reason = "\(entry.standing.rawValue): \(entry.reason)"
    if let successor = name(entry.successor) { reason += ": \(successor)" }
    var lines = ["", "# \(plain(title))", "# \(plain(reason))"]
    if entry.standing == .safe, entry.senders.contains(.queue) {
      lines.append("# The application's own queue has it as well: one of the two is enough.")
    }
    if entry.senders.contains(.stripe) {
      lines.append((isCommand(entry) ? "" : "# ") + command(entry))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func command(_ entry: ReplayPlan.Entry) -> String {
    let scope = report.evidence.definition.stripe
    let isLive = scope.livemode ?? report.evidence.ledger.survey.sawLive
    let account = scope.account.map { " --account=\(plain($0))" } ?? ""
    return "stripe events resend \(plain(name(entry.event) ?? ""))"
      + (isLive ? " --live" : "") + account + " --webhook-endpoint=\"$WEBHOOK_ENDPOINT\""
  }

  /// Whether an event is sent by the script: safe, to be had from Stripe, and of plain names, since
  /// a shell reads them.
  private func isCommand(_ entry: ReplayPlan.Entry) -> Bool {
    let account = report.evidence.definition.stripe.account ?? "acct"
    return withheld == nil && entry.standing == .safe && entry.senders.contains(.stripe)
      && [name(entry.event) ?? "", account].allSatisfy(PlainText.isName)
  }

  /// A text without anything that could end a line.
  private func plain(_ text: String) -> String { PlainText.shown(text) }
}
