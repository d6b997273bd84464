import Diagnostics
import Reconciliation
import SQL

/// What one dialect says in its own way; everything else is the same in every script.
protocol ScriptLanguage: Sendable {
  /// How names and literals are written.
  static var dialect: SQLDialect { get }
  /// What the header says about running the script.
  static var manual: ScriptManual { get }
  /// `setup.sql`.
  static var setup: String { get }
  /// How an UPDATE calls the rows of its table `t`.
  static var alias: String { get }
  /// Whether the key of a row to be inserted is staged once more, typed like its columns.
  static var stagesEveryKey: Bool { get }
  /// Whether an UPDATE counts only the rows that differ afterwards.
  static var countsOnlyDifferences: Bool { get }

  /// A value as the database itself writes it, where a change says it in another way.
  static func spelled(_ bytes: [UInt8], as type: SQLType) -> [UInt8]
  /// Whether a value keeps its meaning in a column of the type.
  static func accepts(_ bytes: [UInt8], as type: SQLType) -> Bool
  /// Whether a stored value equals a staged text, compared by type, NULL like any value.
  static func equals(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String
  /// A staged text as a value to store.
  static func value(_ staged: String, _ column: ScriptColumn) -> String
  /// Both of these for a literal, in a statement that a person may copy.
  static func proposal(_ stored: String, _ literal: String, _ column: ScriptColumn) -> Proposal
  /// A staged key as what its column is searched for, so that its index serves.
  static func key(_ staged: String, _ column: ScriptColumn) -> String
  /// That a row's key is a staged one to the byte, where the search for it is not as strict.
  static func isSameKey(_ stored: String, _ staged: String, _ column: ScriptColumn) -> String?
  /// The time of the change as a column holds it; `nil` when its type holds no time.
  static func currentTime(_ column: ScriptColumn, of verb: Change.Verb) -> String?
  /// What the audit of another plan, `f`, says that it wrote into a column.
  static func recorded(_ column: ScriptColumn) -> String
  /// Several texts as one, with something between them.
  static func joined(_ texts: [String], by separator: String) -> String

  /// What the server's own function for showing a value makes of a cell; the digests rest on it.
  static func shown(_ cell: ExportedCell) -> [UInt8]
  /// The digest that the server finds for bytes.
  static func digest(of bytes: [UInt8]) -> String
  /// The digest of private columns of the row `t`, salted with the plan and the staged number.
  static func seal(_ columns: [String], plan: String) -> String

  /// The rows that violate a condition: a query that yields `row_key`.
  static func violations(of condition: ScriptGuard<Self>) -> String
  /// Everything after the header.
  static func script(_ parts: ScriptParts<Self>) throws(Failure) -> String
}

/// What a proposed statement says of one column.
struct Proposal {
  /// That it still has its old value.
  var condition: String
  /// The value it gets.
  var value: String
}

extension ScriptLanguage {
  static var alias: String { " t" }
  static var countsOnlyDifferences: Bool { false }

  static func proposal(_ stored: String, _ literal: String, _ column: ScriptColumn) -> Proposal {
    Proposal(condition: equals(stored, literal, column), value: value(literal, column))
  }
}

/// How a script is run by the dialect's own program, for its header.
struct ScriptManual {
  /// The command that runs a file.
  var run: @Sendable (_ file: String) -> String
  /// The command that runs a file armed with the name of a plan.
  var apply: @Sendable (_ file: String, _ plan: String) -> String
  /// The table of the audit.
  var audit: String
  /// What, besides an edited script and a plan that has expired, stops a run.
  var wrongPlace: String
  /// What the exit status proves.
  var caution: [String]
}

/// A plan, cut into what its statements are made of.
struct ScriptParts<Language: ScriptLanguage> {
  let plan: ChangePlan
  /// Every table of the plan.
  let tables: [ScriptTable<Language>]
  /// The changes, those together that one statement makes, in the order they are made.
  let sections: [ScriptSection<Language>]
  /// The conditions beyond old values.
  let guards: [ScriptGuard<Language>]
  /// The data of the script.
  let stages: [ScriptStage<Language>]

  init(_ plan: ChangePlan) throws(Failure) {
    self.plan = plan
    var tables: [ScriptTable<Language>] = []
    for shape in plan.tables { tables.append(try ScriptTable(shape)) }
    self.tables = tables
    sections = try ScriptSection.all(of: plan, tables: tables)
    guards = try ScriptGuard.all(of: plan, tables: tables)
    var stages: [ScriptStage<Language>] = []
    for section in sections { stages.append(try section.stage()) }
    self.stages = stages + guards.map(\.stage)
  }

  /// What a person should know who reads the data.
  static var legend: String {
    """
    -- THE CHANGES, as data: they are made by one statement, at the end of this script.
    -- Above each stands: number. key | class of drift | what changes | evidence | money | drift

    """
  }

  /// Since when rows must not have moved, in words.
  var since: String { plan.undoes == nil ? "since the export" : "since the plan changed them" }

  /// What to do about rows that moved, or after the expiry, in words.
  var remedy: String {
    plan.undoes == nil
      ? "export again and make a new plan" : "the audit knows what each row was; undo it by hand"
  }

  /// The tables that the plan changes, in the order in which they are locked.
  var changed: [ScriptTable<Language>] {
    let used = Set(plan.changes.map(\.change.table))
    return tables.indices.filter(used.contains).map { tables[$0] }
  }

  /// How many rows of a table the plan changes.
  func changeCount(of table: ScriptTable<Language>) -> Int {
    plan.changes.count { plan.tables[$0.change.table].name == table.shape.name }
  }
}

extension String {
  /// The text with every line but the first moved to the right.
  func indented(by count: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\n" + String(repeating: " ", count: count))
  }
}
