import Emit
import JSON

/// Writes what a verification found, for people and for programs.
public struct VerificationWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// One word a line of what became of the files and of the plan, ending with the verdict.
  public func text(_ verification: RunVerification) -> String {
    var text = files(of: verification.run)
    if let earlier = verification.earlier {
      text += files(of: earlier) + "\n"
      for entry in verification.entries {
        let outcome = entry.outcome.rawValue
        let gap = String(repeating: " ", count: max(1, 13 - outcome.utf8.count))
        let facts = [entry.name, entry.subject, entry.driftID].filter { !$0.isEmpty }
        text +=
          outcome + gap + "\(entry.code)  "
          + PlainText.shown(facts.joined(separator: " · ")) + "\n"
      }
      let counts = RunVerification.Outcome.allCases
        .filter { $0 != .unevaluated || verification.count($0) > 0 }
        .map { "\(verification.count($0)) \($0.rawValue)" }
      text += "\n" + counts.joined(separator: " · ") + "\n"
    }
    return text
  }

  private func files(of run: FinishedRun) -> String {
    let sound = "run \(run.runID): \(run.fileCount) files are as the run wrote them\n"
    let doubt = "  its evidence is incomplete: what is gone may only be missing\n"
    guard !run.faults.isEmpty else { return sound + (run.isTrustworthy ? "" : doubt) }
    return "run \(run.runID): \(run.faults.count) of \(run.fileCount) files cannot be trusted\n"
      + run.faults.map { "  \(PlainText.shown($0.file)) \($0.problem)\n" }.joined()
  }

  /// The same as one JSON object on one line.
  public func json(_ verification: RunVerification) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginReport()
    writer.key("run")
    write(verification.run, to: &writer)
    writer.key("against")
    if let earlier = verification.earlier { write(earlier, to: &writer) } else { writer.null() }
    writer.key("counts")
    writer.beginObject()
    for outcome in RunVerification.Outcome.allCases {
      writer.key(outcome.rawValue)
      writer.integer(verification.count(outcome))
    }
    writer.endObject()
    writer.key("findings")
    writer.beginArray()
    for entry in verification.entries {
      write(
        [
          ("outcome", entry.outcome.rawValue), ("drift_id", entry.driftID), ("code", entry.code),
          ("class", entry.name), ("subject", entry.subject),
        ], to: &writer)
    }
    writer.endArray()
    writer.endObject()
    return writer.line
  }

  private func write(_ run: FinishedRun, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("run_id")
    writer.string(run.runID)
    writer.key("as_of")
    writer.string(run.asOf)
    writer.key("trustworthy")
    writer.bool(run.isTrustworthy)
    writer.key("files")
    writer.integer(run.fileCount)
    writer.key("faults")
    writer.beginArray()
    for fault in run.faults {
      write([("file", fault.file), ("problem", fault.problem)], to: &writer)
    }
    writer.endArray()
    writer.endObject()
  }

  private func write(_ members: [(name: String, text: String)], to writer: inout JSONWriter) {
    writer.beginObject()
    for member in members {
      writer.key(member.name)
      writer.string(member.text)
    }
    writer.endObject()
  }
}
