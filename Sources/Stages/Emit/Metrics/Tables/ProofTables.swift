import Billing
import Bytes
import Diagnostics
import Revenue

/// The tables that say how far figures can be trusted, and what they mean.
struct ProofTables {
  let close: CloseFigures
  let sources: SourceMap

  var tieOuts: FigureTable {
    var symbols = Symbols()
    let rows = close.allTieOuts.map { tieOut, own in
      var tieOut = tieOut
      tieOut.currency = symbols.intern(own.text(tieOut.currency))
      return tieOut
    }
    let columns: [FigureTable.Column<TieOut>] = [
      .text("check", "What is checked") { $0.check },
      .month("period", "The month; blank for all that was read") { $0.period },
      .currency("currency", "ISO 4217 code; blank for all of them") { $0.currency },
      .currency("unit", "Currency of the values, in its smallest unit; blank for a count") {
        $0.counts ? .empty : $0.currency
      },
      .text("stated", "The figure that is reported") { $0.stated.name },
      value("stated_value", "Its value") { $0.stated.amount },
      .text("derived", "The other way of coming to it") { $0.derived.name },
      value("derived_value", "Its value") { $0.derived.amount },
      value("difference", "Stated less derived") { $0.difference },
      value("tolerance", "How far apart they may be") { $0.tolerance },
      .text("result", "passed, failed or not_evaluated") { $0.result.word },
      .text("needs", "The export that would allow a check that was not made") {
        if case .notEvaluated(let needs) = $0.result { needs } else { nil }
      },
    ]
    return FigureTable(
      "tie-outs", "Tie-outs", about: "A figure that was come to by two ways", symbols, rows: rows,
      columns: columns)
  }

  /// A column of the values of tie-outs that were evaluated.
  private func value(
    _ name: String, _ definition: String, _ value: @escaping @Sendable (TieOut) -> Int64
  ) -> FigureTable.Column<TieOut> {
    .money(name, definition, in: "unit", as: .bare) { $0.isEvaluated ? value($0) : nil }
  }

  /// Something that was measured with a doubt or not at all, of whichever kind.
  private struct Doubt {
    var kind: String
    var month: CalendarMonth?
    var subject: Symbol
    var customer: Symbol
    var subscription = Symbol.empty
    var item = Symbol.empty
    var sight: Sight?
  }

  var exceptions: FigureTable {
    var symbols = Symbols()
    let rows = doubts(&symbols)
    let columns: [FigureTable.Column<Doubt>] = [
      .text("exception", "What is wrong") { $0.kind },
      .month("period", "The month it is about, if one") { $0.month },
      .id("subject", "The price, coupon, currency, invoice, refund or note") { $0.subject },
      .id("customer_id", "The customer") { $0.customer },
      .id("subscription_id", "The subscription") { $0.subscription },
      .id("subscription_item_id", "The subscription's item") { $0.item },
    ]
    return FigureTable(
      "exceptions", "Exceptions",
      about: "What could not be measured, or only with a doubt; none of it counts as 0 in silence",
      symbols, rows: rows,
      columns: columns + FigureTable.Column.sight(sources, \.sight))
  }

  private func doubts(_ symbols: inout Symbols) -> [Doubt] {
    let recurring = close.recurring
    var own = SymbolTranslation(from: recurring.ledger.symbols)
    let measured = recurring.ledger.exceptions + (recurring.consolidated?.exceptions ?? [])
    var doubts = measured.map {
      Doubt(
        kind: $0.kind.rawValue, month: $0.month, subject: own.translate($0.subject, into: &symbols),
        customer: own.translate($0.customer, into: &symbols),
        subscription: own.translate($0.subscription, into: &symbols),
        item: own.translate($0.item, into: &symbols), sight: $0.sight?.by(&own, into: &symbols))
    }
    guard let billing = close.billing else { return doubts }
    var texts = SymbolTranslation(from: billing.facts.symbols)
    let subjects = Set(billing.exceptions.map(\.subject))
    var sights: [Symbol: Sight] = [:]
    for seen in billing.facts.sights where subjects.contains(seen.object) {
      sights[seen.object] = seen.sight
    }
    for exception in billing.exceptions {
      doubts.append(
        Doubt(
          kind: exception.kind.rawValue,
          subject: texts.translate(exception.subject, into: &symbols),
          customer: texts.translate(exception.customer, into: &symbols),
          sight: sights[exception.subject]?.by(&texts, into: &symbols)))
    }
    return doubts
  }

  /// What every rule is, and what every column of some tables means.
  func definitions(of tables: [FigureTable], _ rules: [RuleLine]) -> FigureTable {
    struct Row {
      var table: String
      var name: String
      var meaning: String
    }
    let rows =
      rules.map { Row(table: "rules", name: $0.name, meaning: $0.value) }
      + tables.flatMap { table in
        [Row(table: table.name, name: "", meaning: table.about)]
          + table.columns.map {
            Row(table: table.name, name: $0.name, meaning: $0.definition)
          }
      }
    let columns: [FigureTable.Column<Row>] = [
      .text("table", "rules, or the table") { $0.table },
      .text("name", "The rule or the column; blank for the table as a whole") { $0.name },
      .text("meaning", "What holds, or what it means") { $0.meaning },
    ]
    return FigureTable(
      "definitions", "Definitions", about: "A rule that holds, or what a column means", Symbols(),
      rows: rows,
      columns: columns)
  }
}

extension Sight {
  fileprivate func by(_ texts: inout SymbolTranslation, into symbols: inout Symbols) -> Sight {
    Sight(time: time, event: texts.translate(event, into: &symbols), origin: origin)
  }
}

extension TieOut {
  fileprivate var isEvaluated: Bool {
    if case .notEvaluated = result { false } else { true }
  }
}
