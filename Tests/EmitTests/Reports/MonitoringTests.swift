import Bytes
import Diagnostics
import Emit
import Reconciliation
import Testing

/// The figures of a run after some earlier ones.
private func monitoring(_ value: Int64?, after earlier: [Int64?]) -> Monitoring {
  var monitoring = Monitoring()
  monitoring[.latencyHigh] = value
  monitoring.earlier = earlier.map { figure in
    figure.map { [MonitoringFigure.latencyHigh.rawValue: $0] } ?? [:]
  }
  return monitoring
}

@Test(
  arguments: [
    (150, [100, 100, 100], 50), (100, [100, 900, 100], 0), (50, [90, 100, 110], -50),
    (300, [1, 1, 1, 100, 100, 100, 100, 100, 100], 200), (250, [100, nil, 100, nil, 100], 150),
    (150, [100, 100], nil), (150, [0, 0, 0], nil), (nil, [100, 100, 100], nil),
    (.max, [1, 1, 1], nil),
  ] as [(Int64?, [Int64?], Int64?)])
func `a rise is told in percent of what was usual in the last runs`(
  _ value: Int64?, _ earlier: [Int64?], _ rise: Int64?
) {
  #expect(monitoring(value, after: earlier).rise(of: .latencyHigh) == rise)
}

@Test func `a rule measures the figure, or its rise`() {
  let monitoring = monitoring(150, after: [100, 100, 100])
  func measured(_ measure: AlertRule.Measure) -> Int64? {
    monitoring.measured(
      by: AlertRule(
        name: "slow", figure: .latencyHigh, measure: measure, threshold: 10, level: .p2))
  }
  #expect(measured(.value) == 150)
  #expect(measured(.rise) == 50)
}

@Test func `the figures of a run stand in its line of the history`() {
  var report = Sample.clean.report
  report.monitoring = monitoring(150, after: [])
  var log = DiagnosticLog()
  let line = HistoryWriter().line(report)
  let runs = History(line, file: FileID(rawValue: 0), log: &log).runs
  #expect(runs.map(\.figures) == [["latency-p95-ms": 150]])
  #expect(log.entries.isEmpty)
}
