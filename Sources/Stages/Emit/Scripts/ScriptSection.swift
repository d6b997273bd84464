import Diagnostics
import Reconciliation
import SQL

/// Changes that one statement makes: the same verb, table and columns, in one step of the order.
struct ScriptSection<Language: ScriptLanguage> {
  let number: Int
  let verb: Change.Verb
  let table: ScriptTable<Language>
  /// The places of the columns that find the row.
  let locator: [Int]
  /// The places of the columns that are set.
  let new: [Int]
  /// The places of the columns whose old value is compared as it is.
  let old: [Int]
  /// The places of the columns whose old value is compared by digest.
  let sealed: [Int]
  let parking: [PlannedChange.Parking]
  /// The changes, each with its number in the plan.
  let changes: [(number: Int, change: Change)]
  /// The plan this one undoes, as a literal.
  let undoes: String?
  /// The plan's name, which salts the digests of private columns.
  let plan: String

  var name: String { "trueup_\(number)" }

  /// The sections of a plan, in the order they are done.
  static func all(
    of plan: ChangePlan, tables: [ScriptTable<Language>]
  ) throws(Failure) -> [ScriptSection] {
    var sections: [ScriptSection] = []
    var start = 0
    let undoes = try plan.undoes.map { (name) throws(Failure) in try Language.literal(name) }
    while start < plan.changes.count {
      let kind = Kind(plan.changes[start])
      var end = start + 1
      while end < plan.changes.count, Kind(plan.changes[end]) == kind { end += 1 }
      let table = tables[kind.table]
      let compared = kind.old.filter { !kind.locator.contains($0) }
      let isSealed = { (place: Int) in
        let column = table.shape.columns[place]
        return column.isPrivate && column.type.isExportedAsCast && !kind.new.contains(place)
      }
      sections.append(
        ScriptSection(
          number: sections.count + 1, verb: kind.verb, table: table,
          locator: kind.locator, new: kind.new, old: compared.filter { !isSealed($0) },
          sealed: compared.filter(isSealed), parking: kind.parking,
          changes: (start..<end).map { ($0 + 1, plan.changes[$0].change) }, undoes: undoes,
          plan: plan.id))
      start = end
    }
    return sections
  }

  private struct Kind: Equatable {
    var verb: Change.Verb
    var table: Int
    var rank: Int
    var locator: [Int]
    var new: [Int]
    var old: [Int]
    var parking: [PlannedChange.Parking]

    init(_ planned: PlannedChange) {
      verb = planned.change.verb
      table = planned.change.table
      rank = planned.rank
      locator = planned.change.locator.map(\.column)
      new = planned.change.new.map(\.column)
      old = planned.change.old.map(\.column)
      parking = planned.parking
    }
  }

  // MARK: Staged data

  /// The columns that are compared but not set.
  private var rest: [Int] { old.filter { !new.contains($0) } }

  /// The stage: number, reason and key, then old and new of what changes, then what must not
  /// have moved.
  func stage() throws(Failure) -> ScriptStage<Language> {
    var columns = ["because"]
    if hasOwnKey { columns += locator.map { table.stageName("key", $0) } }
    for column in new {
      if old.contains(column) { columns.append(table.stageName("old", column)) }
      columns.append(table.stageName("new", column))
    }
    let headCount = columns.count
    columns += rest.map { table.stageName("old", $0) }
    if !sealed.isEmpty { columns.append("sealed") }
    var rows: [ScriptStage<Language>.Row] = []
    for (number, change) in changes {
      rows.append(
        ScriptStage<Language>.Row(
          number: number, cells: try cells(of: change, number: number),
          remark: ScriptRemark.line(for: change, number: number, in: table.shape)))
    }
    return ScriptStage(
      name: name, title: title, columns: columns, rows: rows, headCount: headCount,
      table: table.quoted,
      keys: hasOwnKey ? locator.enumerated().map { ($0.offset + 1, table.columns[$0.element]) } : []
    )
  }

  /// What the section does, in one line.
  var title: String {
    let names = new.map { SQLComment.text(table.shape.columns[$0].name) }
    let count = changes.count == 1 ? "1 \(verb.rawValue)" : "\(changes.count) \(verb.rawValue)s"
    return "Step \(number): \(count) in \(SQLComment.text(table.shape.name.text)), setting "
      + names.joined(separator: ", ")
  }

