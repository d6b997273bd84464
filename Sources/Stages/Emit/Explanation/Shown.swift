import Billing
import Bytes
import Reconciliation

/// Values and names as an explanation shows them.
enum Shown {
  /// Whether a field is told at all: fingerprints and lists of items are for machines.
  static func isTold(_ field: StripeField) -> Bool {
    switch field {
    case .email, .itemList, .created, .periodsDiffer: false
    default: true
    }
  }

  /// Whether a field of an object's first state tells what a person wants to know.
  static func isTelling(_ change: StateChange) -> Bool {
    switch change.field {
    case .product, .item, .itemCount, .startDate, .collectionMethod, .active: false
    case .intervalCount: change.new.integer != 1
    default: change.new.flag != false
    }
  }

  /// A field's name as Stripe writes names: `period_end`.
  static func name(_ field: StripeField) -> String {
    String(describing: field).map { $0.isUppercase ? "_" + $0.lowercased() : String($0) }.joined()
  }

  /// What a cell of the run says.
  static func text(_ cell: Cell, _ symbols: Symbols) -> String {
    text(ShownValue(cell, in: symbols))
  }

  /// What a cell of a past state says.
  static func text(_ cell: Cell, _ history: StripeHistory) -> String {
    text(ShownValue(cell, in: history.ledger.symbols))
  }

  /// What a report may show of a value.
  static func text(_ value: ShownValue) -> String {
    switch value {
    case .null: "none"
    case .flag(let flag): flag ? "yes" : "no"
    case .integer(let number): String(number)
    case .time(let text): readable(text)
    case .text(let text): PlainText.shown(text)
    case .marker(let word): word
    }
  }

  /// An instant for people, to the second: `2026-01-15 06:00:00`.
  static func time(_ time: Timestamp) -> String {
    readable(Timestamp(seconds: time.seconds).iso)
  }

  /// How much later one instant is than another.
  static func delay(from start: Timestamp, to end: Timestamp) -> String {
    let seconds = (end.microseconds - start.microseconds) / 1_000_000
    if seconds < 0 { return "before the event" }
    switch seconds {
    case 0..<120: return "\(seconds) s later"
    case 120..<7200: return "\(seconds / 60) min later"
    case 7200..<172_800: return "\(seconds / 3600) h later"
    default: return "\(seconds / 86_400) days later"
    }
  }

  private static func readable(_ iso: String) -> String {
    String(iso.replacing("T", with: " ").dropLast())
  }
}
