public import Diagnostics
public import Reconciliation
import SQL

/// Writes a change plan as scripts that a person can read, try, run and undo with the program
/// that comes with the database.
///
/// The plan is staged as data in temporary tables; one statement then checks everything, locks,
/// looks, changes, reads back and keeps the audit, so that a script that is cut, edited or run in
/// the wrong place changes nothing. Without being armed by its name a script undoes itself.
/// See the article <doc:GuardedScripts>.
public struct ScriptWriter: Sendable {
  private let dialect: DatabaseDialect

  /// Creates a writer for a dialect.
  public init(_ dialect: DatabaseDialect) { self.dialect = dialect }

  /// `setup.sql`: the audit table, to be created once in each database; running it again is safe.
  public var setup: String { dialect.language.setup }

  /// `reconcile.sql`: the plan, guarded; `reconcile-1of5.sql` for one of several.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func reconcile(_ plan: ChangePlan) throws(Failure) -> String {
    try Self.script(plan, file: "reconcile\(plan.part.suffix).sql", in: dialect.language)
  }

  /// `rollback.sql`: the inverse of a plan, guarded by what the plan wrote.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func rollback(_ inverse: ChangePlan) throws(Failure) -> String {
    try Self.script(inverse, file: "rollback\(inverse.part.suffix).sql", in: dialect.language)
  }

  /// `review.sql`: what a person must decide, as comments only, the most money first.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func review(_ plan: ChangePlan) throws(Failure) -> String {
    try Self.review(plan, in: dialect.language)
  }

  /// A change of a plan as one statement on one line, for a person to read.
  ///
  /// It compares the old values of what it sets and has none of a script's other guards. Where
  /// only private columns would change, a sentence says so instead.
  ///
  /// - Throws: `sql-unsafe-name`, `sql-unwritable-value`.
  public func statement(_ change: Change, of plan: ChangePlan) throws(Failure) -> String {
    try Self.statement(change, plan.tables[change.table], in: dialect.language)
  }

  private static func statement<Language: ScriptLanguage>(
    _ change: Change, _ shape: TableShape, in language: Language.Type
  ) throws(Failure) -> String {
    try ScriptReview<Language>.proposal(change, ScriptTable(shape))
  }

  private static func script<Language: ScriptLanguage>(
    _ plan: ChangePlan, file: String, in language: Language.Type
  ) throws(Failure) -> String {
    guard plan.id.utf8.allSatisfy(isPlain) else { throw Language.unsafe(plan.id) }
    let header = ScriptHeader(plan: plan, file: file, manual: Language.manual).text
    guard !plan.changes.isEmpty else { return header }
    return header + (try Language.script(ScriptParts(plan)))
  }

  private static func review<Language: ScriptLanguage>(
    _ plan: ChangePlan, in language: Language.Type
  ) throws(Failure) -> String {
    try ScriptReview<Language>(plan).text()
  }

  /// Whether a byte may stand in the name of a plan, which a person types.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
