import Billing
import Bytes
import Reconciliation
import XML

/// What the most urgent findings are about, drawn.
struct WorstSection {
  private let worst: [Explanation]

  init(_ worst: [Explanation]) { self.worst = worst }

  func write(to page: inout XMLWriter) {
    guard !worst.isEmpty else { return }
    page.section("worst", "The most urgent, drawn") { page in
      page.element("p", ["class": "legend"]) { page in
        for (name, text) in [
          ("event", "an event of the subscription"), ("other", "another event"),
          ("suspect", "the event that was lost or did harm"),
          ("written", "the row was written"), ("wrong", "the row is wrong"),
        ] {
          page.element("span", ["class": "key \(name)"], text: text)
        }
      }
      for explanation in worst { write(explanation, to: &page) }
    }
  }

  private func write(_ explanation: Explanation, to page: inout XMLWriter) {
    guard let place = explanation.findings.first else { return }
    let finding = explanation.report.findings[place]
    let view = FindingView(finding.drift, in: explanation.report.evidence)
    page.element("article") { page in
      page.element("h3") { page in
        let severity = finding.drift.severity.rawValue
        page.element("span", ["class": "sev \(severity)"], text: severity)
        page.text(" ")
        page.element(
          "a", ["href": "#d-\(finding.driftID)"],
          text: "\(finding.drift.code) \(finding.drift.name)")
        page.text(" · " + PlainText.shown(view.subject.entity ?? ""))
      }
      page.element("p", text: PlainText.shown(finding.drift.story))
      TimelineDrawing(explanation).write(to: &page)
    }
  }
}

/// The moments of an explanation on a line of time.
struct TimelineDrawing {
  private static let width = 720
  private static let height = 104
  /// Where time begins, behind the names of the lanes, and where it ends.
  private static let (left, right) = (96, 704)
  /// How high the two lanes lie.
  private static let (stripeLane, rowLane) = (34, 64)

  private let explanation: Explanation
  private let span: ClosedRange<Timestamp>?
  /// Since when the row is wrong, as far as is known.
  private let wrongSince: Timestamp?

  init(_ explanation: Explanation) {
    self.explanation = explanation
    let times = explanation.moments.map(\.time)
    span = times.min().flatMap { first in times.max().map { first...$0 } }
    wrongSince = explanation.wrongSince
  }

  func write(to page: inout XMLWriter) {
    guard let span, span.lowerBound < span.upperBound else { return }
    page.element("figure") { page in
      page.element(
        "svg",
        [
          "class": "timeline", "role": "img", "viewBox": "0 0 \(Self.width) \(Self.height)",
        ]
      ) { page in
        page.element("title", text: said)
        lane("Stripe", at: Self.stripeLane, to: &page)
        lane("row", at: Self.rowLane, to: &page)
        if let wrongSince {
          page.element(
            "rect",
            [
              "class": "wrong", "x": "\(x(wrongSince))", "y": "\(Self.rowLane - 6)",
              "width": "\(max(2, x(span.upperBound) - x(wrongSince)))", "height": "12", "rx": "2",
            ])
        }
        states(to: &page)
        rows(to: &page)
        ends(of: span, to: &page)
      }
    }
  }

  /// The drawing in words.
  private var said: String {
    let events = explanation.moments.filter { !$0.isClock }
    let wrong = wrongSince.map { ", wrong since \(Shown.time($0))" } ?? ""
    return "\(events.count) moments\(wrong)"
  }

  private func lane(_ name: String, at y: Int, to page: inout XMLWriter) {
    page.element(
      "line",
      [
        "class": "lane", "x1": "\(Self.left)", "x2": "\(Self.right)", "y1": "\(y)", "y2": "\(y)",
      ])
    page.element("text", ["class": "lane", "x": "8", "y": "\(y + 4)"], text: name)
  }

  private func states(to page: inout XMLWriter) {
    var free = Int.min
    for moment in explanation.moments {
      guard case .state(let state, _, let changes) = moment.happening else { continue }
      let isSubscription = state.kind == .subscription
      let kind = moment.isSuspect ? "suspect" : isSubscription ? "event" : "other"
      page.element("g") { page in
        page.element(
          "title",
          text: "\(Shown.time(moment.time)) \(state.eventType ?? "as Stripe showed it") "
            + PlainText.shown(state.event))
        page.element(
          "circle",
          [
            "class": kind, "cx": "\(x(moment.time))", "cy": "\(Self.stripeLane)",
            "r": moment.isSuspect ? "6" : isSubscription ? "5" : "2.5",
          ])
      }
      // A word for each status, where there is room for one.
      guard isSubscription, let status = changes.first(where: { $0.field == .status })?.new
      else { continue }
      let word = Shown.text(status, explanation.history)
      let length = 8 * PlainText.columns(word)
      let isLate = x(moment.time) > Self.width - 80
      guard x(moment.time) - (isLate ? length : 0) >= free else { continue }
      page.element(
        "text",
        [
          "x": "\(x(moment.time))", "y": "\(Self.stripeLane - 14)",
          "text-anchor": isLate ? "end" : "start",
        ], text: word)
      free = x(moment.time) + (isLate ? 0 : length)
    }
  }

  private func rows(to page: inout XMLWriter) {
    for moment in explanation.moments {
      guard case .row(_, _, let field) = moment.happening else { continue }
      page.element("g") { page in
        page.element("title", text: "\(Shown.time(moment.time)) the row: \(field.rawValue)")
        page.element(
          "rect",
          [
            "class": "written", "x": "\(x(moment.time) - 2)", "y": "\(Self.rowLane - 8)",
            "width": "4",
            "height": "16",
          ])
      }
    }
  }

  private func ends(of span: ClosedRange<Timestamp>, to page: inout XMLWriter) {
    let ends = [
      (span.lowerBound, "start", Self.left), (span.upperBound, "end", Self.right),
    ]
    for (time, anchor, x) in ends {
      page.element(
        "text", ["class": "clock", "x": "\(x)", "y": "98", "text-anchor": anchor],
        text: String(Shown.time(time).prefix(10)))
    }
  }

  /// Where an instant is drawn, in the units of the drawing.
  private func x(_ time: Timestamp) -> Int {
    guard let span else { return 0 }
    let whole = span.upperBound.microseconds - span.lowerBound.microseconds
    let part = time.microseconds - span.lowerBound.microseconds
    let room = Int64(Self.right - Self.left)
    // Seconds are fine enough, and their products fit.
    return Self.left + Int(part / 1_000_000 * room / max(1, whole / 1_000_000))
  }
}

extension Explanation {
  /// Since when the row is wrong: since the event that never reached it or did the harm.
  ///
  /// Where that is not known, since both sides are as they are now, and differ in what was found.
  fileprivate var wrongSince: Timestamp? {
    if let suspect = moments.first(where: { $0.marks.contains(.suspect) }) { return suspect.time }
    let found = Set(findings.prefix(1).flatMap { report.findings[$0].drift.fields.map(\.field) })
    let wrong = moments.reversed().filter { $0.differing != nil }
      .prefix { $0.differing?.isDisjoint(with: found) == false }
    guard let start = wrong.last?.time else { return nil }
    return max(start, moments.last(where: \.isWritten)?.time ?? start)
  }
}

extension Explanation.Moment {
  /// Whether the row was made or written.
  fileprivate var isWritten: Bool {
    if case .row = happening { true } else { false }
  }

  /// Whether nothing happened but the clock.
  fileprivate var isClock: Bool {
    switch happening {
    case .dump, .judgement: true
    case .state, .row, .cached: false
    }
  }
}
