import Emit
import JSON

/// Writes what changed between two runs, for people and for programs.
public struct ComparisonWriter: Sendable {
  private let changes: [RunComparison.Change]

  /// Creates a writer.
  ///
  /// - Parameter onlyNew: whether what persists and what is resolved is counted, but not listed.
  public init(onlyNew: Bool = false) {
    changes = onlyNew ? [.new, .recurred] : RunComparison.Change.allCases
  }

  /// A line for each finding, and the counts as the last one.
  public func text(_ comparison: RunComparison) -> String {
    var text = "from \(shown(comparison.earlier))\nto   \(shown(comparison.later))\n\n"
    let entries = comparison.entries.filter { changes.contains($0.change) }
    for entry in entries {
      let change = entry.change.rawValue
      let gap = String(repeating: " ", count: 12 - change.utf8.count)
      let facts = [
        entry.name, entry.subject, entry.driftID,
        entry.change == .persisting ? age(of: entry) : "",
      ]
      text +=
        change + gap + "\(entry.severity)  \(entry.code)  "
        + PlainText.shown(facts.filter { !$0.isEmpty }.joined(separator: " · ")) + "\n"
    }
    let counts = RunComparison.Change.allCases
      .filter { $0 != .unevaluated || comparison.count($0) > 0 }
      .map { "\(comparison.count($0)) \($0.rawValue)" }
    return text + (entries.isEmpty ? "" : "\n") + counts.joined(separator: " · ") + "\n"
  }

  private func age(of entry: RunComparison.Entry) -> String {
    let age = entry.ageDays.map { "\($0) \($0 == 1 ? "day" : "days"), " } ?? ""
    return age + "since \(entry.firstSeenRun)"
  }

  private func shown(_ run: FinishedRun) -> String { PlainText.shown(run.runID) }

  /// The same as one JSON object on one line.
  public func json(_ comparison: RunComparison) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginReport()
    for (name, run) in [("earlier_run", comparison.earlier), ("later_run", comparison.later)] {
      writer.key(name)
      writer.string(run.runID)
    }
    writer.key("counts")
    writer.beginObject()
    for change in RunComparison.Change.allCases {
      writer.key(change.rawValue)
      writer.integer(comparison.count(change))
    }
    writer.endObject()
    writer.key("findings")
    writer.beginArray()
    for entry in comparison.entries where changes.contains(entry.change) {
      write(entry, to: &writer)
    }
    writer.endArray()
    writer.endObject()
    return writer.line
  }

  private func write(_ entry: RunComparison.Entry, to writer: inout JSONWriter) {
    let members = [
      ("change", entry.change.rawValue), ("drift_id", entry.driftID), ("code", entry.code),
      ("class", entry.name), ("severity", entry.severity), ("subject", entry.subject),
      ("first_seen_run", entry.firstSeenRun),
    ]
    writer.beginObject()
    for (name, text) in members {
      writer.key(name)
      writer.string(text)
    }
    if let days = entry.ageDays {
      writer.key("age_days")
      writer.integer(days)
    }
    writer.endObject()
  }
}
