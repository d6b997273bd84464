import Diagnostics
import Reconciliation
import SQL

/// One condition beyond old values, checked for all changes that share its form.
struct ScriptGuard<Language: ScriptLanguage> {
  /// What is asked, its words as literals.
  enum Question {
    /// Does the row come from a source out of bounds?
    case source(column: Int, words: String)
    /// Does the customer have a live row besides those that are spared?
    case otherLiveRow(status: Int, liveStatuses: String)
  }

  let stage: ScriptStage<Language>
  /// The table that is looked into.
  let table: ScriptTable<Language>
  /// The places of the columns that name a row of the table.
  let locator: [Int]
  /// The places of the columns by which rows are looked up, each with its name in the stage.
  private let searched: [(column: Int, name: String)]
  let question: Question
  /// What is wrong with the rows that violate it, for the message.
  let message: String

  /// The guards of a plan, those of the same form together.
  static func all(
    of plan: ChangePlan, tables: [ScriptTable<Language>]
  ) throws(Failure) -> [ScriptGuard] {
    var forms: [Form] = []
    var rows: [[[ExportedCell]]] = []
    for (place, planned) in plan.changes.enumerated() {
      for condition in planned.change.guards {
        let form = Form(planned.change, condition)
        let found = forms.firstIndex(of: form)
        if found == nil {
          forms.append(form)
          rows.append([])
        }
        rows[found ?? forms.count - 1] += cells(of: planned.change, condition, number: place + 1)
      }
    }
    var guards: [ScriptGuard] = []
    for (place, form) in forms.enumerated() {
      guards.append(
        try ScriptGuard(form, number: place + 1, rows: rows[place], tables))
    }
    return guards
  }

  /// What guards must have in common to be checked together.
  private struct Form: Equatable {
    var table: Int
    var locator: [Int]
    var condition: ChangeCondition

    init(_ change: Change, _ condition: ChangeCondition) {
      table = change.table
      locator = change.locator.map(\.column)
      self.condition = condition
      if case .noOtherLiveSubscription(var rows) = condition {
        // The rows that are looked into are found by their primary key, whatever is changed.
        (table, locator) = (rows.table, [])
        rows.customer = .null
        rows.exceptKeys = []
        self.condition = .noOtherLiveSubscription(rows)
      }
    }
  }

  /// The staged rows of one guard: the change, what finds rows, and a key that does not count.
  private static func cells(
    of change: Change, _ condition: ChangeCondition, number: Int
  ) -> [[ExportedCell]] {
    let number = ExportedCell.text(String(number))
    switch condition {
    case .provenance: return [[number] + change.locator.map(\.cell)]
    case .noOtherLiveSubscription(let rows):
      let spared = (rows.table == change.table ? [change.keyText] : []) + rows.exceptKeys
      // Even a change that spares no row has to name its customer.
      return (spared.isEmpty ? [""] : spared).map { [number, rows.customer, .text($0)] }
    }
  }

  private init(
    _ form: Form, number: Int, rows: [[ExportedCell]], _ tables: [ScriptTable<Language>]
  ) throws(Failure) {
    let table = tables[form.table]
    self.table = table
    let title: String
    switch form.condition {
    case .provenance(let column, let words):
      locator = form.locator
      message = "come from a source that is out of bounds"
      title = "these rows must not come from a source out of bounds"
      searched = locator.map { ($0, table.stageName("key", $0)) }
      question = .source(column: column, words: try Language.list(words))
    case .noOtherLiveSubscription(let live):
      locator = table.shape.columns(.key)
      message = "belong to a customer with another live subscription"
      title = "these customers must have no live row but those listed"
      searched = [(live.customerColumn, "customer")]
      question = .otherLiveRow(
        status: live.statusColumn, liveStatuses: try Language.list(live.liveStatuses))
    }
    let isAboutOthers = if case .otherLiveRow = question { true } else { false }
    stage = ScriptStage(
      name: "trueup_guard_\(number)", title: "Guard \(number): \(title)",
      columns: ["change"] + searched.map(\.name) + (isAboutOthers ? ["spared key"] : []),
      rows: rows.enumerated().map {
        ScriptStage.Row(number: $0.offset + 1, cells: $0.element, remark: nil)
      }, table: table.quoted,
      keys: searched.enumerated().map { ($0.offset + 1, table.columns[$0.element.column]) },
      isIndexed: isAboutOthers)
  }

  /// The conditions that join the rows `t` that are looked up to what is staged.
  ///
  /// A customer is the same to the byte; of a key this was found before.
  var isFound: [String] {
    searched.flatMap { column, name in
      let staged = "s." + (Language.dialect.identifier(name) ?? "NULL")
      return switch question {
      case .source: [table.isRow([column]) { _ in staged }]
      case .otherLiveRow: table.isFound(column, staged)
      }
    }
  }

  /// The column that is empty while a row counts, as the script names it.
  var deleted: String? { table.shape.column(.softDelete).map { table.columns[$0].quoted } }
}
