import Billing
import Bytes
import Revenue
import XML

/// What revenue comes to: how it moved, and how the database's figure becomes Stripe's.
struct RevenueSection {
  private let close: CloseFigures

  init(_ close: CloseFigures) { self.close = close }

  func write(to page: inout XMLWriter) {
    let figures = close.recurring
    guard let place = figures.place(of: close.month), !figures.currencies.isEmpty else { return }
    page.section("revenue", "Revenue up to \(close.month.text)") { page in
      for currency in figures.currencies {
        MovementChart(
          currency, currency: PlainText.shown(figures.ledger.symbols.text(currency.currency)),
          through: place
        ).write(to: &page)
      }
      if let bridge = close.bridge { BridgeChart(bridge).write(to: &page) }
    }
  }
}
