import Diagnostics
import Dumps
import Reconciliation

/// The database: first every table with its columns, then what ties them together.
extension PipelineResolution {
  mutating func resolveDatabase() {
    guard
      let element = neededSection(
        "database", help: "describe the dump: <database dialect=\"postgresql\"> with its tables")
    else { return }
    definition.database.dialect = choice(element, "dialect") ?? .postgresql
    if element.value("schema") != nil { definition.database.schema = needed(element, "schema") }
    let elements = children(of: element, allowed: ["table"])
    for table in elements { resolveTable(table) }
    for (place, table) in elements.enumerated() { resolveTies(table, place) }
    if definition.table(.subscriptions) == nil {
      note(
        .pipelineMissing, "no table has the role subscriptions", at: element.place,
        help: "it is the one that is compared with Stripe: add role=\"subscriptions\" to it")
    }
  }

  private mutating func resolveTable(_ element: PipelineElement) {
    let name = needed(element, "name")
    let role: TableRole = choice(element, "role") ?? .other
    if definition.database.tables.contains(where: { $0.name == name }) {
      note(.pipelineDuplicate, "a second table “\(name)”", at: element.place(of: "name"))
    }
    if role != .other, let other = definition.table(role) {
      note(
        .pipelineDuplicate, "the role \(role.rawValue) is taken by “\(other.name)”",
        at: element.place(of: "role"), help: "one table has a role; give the others role=\"other\"")
    }
    var table = TableDefinition(name: name, role: role, columns: [])
    table.keySource = choice(element, "key-source") ?? .application
    for child in children(
      of: element, allowed: ["column", "unique", "reference", "through", "trigger"])
    {
      _ = children(of: child, allowed: [])
      if child.name == "column" { resolveColumn(child, in: &table) }
    }
    checkNeeds(of: table, element)
    definition.database.tables.append(table)
    tables.append(source(of: element))
  }

  private mutating func source(of element: PipelineElement) -> TableSource {
    let standard =
      switch definition.database.dialect {
      case .postgresql: "postgres-csv"
      case .mysql: "mysql-tab"
      case .sqlite: "sqlite-csv"
      }
    let source = TableSource(
      table: tables.count, patterns: paths(element), format: element.value("format") ?? standard,
      nullRule: element.value("null-rule"), isOptional: flag(element, "optional") ?? false,
      place: element.place)
    checkFormat(source, element)
    return source
  }

  /// What each role cannot do without, whatever else a table has.
  private mutating func checkNeeds(of table: TableDefinition, _ element: PipelineElement) {
    guard table.role != .other else { return }
    for field in [RowField.key] + (table.role == .subscriptions ? [.status] : [])
    where table.place(of: field) == nil {
      note(
        .pipelineMissingField, "the table “\(table.name)” has no column with the field \(field)",
        at: element.place, help: "the role \(table.role.rawValue) needs it")
    }
    let links: [RowField] = [.subscription, .customer, .owner]
    guard table.role == .subscriptions, links.allSatisfy({ table.place(of: $0) == nil }) else {
      return
    }
    note(
      .pipelineMissingField, "nothing ties the rows of “\(table.name)” to Stripe",
      at: element.place, help: "give a column the field subscription, customer or owner")
  }

  private mutating func resolveColumn(_ element: PipelineElement, in table: inout TableDefinition) {
    let name = needed(element, "name")
    if table.place(ofColumn: name) != nil {
      note(.pipelineDuplicate, "a second column “\(name)”", at: element.place(of: "name"))
    }
    let field: RowField? = choice(element, "field")
    if let field, let other = table.columns.first(where: { $0.field == field }) {
      note(
        .pipelineDuplicate, "the field \(field.rawValue) is already “\(other.name)”",
        at: element.place(of: "field"), help: "a field is one column of a table")
    }
    let isKey = flag(element, "key") ?? (field == .key)
    if isKey, let other = table.columns.first(where: \.isKey) {
      note(
        .pipelineDuplicate, "the key is already “\(other.name)”",
        at: element.place(of: element.value("key") == nil ? "field" : "key"))
    }
    let type = columnType(element)
    if let field, let type, !field.fits(type) {
      note(
        .pipelineFieldType, "the field \(field.rawValue) cannot be \(type.written)",
        at: element.place(of: element.value("type") == nil ? "field" : "type"),
        help: field.typeHelp)
    }
    var column = ColumnDefinition(
      name: name, field: field, type: type ?? .text,
      isNullable: flag(element, "nullable") ?? !isKey,
      isPrivate: flag(element, "private") ?? false,
      isFixable: flag(element, "fixable") ?? true, isKey: isKey)
    column.hasDefault = flag(element, "default") ?? false
    table.columns.append(column)
  }

  private mutating func columnType(_ element: PipelineElement) -> ColumnType? {
    guard let written = element.value("type") else { return .text }
    if let type = ColumnType(written: written) { return type }
    note(
      .pipelineType, "“\(written)” is not a type", at: element.place(of: "type"),
      help: NearestWord.help(written, among: ColumnType.writtenNames))
    return nil
  }

  /// Fields that rows take over from the row that a column points at.
  private mutating func resolveThrough(_ element: PipelineElement, _ place: Int) {
    let own = definition.database.tables[place]
    let other = table(element, "to")
    let fields: [RowField] = choices(element, "fields", "a field")
    for field in fields where own.place(of: field) != nil {
      note(
        .pipelineDuplicate, "the field \(field.rawValue) has a column of its own",
        at: element.place(of: "fields"))
    }
    for field in fields + [.key] where other.map({ $0.place(of: field) == nil }) ?? false {
      note(
        .pipelineMissingField,
        "the table “\(other?.name ?? "")” has no column with the field \(field.rawValue)",
        at: element.place(of: "to"))
    }
    definition.database.tables[place].borrowings.append(
      BorrowedFields(
        column: column(element, "column", of: own), table: other?.name ?? "", fields: fields))
  }

  private mutating func resolveTies(_ element: PipelineElement, _ place: Int) {
    let table = definition.database.tables[place]
    for child in element.children {
      switch child.name {
      case "unique":
        definition.database.tables[place].uniques.append(
          UniqueDefinition(
            columns: columns(child, "columns", of: table),
            whereNull: child.value("where-null") == nil
              ? nil : column(child, "where-null", of: table),
            nullsDistinct: child.value("nulls") != "equal",
            isDeferrable: flag(child, "deferrable") ?? false))
      case "reference":
        let target = reference(child)
        definition.database.tables[place].references.append(
          ReferenceDefinition(
            column: column(child, "column", of: table), table: target.table,
            target: target.column, onDelete: child.value("on-delete") ?? "restrict"))
      case "through": resolveThrough(child, place)
      case "trigger":
        definition.database.tables[place].triggers.append(needed(child, "name"))
      default: break
      }
    }
  }
}
