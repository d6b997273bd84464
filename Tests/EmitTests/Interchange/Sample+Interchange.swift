import Billing
import Diagnostics
import Emit
import JSON
import Reconciliation
import TestSupport

extension Sample {
  /// A text that tries everything: markup, quotes, a second line, the end of a label, a colour.
  static let hostile = "a<b>&\"']]>\\\n# HELP x\r\u{1B}[31m\u{202E}"

  /// A run that has something of everything that is told to other programs.
  static var told: RunReport {
    var sample = Sample.drifted
    sample.coverage.holes = [
      Coverage.Hole(
        name: "dump-older", message: "the dump is nine days older", blocksVerdict: false)
    ]
    sample.alerts = [
      AlertRule(name: "failures", figure: .failedEvents, threshold: 0, level: .p0),
      AlertRule(name: "slow", figure: .latencyHigh, threshold: 10_000, level: .p1),
      AlertRule(name: "not-told", figure: .cacheStale, threshold: 0, level: .p2),
    ]
    var report = sample.report
    var monitoring = Monitoring()
    monitoring[.failedEvents] = 3
    monitoring[.failedPerThousand] = 7
    monitoring[.latencyHigh] = 4_905
    monitoring.sources = [Monitoring.Source(name: "webhook")]
    report.monitoring = monitoring
    report.findings[1].standing = .recurred
    report.findings[2].waiver = "accepted until spring"
    report.evaluated = [("S02", "ghost-active"), ("S03", "resurrected")]
      .map { RunReport.Evaluated(code: $0.0, name: $0.1) }
    report.notEvaluated = [
      .init(code: "K01", name: "cache-miss-denies", reason: "no cache; add a dump of one"),
      .init(code: "declared", name: "one-room", reason: "no dump of the table rooms"),
    ]
    let span = SourceSpan(file: FileID(rawValue: 0), startByte: 9, byteCount: 3)
    report.log.note(Diagnostic(.rejection, .jsonDuplicateKey, "a name occurs twice", at: span))
    return report
  }

  /// A run with that text wherever one from outside can stand.
  static var attacked: RunReport {
    var sample = Sample.clean
    sample.row(hostile, owner: hostile)
    var drift = sample.drift(
      "S02", "ghost-active", .p1, .auto, row: 3, owner: hostile,
      monthly: Money(minorUnits: 5, currency: hostile))
    drift.story = hostile
    drift.fields = [sample.differs(.status, stripe: sample.text(hostile), database: .null)]
    sample.drifts = [drift, drift]
    sample.coverage.holes = [Coverage.Hole(name: "x", message: hostile, blocksVerdict: true)]
    var report = sample.report
    report.findings[1].waiver = hostile
    report.safetyStop = hostile
    var monitoring = Monitoring()
    // Two names that read the same once they are harmless.
    monitoring.sources = [hostile, hostile.replacing("[31m", with: "[32m")].map { name in
      var source = Monitoring.Source(name: "ada@example.com " + name)
      source.failedCount = 2
      return source
    }
    report.monitoring = monitoring
    return report
  }
}
