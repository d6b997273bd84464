import Bytes
import Emit
import JSON
import Reconciliation

/// Says whether a run over a bundle tells what the run tells that the bundle is cut out of.
struct FindingLikeness {
  /// The record of the finding that the bundle is made for, as a run writes it.
  let record: [UInt8]
  private let code: String
  private let isTrusted: Bool
  private let isStopped: Bool
  /// What all findings of the run are about.
  private let subjects: [Subject]

  /// What belongs to a run and not to the finding.
  private static let ofRun: Set<String> = [
    "drift_id", "parent_drift_id", "first_seen_run", "status", "waived", "evidence",
  ]

  /// Remembers a finding of a run, and what the others are about.
  init(_ finding: RunReport.Finding, of report: RunReport) {
    record = DriftRecordWriter().line(finding, of: report)
    code = finding.drift.code
    isTrusted = report.evidence.coverage.isTrustworthy
    isStopped = report.safetyStop != nil
    subjects = report.findings.compactMap { Subject(DriftRecordWriter().line($0, of: report)) }
  }

  /// The finding of a run over a bundle that is this one: its record, but for the names in it.
  ///
  /// There is none in a run that doubts its evidence or stops for safety where the first did not,
  /// nor in one that finds what the first did not find: too much was left out then.
  func counterpart(in report: RunReport, _ names: Pseudonyms) -> RunReport.Finding? {
    if isTrusted && !report.evidence.coverage.isTrustworthy { return nil }
    if !isStopped && report.safetyStop != nil { return nil }
    let lines = report.findings.map { DriftRecordWriter().line($0, of: report) }
    let place = report.findings.indices.first { place in
      report.findings[place].drift.code == code
        && Self.areAlike(records: record, lines[place], names)
    }
    guard let place else { return nil }
    let known = Set(subjects.map { $0.redacted(names) })
    let isNew = lines.contains { line in Subject(line).map { !known.contains($0) } ?? true }
    return isNew ? nil : report.findings[place]
  }

  /// What a finding is about.
  private struct Subject: Hashable {
    private var code: String
    private var rule: String?
    private var table: String?
    private var entity: [UInt8]

    init?(_ line: [UInt8]) {
      let block = ByteBlock(line)
      defer { withExtendedLifetime(block) {} }
      var reader = JSONReader()
      guard reader.read(block.view) == nil, let code = reader.root["code"]?.string else {
        return nil
      }
      self.code = code
      rule = reader.root["rule"]?.string
      table = reader.root["table"]?.string
      entity = Array((reader.root["entity"]?.string ?? "").utf8)
    }

    func redacted(_ names: Pseudonyms) -> Subject {
      var subject = self
      subject.entity =
        names.pseudonym(of: entity)
        ?? WordSet.words(of: entity).flatMap { names.pseudonym(of: $0) ?? $0 }
      return subject
    }
  }

  private static func areAlike(
    records one: [UInt8], _ other: [UInt8], _ names: Pseudonyms
  ) -> Bool {
    let blocks = (ByteBlock(one), ByteBlock(other))
    var reader = JSONReader()
    var otherReader = JSONReader()
    defer { withExtendedLifetime(blocks) {} }
    return reader.read(blocks.0.view) == nil && otherReader.read(blocks.1.view) == nil
      && areAlike(reader.root, otherReader.root, names, isWhole: true)
  }

  /// Compares values of two records; they are a few levels deep.
  private static func areAlike(
    _ one: JSONValue, _ other: JSONValue, _ names: Pseudonyms, isWhole: Bool = false
  ) -> Bool {
    guard one.kind == other.kind else { return false }
    switch one.kind {
    case .object:
      let pair = (Array(one.members), Array(other.members))
      return pair.0.count == pair.1.count
        && zip(pair.0, pair.1).allSatisfy { mine, others in
          mine.key.text == others.key.text
            && (isWhole && ofRun.contains(mine.key.text)
              || areAlike(mine.value, others.value, names))
        }
    case .array:
      let pair = (Array(one.elements), Array(other.elements))
      return pair.0.count == pair.1.count
        && zip(pair.0, pair.1).allSatisfy { areAlike($0, $1, names) }
    case .string:
      let texts = (one.string ?? "", other.string ?? "")
      return areAlike(texts: Array(texts.0.utf8), Array(texts.1.utf8), names)
    case .number, .true, .false, .null: return one.bytes.array == other.bytes.array
    }
  }

  /// Whether a text says the same as another in which pseudonyms stand for names.
  private static func areAlike(
    texts one: [UInt8], _ other: [UInt8], _ names: Pseudonyms
  ) -> Bool {
    if one == other || names.pseudonym(of: one) == other { return true }
    let words = (WordSet.words(of: one), WordSet.words(of: other))
    return words.0.count == words.1.count
      && zip(words.0, words.1).allSatisfy { $0 == $1 || names.pseudonym(of: $0) == $1 }
  }
}
