import Billing
import Diagnostics
import Foundation
import Pipelines
import TestSupport

/// A pipeline of a few lines in which a test replaces one section, and may mark a place.
struct SmallPipeline {
  /// The sections, in the order they are written.
  private var sections: [(name: String, text: String)] = [
    ("root", #"<pipeline xmlns="urn:trueup:pipeline:1" name="small">"#),
    ("clock", #"<clock as-of="2026-01-15T06:00:00Z"/>"#),
    ("stripe", #"<stripe><events files="events.ndjson"/></stripe>"#),
    (
      "database",
      """
      <database dialect="postgresql">
        <table name="subscriptions" role="subscriptions" files="subscriptions.csv">
          <column name="id" field="key"/>
          <column name="status" field="status"/>
          <column name="customer_id" field="customer"/>
        </table>
      </database>
      """
    ),
    (
      "statuses",
      """
      <statuses>
        <status word="on" means="active"/>
        <status word="off" means="ended"/>
      </statuses>
      """
    ),
    (
      "status-rule",
      """
      <status-rule>
        <when stripe="active trialing past_due" status="on"/>
        <when stripe="canceled unpaid incomplete incomplete_expired paused" status="off"/>
      </status-rule>
      """
    ),
  ]
  /// The texts of parts by their paths.
  var parts: [String: String] = [:]
  var allowsOutside = false
  var asOf: Timestamp?
  var knownChecks = ["S01", "S02", "S13"]

  /// Replaces a section, or adds one at the end; the empty text removes it.
  init(_ name: String = "", _ text: String = "") {
    if let place = sections.firstIndex(where: { $0.name == name }) {
      sections[place].text = text
    } else if !name.isEmpty {
      sections.append((name, text))
    }
  }

  /// A pipeline whose subscriptions table has more inside.
  static func table(_ inside: String, attributes: String = "") -> SmallPipeline {
    SmallPipeline(
      "database",
      """
      <database dialect="postgresql">
        <table name="subscriptions" role="subscriptions" files="subscriptions.csv" \(attributes)>
          <column name="id" field="key"/>
          <column name="status" field="status"/>
          <column name="customer_id" field="customer"/>
          <column name="ended_at" field="ended-at" type="timestamp(3)"/>
          \(inside)
        </table>
      </database>
      """)
  }

  /// The whole text with its marks.
  var marked: Marked { Marked(sections.map(\.text).joined(separator: "\n") + "\n</pipeline>\n") }

  /// Where the first mark stands.
  var mark: Failure.TextPosition? {
    let marked = marked
    guard let offset = marked.ranges.first?.lowerBound else { return nil }
    let before = marked.bytes[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return Failure.TextPosition(
      line: before.count { $0 == 0x0A } + 1, column: offset - lineStart + 1)
  }

  func read() throws(Failure) -> PipelineFile {
    let parts = parts
    return try PipelineFile(marked.bytes, name: "p/small.xml", allowsOutside: allowsOutside) {
      (_, path) throws(Failure) in
      guard let text = parts[path] else { throw Failure(.inputMissing, "there is no “\(path)”") }
      return Array(text.utf8)
    }
  }

  func resolve() throws -> ResolvedPipeline {
    try PipelineResolver(asOf: asOf, knownChecks: knownChecks).resolve(read())
  }

  /// Everything that is wrong with it.
  var problems: [Failure] {
    do {
      _ = try resolve()
      return []
    } catch let refusal as PipelineRefusal {
      return refusal.problems
    } catch let failure as Failure {
      return [failure]
    } catch {
      return []
    }
  }
}
