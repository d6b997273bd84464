import Emit
import Reconciliation
import TestSupport
import Testing

private func lines(_ report: RunReport) -> [Substring] {
  String(decoding: PrometheusWriter().text(report), as: UTF8.self).split(separator: "\n")
}

struct PrometheusTests {
  @Test func `figures read as they always did`() throws {
    let text = String(decoding: PrometheusWriter().text(Sample.told), as: UTF8.self)
    try expectGolden(text, matches: golden("trueup.prom"))
  }

  @Test func `what alerts look at is there when it is zero`() {
    let lines = lines(Sample.clean.report)
    for severity in ["P0", "P1", "P2", "P3"] {
      #expect(lines.contains("trueup_findings{pipeline=\"sample\",severity=\"\(severity)\"} 0"))
    }
    #expect(lines.contains("trueup_exit_status{pipeline=\"sample\"} 0"))
    #expect(!lines.contains { $0.hasPrefix("trueup_application") || $0.contains("alert") })
  }

  @Test func `milliseconds become seconds and thousandths ratios, exactly`() {
    let lines = lines(Sample.told)
    #expect(lines.contains("trueup_application_latency_p95_seconds{pipeline=\"sample\"} 4.905"))
    #expect(lines.contains("trueup_application_failed_ratio{pipeline=\"sample\"} 0.007"))
    #expect(lines.contains("trueup_application_failed_events{pipeline=\"sample\"} 3"))
  }

  @Test func `every figure has a name, a help and a type of its own`() {
    var report = Sample.clean.report
    var monitoring = Monitoring()
    for figure in MonitoringFigure.allCases { monitoring[figure] = 1 }
    report.monitoring = monitoring
    let helps = lines(report).filter { $0.hasPrefix("# HELP trueup_application") }
    #expect(helps.count == MonitoringFigure.allCases.count)
    #expect(Set(helps.map { $0.split(separator: " ")[2] }).count == helps.count)
    #expect(Set(helps.map { $0.split(separator: " ").dropFirst(3) }).count == helps.count)
  }

  @Test func `what a record says stays in its label`() {
    let lines = lines(Sample.attacked)
    for line in lines where !line.hasPrefix("# ") {
      #expect(line.wholeMatch(of: /trueup_[a-z0-9_]+\{[^{}]*\} [0-9.]+/) != nil, "\(line)")
    }
    #expect(!lines.contains { $0.hasPrefix("# HELP x") || $0.contains("ada@") })
    let money = lines.first { $0.hasPrefix("trueup_monthly") }
    #expect(money?.contains(#"currency="a<b>&\"']]>\\�# HELP x"#) == true)
  }

  @Test func `series that read the same are one`() {
    let syncs = lines(Sample.attacked).filter { $0.hasPrefix("trueup_application_syncs") }
    #expect(syncs.count == 2)
    #expect(syncs.last?.hasSuffix(" 4") == true)
  }
}
