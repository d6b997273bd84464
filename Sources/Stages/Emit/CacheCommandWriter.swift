import Billing
import Bytes
public import Reconciliation

/// Writes `cache.redis`: the keys to delete, one Redis command a line, the reasons as comments.
///
/// A key that is deleted is at worst a miss: the application looks the truth up again. Keys of
/// findings that wait for a person, or of a run that may not be trusted, stay comments.
public struct CacheCommandWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The file; it has no command when nothing is to be deleted.
  ///
  /// - Parameters:
  ///   - report: the run.
  ///   - withheld: why nothing of the run may be applied, if so.
  /// - Returns: ASCII text, one command or comment a line.
  public func text(_ report: RunReport, withheld: String?) -> [UInt8] {
    let findings = report.findings.filter { $0.waiver == nil && Self.key(of: $0.drift) != nil }
    let commands = withheld == nil ? findings.count { $0.drift.disposition == .auto } : 0
    var text = """
      # trueup \(plain(report.toolVersion)) cache.redis
      # For run \(plain(report.runID)): \(PlainText.count(commands, "key")) to delete.
      # After reconcile.sql has run, where there is one, apply with:
      #   grep -v '^#' cache.redis | redis-cli

      """
    if let withheld { text += "# Nothing is deleted: \(plain(withheld)).\n" }
    for finding in findings {
      text += entry(finding, report, isWithheld: withheld != nil)
    }
    return Array(text.utf8)
  }

  /// The command that mends a finding; `nil` unless a key is to be deleted.
  static func command(for drift: Drift, _ evidence: Evidence) -> String? {
    key(of: drift).map { "DEL " + quoted(evidence.symbols.array($0)) }
  }

  private static func key(of drift: Drift) -> Symbol? {
    if case .drop(let key) = drift.remedy { return key }
    return nil
  }

  private func entry(
    _ finding: RunReport.Finding, _ report: RunReport, isWithheld: Bool
  ) -> String {
    let drift = finding.drift
    guard let command = Self.command(for: drift, report.evidence) else { return "" }
    var lines = ["#", "# \(finding.driftID) \(drift.code) \(drift.name): \(plain(drift.story))"]
    if let parent = finding.parentID { lines.append("# follows from \(parent); mend that first") }
    if let reason = drift.heldBack { lines.append("# for review: \(plain(reason))") }
    let isHeld = isWithheld || drift.disposition != .auto
    lines.append((isHeld ? "# " : "") + command)
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text without anything that could end a line.
  private func plain(_ text: String) -> String { PlainText.shown(Privacy.shown(text)) }

  /// An argument as redis-cli reads it: quoted, everything unusual as `\xhh`.
  ///
  /// Source: `sdssplitargs` in Redis.
  static func quoted(_ bytes: [UInt8]) -> String {
    var text = "\""
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        text += "\\" + String(decoding: [byte], as: UTF8.self)
      case 0x20...0x7E: text += String(decoding: [byte], as: UTF8.self)
      default:
        let digits = String(byte, radix: 16)
        text += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
      }
    }
    return text + "\""
  }
}