  private func cells(of change: Change, number: Int) throws(Failure) -> [ExportedCell] {
    var cells = [ExportedCell.text(ScriptRemark.because(change))]
    if hasOwnKey { cells += change.locator.map(\.cell) }
    for column in new {
      if old.contains(column) { cells.append(try checked(change.old, column)) }
      cells.append(try checked(change.new, column))
    }
    for column in rest { cells.append(try checked(change.old, column)) }
    if !sealed.isEmpty { cells.append(seal(change, number: number)) }
    return cells
  }

  /// The value as the database writes it, refused when a cast would change its meaning.
  private func checked(_ cells: [ColumnCell], _ column: Int) throws(Failure) -> ExportedCell {
    let type = table.shape.columns[column].type
    guard let bytes = cells[column: column]?.bytes.map({ Language.spelled($0, as: type) }) else {
      return .null
    }
    if !Language.accepts(bytes, as: type) {
      throw Failure(
        .sqlUnwritableValue,
        "a time in column \(table.shape.columns[column].name) has a zone where its type has "
          + "none, or none where its type needs one",
        help: "declare the column as timestamp or timestamptz, as the database has it")
    }
    return .text(bytes)
  }

  private func seal(_ change: Change, number: Int) -> ExportedCell {
    var bytes = Array("\(plan):\(number)".utf8)
    for column in sealed {
      bytes.append(UInt8(ascii: ","))
      bytes += Language.shown(change.old[column: column] ?? .null)
    }
    return .text(Language.digest(of: bytes))
  }

  // MARK: Expressions

  /// A staged column as the script refers to it.
  private func staged(_ prefix: String, _ column: Int) -> String {
    "s." + (Language.dialect.identifier(table.stageName(prefix, column)) ?? "NULL")
  }

  /// Whether the key is staged apart from what an insert sets.
  private var hasOwnKey: Bool { verb != .insert || Language.stagesEveryKey }

  private func key(_ column: Int) -> String { staged(hasOwnKey ? "key" : "new", column) }

  /// The staged columns of the key, as the script refers to them.
  var keys: [String] { locator.map { key($0) } }

  /// The condition that joins the row `t` to its staged key.
  var isRow: String { isRow(called: "t") }

  /// The condition that joins a row, by the name the statement has for it, to its staged key.
  ///
  /// The key of a partial index names one row among those that are not softly deleted, and
  /// besides them the row that this section deletes.
  func isRow(called row: String) -> String {
    let isKey = table.isRow(locator, called: row) { key($0) }
    guard let mark = table.shape.column(.softDelete),
      table.shape.isFound(by: locator, whereNull: mark)
    else { return isKey }
    let column = "\(row).\(table.columns[mark].quoted)"
    let isLeft = "\(column) IS NULL"
    guard new.contains(mark) else { return "\(isKey) AND \(isLeft)" }
    let isDeleted = "\(column) = \(table.value(mark, staged("new", mark)))"
    return "\(isKey) AND (\(isLeft) OR \(isDeleted))"
  }

  /// The staged key as typed values, for locking.
  var typedKey: String {
    locator.map { Language.key(key($0), table.columns[$0]) }.joined(separator: ", ")
  }

  /// That the key is the staged one to the byte.
  private var isSameKey: [String] {
    locator.compactMap {
      Language.isSameKey("t." + table.columns[$0].quoted, key($0), table.columns[$0])
    }
  }

  /// The staged key as one text.
  var keyText: String { Language.joined(keys, by: "'/'") }

  /// That no row was found.
  private var isMissing: String { "t.\(table.columns[locator[0]].quoted) IS NULL" }

  /// Something of the row, where one was found.
  func whenFound(_ expression: String) -> String {
    "CASE WHEN t.\(table.columns[locator[0]].quoted) IS NOT NULL\n     THEN \(expression) END"
  }

  /// That the private columns are still as they were exported.
  private var isSealed: String? {
    sealed.isEmpty
      ? nil
      : Language.seal(sealed.map { "t." + table.columns[$0].quoted }, plan: plan)
        + " = s.sealed"
  }

