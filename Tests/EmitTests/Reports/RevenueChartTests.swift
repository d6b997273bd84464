import Billing
import Bytes
import Revenue
import Testing
import XML

@testable import Emit

/// What a chart writes.
private func drawn(_ write: (inout XMLWriter) -> Void) -> String {
  var page = XMLWriter(.html)
  page.element("main", [:], write)
  return String(decoding: page.finish(), as: UTF8.self)
}

/// The numbers of an attribute, in the order of the page.
private func numbers(_ name: String, in page: String) throws -> [Int] {
  try page.matches(of: Regex("<rect [^>]*\\b\(name)=\"([0-9]+)\"", as: (Substring, Substring).self))
    .compactMap { Int($0.output.1) }
}

@Suite struct `The charts of revenue` {
  private var symbols = Symbols()
  private let usd: Symbol

  init() { usd = symbols.intern("usd") }

  @Test func `lead from one figure to the other, bar by bar`() throws {
    var bridge = Bridge(
      from: "database", to: "stripe", asOf: Timestamp(seconds: 1_768_435_200), symbols: symbols)
    var span = Bridge.Span(usd, opening: 10_000, closing: 9_000)
    var ghost = Bridge.Line(.drift(code: "S02", name: "ghost-active"))
    ghost.parts = [.init(before: 3_000, after: 0)]
    var unaware = Bridge.Line(.drift(code: "S01", name: "paid-but-unaware"))
    unaware.parts = [.init(before: 0, after: 1_500), .init(before: 0, after: 500)]
    span.lines = [ghost, unaware]
    bridge.spans = [span]
    let page = drawn { BridgeChart(bridge).write(to: &$0) }
    let texts = ["database", "S02 ghost-active", "S01 paid-but-unaware", "Stripe"]
    #expect(
      page.matches(of: /<th scope="row">([^<]*)</).map { String($0.output.1) } == texts)
    let amounts = page.matches(of: /<td class="number">([^<]+)</).map { String($0.output.1) }
    #expect(amounts == ["100.00 usd", "-30.00 usd", "20.00 usd", "90.00 usd"])
    let (starts, lengths) = (try numbers("x", in: page), try numbers("width", in: page))
    // 240 pixels are 100.00: what a bar ends with is where the next one begins.
    #expect(starts == [0, 168, 168, 0])
    #expect(lengths == [240, 72, 48, 216])
  }

  @Test func `begin where steps that are small beside the ends can be seen, and say so`() throws {
    var bridge = Bridge(
      from: "database", to: "stripe", asOf: Timestamp(seconds: 1_768_435_200), symbols: symbols)
    var span = Bridge.Span(usd, opening: 100_000, closing: 99_000)
    var ghost = Bridge.Line(.drift(code: "S02", name: "ghost-active"))
    ghost.parts = [.init(before: 1_000, after: 0)]
    span.lines = [ghost]
    bridge.spans = [span]
    let page = drawn { BridgeChart(bridge).write(to: &$0) }
    #expect(page.contains(">bars begin at 985.00 usd<"))
    // 240 pixels are the 15.00 from there to the higher end.
    #expect(try numbers("x", in: page) == [0, 80, 0])
    #expect(try numbers("width", in: page) == [240, 160, 80])
  }

  @Test func `show what came above a line and what went below it`() throws {
    var months: [RollForward] = []
    let first = try #require(CalendarMonth(text: "2026-01")).number
    for number in 0..<3 {
      var month = RollForward(
        ReportingPeriod(CalendarMonth(number: first + number)), currency: usd)
      month.opening = Int64(number) * 1_000
      month.movements.new = 1_500
      month.movements.churn = -500
      month.closing = month.opening + 1_000
      months.append(month)
    }
    let figures = CurrencyFigures(currency: usd, months: months)
    let page = drawn { MovementChart(figures, currency: "usd", through: 2).write(to: &$0) }
    #expect(page.contains("From 0.00 usd to 30.00 usd in 3 months"))
    #expect(page.matches(of: /<rect class="new"/).count == 3)
    #expect(page.matches(of: /<rect class="churn"/).count == 3)
    let (tops, heights) = (try numbers("y", in: page), try numbers("height", in: page))
    let line = try #require(page.firstMatch(of: /y1="([0-9]+)"/).flatMap { Int($0.output.1) })
    for (top, height) in zip(tops, heights) {
      #expect(top + height == line || top == line + 1, "a bar does not stand on the line")
    }
    #expect(heights[0] == 3 * heights[1])
    #expect(page.matches(of: /<tr>/).count == 4)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, 99, .max])
  func `have room for any amount`(amount: Int64) {
    for whole in [Int64.min, 0, 1, 239, .max] {
      let length = Scale(pixels: 240, of: whole).length(of: amount)
      #expect(amount == 0 ? length == 0 : length > 0)
      if amount != .min, abs(amount) <= whole { #expect(length <= 240) }
    }
  }
}
