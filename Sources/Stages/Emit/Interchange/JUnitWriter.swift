import Billing
import Diagnostics
public import Reconciliation
import XML

/// Writes `junit.xml`: the run as test results, for whatever shows those of a build.
///
/// A suite is a check: it fails once for each open finding, skips what is waived or could not be
/// evaluated, and passes when there is nothing. The first suite is about the run itself, so that
/// evidence with a hole never looks like agreement. No durations: equal runs give equal bytes.
///
/// Source: the schema that Jenkins publishes with its JUnit plug-in (`junit-10.xsd`), of which
/// GitLab reads a part.
public struct JUnitWriter: Sendable {
  /// Creates a writer.
  public init() {}

  /// The document of a run.
  public func xml(_ report: RunReport) -> [UInt8] {
    let suites = [verdict(of: report)] + checks(of: report)
    var writer = XMLWriter()
    let count = TestCount(suites.flatMap(\.cases))
    let attributes = [("name", Optional("trueup"))] + count.attributes
    writer.element("testsuites", attributes: attributes) { writer in
      for suite in suites { write(suite, of: report, to: &writer) }
    }
    return writer.finish()
  }

  // MARK: What is told

  /// What could have gone wrong with the run as a whole, a case each.
  private func verdict(of report: RunReport) -> TestSuite {
    let holes = report.evidence.coverage.holes.filter(\.blocksVerdict)
    let fixable = report.convergence.stillFixable
    return TestSuite(
      name: "run",
      cases: [
        TestCase(
          name: "the evidence is whole",
          outcome: holes.isEmpty
            ? .passed
            : .error(
              RunReport.ExitStatus.untrusted.meaning,
              details: holes.map { "\($0.name): \($0.message)" })),
        TestCase(
          name: "the safety limits are kept",
          outcome: report.safetyStop.map { .error($0, details: []) } ?? .passed),
        TestCase(
          name: "the remedies converge",
          outcome: fixable.isEmpty
            ? .passed : .error("something fixable is left after them", details: fixable)),
      ])
  }

  /// A suite for each check, in the order of their codes.
  private func checks(of report: RunReport) -> [TestSuite] {
    var cases: [String: [TestCase]] = [:]
    for finding in report.findings {
      cases[finding.drift.code, default: []].append(testCase(finding, in: report))
    }
    for check in report.evaluated where cases[check.code] == nil {
      cases[check.code] = [TestCase(name: check.name, outcome: .passed)]
    }
    for check in report.notEvaluated {
      cases[check.code, default: []].append(
        TestCase(name: check.name, outcome: .skipped("not evaluated: \(check.reason)")))
    }
    return cases.map { TestSuite(name: $0.key, cases: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  private func testCase(_ finding: RunReport.Finding, in report: RunReport) -> TestCase {
    let drift = finding.drift
    let view = FindingView(drift, in: report.evidence)
    // The same in every run, for servers that follow a test through builds.
    let name = [drift.name, view.subject.entity, finding.driftID].compactMap(\.self)
      .joined(separator: " ")
    if let waiver = finding.waiver {
      return TestCase(name: name, outcome: .skipped("waived: \(waiver)"))
    }
    var details = drift.fields.map { difference in
      let sides = [difference.sides.stripe, difference.sides.database].map {
        Shown.text(view.shown($0, of: difference))
      }
      return "\(difference.field.rawValue): stripe \(sides[0]), database \(sides[1])"
    }
    details.append("cause: \(drift.cause.code.rawValue)")
    if !drift.advice.isEmpty { details.append("remedy: \(drift.advice)") }
    details += drift.evidence.map { origin in
      "evidence: \(report.sources.name(of: origin.file)), record \(origin.recordNumber)"
    }
    return TestCase(
      name: name,
      outcome: .failed(drift.story, severity: drift.severity.rawValue, details: details))
  }

  // MARK: How it is written

  private func write(_ suite: TestSuite, of report: RunReport, to writer: inout XMLWriter) {
    let definition = report.evidence.definition
    let count = TestCount(suite.cases)
    let attributes =
      [("name", Optional(suite.name))] + count.attributes + [("skipped", String(count.skipped))]
    writer.element("testsuite", attributes: attributes) { writer in
      if suite.name == "run" {
        writer.element("properties") { writer in
          for (name, value) in [("run_id", report.runID), ("as_of", definition.clock.asOf.iso)] {
            writer.element("property", ["name": name, "value": value])
          }
        }
      }
      for testCase in suite.cases {
        let attributes: KeyValuePairs<String, String?> = [
          "classname": "\(definition.name).\(suite.name)", "name": PlainText.shown(testCase.name),
        ]
        writer.element("testcase", attributes) { write(testCase.outcome, to: &$0) }
      }
    }
  }

  private func write(_ outcome: TestCase.Outcome, to writer: inout XMLWriter) {
    switch outcome {
    case .passed: break
    case .skipped(let reason): writer.element("skipped", ["message": PlainText.shown(reason)])
    case .failed(let message, let severity, let details):
      writer.element(
        "failure", ["message": PlainText.shown(message), "type": severity], text: lines(details))
    case .error(let message, let details):
      writer.element("error", ["message": PlainText.shown(message)], text: lines(details))
    }
  }

  private func lines(_ details: [String]) -> String {
    details.map(PlainText.shown).joined(separator: "\n")
  }
}

/// What is tested together.
private struct TestSuite {
  var name: String
  var cases: [TestCase]
}

/// One thing that holds or does not.
private struct TestCase {
  enum Outcome {
    case passed
    case skipped(String)
    /// Something was found.
    case failed(String, severity: String, details: [String])
    /// Nothing can be said.
    case error(String, details: [String])
  }

  var name: String
  var outcome: Outcome
}

/// How many cases ended how, as suites say it of themselves.
private struct TestCount {
  private var failures = 0
  private var errors = 0
  private(set) var skipped = 0
  private let tests: Int

  init(_ cases: [TestCase]) {
    tests = cases.count
    for testCase in cases {
      switch testCase.outcome {
      case .passed: break
      case .skipped: skipped += 1
      case .failed: failures += 1
      case .error: errors += 1
      }
    }
  }

  /// What suites and the list of suites both say; only a suite says how many were skipped.
  var attributes: [(name: String, value: String?)] {
    [("tests", String(tests)), ("failures", String(failures)), ("errors", String(errors))]
  }
}
