import Billing
import Reconciliation

/// What a bundle says to whoever opens it.
struct CaseGuide {
  private let summary: CaseBundle.Summary
  private let report: RunReport

  /// Prepares a guide.
  init(_ summary: CaseBundle.Summary, of report: RunReport) {
    self.summary = summary
    self.report = report
  }

  /// The guide, as Markdown.
  var text: String {
    let finding = summary.counterpart
    let drift = finding.drift
    let least =
      summary.isLeast
      ? "Without any one of\nthese records it is another one, or others are found that were not."
      : "Some records\nmay not be needed: not every choice was tried."
    return """
      # \(drift.code) \(drift.name)

      One finding of trueup \(report.toolVersion), cut out of the files it was found in, redacted,
      and found again in what is left:

      ```
      trueup run pipeline.xml --output /tmp/case
      trueup explain \(finding.driftID) pipeline.xml --output /tmp/case
      ```

      | | |
      |---|---|
      | finding | `\(finding.driftID)`, \(drift.severity.rawValue) |
      | cause | \(drift.cause.code.rawValue) |
      | disposition | \(drift.disposition.rawValue) |
      \(drift.fields.map(row).joined())
      `expected/drift.ndjson` has the whole of it.

      ## What is here

      | file | records |
      |---|---|
      \(summary.files.map { "| `\($0.path)` | \($0.recordCount) |\n" }.joined())
      The finding is the same as in the files it is from: its class, values, cause, evidence and
      what may be done about it; nothing is found that was not found there. \(least)

      ## What is not here

      - Names: every id is a pseudonym of the same kind, the same one wherever it stands. Pseudonyms
        are drawn by chance, in the order of the ids, and say nothing else about them. Those of two
        bundles have nothing to do with each other.
      - Mail addresses, names of people, cards, descriptions, metadata: nothing that trueup does not
        read is kept. Of an event that is what its outline lists, of a row the columns that mean
        something or are named by a rule; other columns are empty, or say `redacted`.
      - `redacted` at the end of an event stands for all that it said: copies that differed go on to
        differ.
      - Amounts, instants, states, types of events, versions of the API and the words of the
        pipeline are as they were: they decide.

      """
  }

  private func row(_ difference: FieldDifference) -> String {
    let symbols = report.evidence.symbols
    func shown(_ cell: Cell) -> String { cell.text(in: symbols) ?? "none" }
    return "| \(difference.field.rawValue) | \(shown(difference.sides.database)) → "
      + "\(shown(difference.sides.stripe)) |\n"
  }
}