  /// That the row is still as it was exported.
  var isOld: [String] {
    var conditions = isSameKey + old.map { table.equals($0, staged("old", $0)) }
    if let isSealed { conditions.append(isSealed) }
    if undoes != nil, let touched = table.shape.column(.touched), !old.contains(touched) {
      conditions.append(table.equals(touched, Language.recorded(table.columns[touched])))
    }
    return conditions.isEmpty ? ["true"] : conditions
  }

  /// That the row is as the plan wants it; the time of the change and markers may differ.
  private var isWanted: [String] {
    wanted(new.filter { !newMarkers.contains($0) })
  }

  /// That the change would leave the row as it is.
  private var isIdle: [String] { wanted(new) }

  /// That some columns have their new values, and the others have not moved.
  private func wanted(_ columns: [Int]) -> [String] {
    let set = columns.map { table.equals($0, staged("new", $0)) }
    let kept = rest.filter {
      ![.marker, .touched].contains(table.shape.columns[$0].role)
    }.map { table.equals($0, staged("old", $0)) }
    let both = isSameKey + set + kept + (isSealed.map { [$0] } ?? [])
    return both.isEmpty ? ["true"] : both
  }

  /// That the row does not read as planned; a rollback does not ask of what was never changed.
  ///
  /// A row that was right already keeps the marker that it has.
  var isOff: String {
    let markers = newMarkers.map {
      "(\(table.equals($0, staged("new", $0))) OR c.class <> 'pending')"
    }
    let isOff = "(\((isWanted + markers).joined(separator: "\n       AND "))) IS NOT TRUE"
    return undoes == nil ? isOff : "c.class <> 'untouched'\n  AND \(isOff)"
  }

  /// Whether reading back takes into account what was found before.
  var asksForClass: Bool { undoes != nil || !newMarkers.isEmpty }

  /// Whether the change is pending, already done, or no longer possible; more in a rollback.
  var standing: String {
    var arms: [([String], String)] = []
    if undoes != nil { arms.append((["f.after IS NULL"], "untouched")) }
    if verb == .insert {
      arms.append(([isMissing], "pending"))
    } else {
      arms.append(([isMissing], "missing"))
      if isIdleKnown { arms.append((isIdle, "already")) }
      arms.append((isOld, "pending"))
    }
    if !isIdleKnown || !newMarkers.isEmpty { arms.append((isWanted, "already")) }
    let lines = arms.map { conditions, word in
      "WHEN \(conditions.joined(separator: "\n      AND ")) THEN '\(word)'"
    }
    return "CASE \(lines.joined(separator: "\n     "))\n     ELSE 'conflict' END"
  }

  /// Whether a row that the change would leave as it is has to be known, since an UPDATE would not
  /// count it; a time of the change that is set makes a difference to every row.
  private var isIdleKnown: Bool {
    Language.countsOnlyDifferences && verb != .insert && written == new
  }

  /// The places of the columns that are set and name the event they are set by.
  private var newMarkers: [Int] { new.filter { table.shape.columns[$0].role == .marker } }

  /// The statement that inserts what is pending and still not there.
  func insertion(from source: String) -> String {
    """
    INSERT INTO \(table.quoted) (\(assignments.map(\.column).joined(separator: ", ")))
    SELECT \(assignments.map(\.value).joined(separator: ", "))
      FROM \(source)
     WHERE c.class = 'pending'
       AND NOT EXISTS (SELECT 1 FROM \(table.quoted) t WHERE \(isRow))
     ORDER BY s.seq;
    """
  }

  /// Each column that is set, with the value it gets.
  var assignments: [(column: String, value: String)] {
    var assignments = new.map {
      (table.columns[$0].quoted, table.value($0, staged("new", $0)))
    }
    if let touched = touchedNow, let now = Language.currentTime(table.columns[touched], of: verb) {
      assignments.append((table.columns[touched].quoted, now))
    }
    return assignments
  }

  /// The places of every column that is written, the time of the change included.
  var written: [Int] { new + (touchedNow.map { [$0] } ?? []) }

  private var touchedNow: Int? {
    table.shape.column(.touched).flatMap { column in
      new.contains(column) || Language.currentTime(table.columns[column], of: verb) == nil
        ? nil : column
    }
  }
}
