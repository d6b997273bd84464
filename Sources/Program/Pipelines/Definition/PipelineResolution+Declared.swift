import Diagnostics
import Reconciliation

/// Declared rules: what a pipeline says of the rows of any table.
extension PipelineResolution {
  private static let kinds = [
    "unique", "reference", "retention", "copied", "one-row", "required", "balance", "quota",
    "reset", "allowed", "grant", "metered",
  ]

  mutating func resolveDeclared() {
    guard let element = section("declare") else { return }
    for child in children(of: element, allowed: Self.kinds) {
      _ = children(of: child, allowed: [])
      let name = kebab(child, "name")
      if definition.declaredChecks.contains(where: { $0.name == name }) {
        note(.pipelineDuplicate, "a second rule “\(name)”", at: child.place(of: "name"))
      }
      let table = table(child, "table")
      let check = DeclaredCheck(
        name: name, table: table?.name ?? "", rule: declaredRule(child, table),
        conditions: conditions(child, "where", of: table),
        severity: choice(child, "severity") ?? .p2)
      definition.declaredChecks.append(check)
      definition.database.markNames(of: check)
    }
  }

  private mutating func declaredRule(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> DeclaredCheck.Rule {
    switch element.name {
    case "unique":
      return .unique(
        columns: columns(element, "columns", of: table),
        nullsDistinct: element.value("nulls") != "equal")
    case "reference":
      let target = reference(element)
      return .reference(
        column: column(element, "column", of: table), table: target.table, target: target.column,
        mustBeLive: flag(element, "live") ?? false)
    case "retention":
      return .retention(
        column: instantColumn(element, "column", of: table),
        seconds: duration(element, "keep", or: 0))
    case "copied": return .copied(copied(element, table))
    case "one-row":
      return .oneRow(
        columns: columns(element, "columns", of: table),
        minimum: number(element, "minimum", in: 0...1, or: 1))
    case "required": return .required(required(element, table))
    case "balance": return .balance(balance(element, table))
    case "quota": return .quota(quota(element, table))
    case "reset":
      return .reset(
        ResetDate(
          column: instantColumn(element, "column", of: table),
          day: numberColumn(element, "day", of: table) ?? "",
          start: given(element, "start") { $0.instantColumn(element, "start", of: table) },
          isInPlace: flag(element, "in-place") ?? false))
    case "allowed": return .allowed(allowed(element, table))
    case "metered": return .metered(metered(element, table))
    default: return .grant(grant(element, table))
    }
  }

  // MARK: The kinds

  private mutating func copied(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> CopiedValue {
    var copy = CopiedValue(column: column(element, "column", of: table), pointer: nil, source: "")
    var other = table
    if element.value("through") != nil || element.value("to") != nil {
      let through = neededColumn(element, "through", of: table)
      let target = reference(element)
      other = definition.database.tables.first { $0.name == target.table }
      copy.pointer = RowPointer(column: through, table: target.table, target: target.column)
    }
    copy.source = column(element, "source", of: other)
    guard let written = element.value("path") else { return copy }
    copy.path = JSONPath(written)
    if copy.path == nil {
      note(
        .pipelineName, "“\(written)” is no path into JSON", at: element.place(of: "path"),
        help: "names joined by points, [] for every element: meta.version or history[].version")
    }
    return copy
  }

  private mutating func required(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> RequiredRow {
    let column = column(element, "column", of: table)
    let target = reference(element, "of")
    let other = definition.database.tables.first { $0.name == target.table }
    return RequiredRow(
      column: column, table: target.table, target: target.column,
      conditions: conditions(element, "of-where", of: other))
  }

  private mutating func balance(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> Balance {
    var balance = Balance(column: numberColumn(element, "column", of: table) ?? "")
    balance.granted = numberColumn(element, "granted", of: table)
    balance.used = numberColumn(element, "used", of: table)
    balance.instant = given(element, "instant") { $0.instantColumn(element, "instant", of: table) }
    if element.value("metric") != nil { balance.metric = metric(element, table) }
    if element.value("plus") != nil {
      let other = self.table(element, "plus")
      balance.additions = Balance.Additions(
        table: other?.name ?? "", instant: instantColumn(element, "plus-instant", of: other),
        conditions: conditions(element, "plus-where", of: other))
    }
    if element.value("entries") != nil { balance.entries = entries(element, table) }
    return balance
  }

  private mutating func entries(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> Balance.Entries {
    let other = self.table(element, "entries")
    for each in [table, other] { needsOwner(each, element, "entries") }
    return Balance.Entries(
      table: other?.name ?? "", amount: numberColumn(element, "entry-amount", of: other) ?? "",
      conditions: conditions(element, "entry-where", of: other),
      opening: conditions(element, "opening-where", of: other))
  }

  private mutating func quota(_ element: PipelineElement, _ table: TableDefinition?) -> Quota {
    let name = metric(element, table)
    if definition.entitlements.contains(where: { $0.metric == name && $0.per == "period" }) {
      note(
        .pipelineWord, "“\(name)” is given per period, which no quota counts",
        at: element.place(of: "metric"),
        help: "count it per month or never, or say with <grant> what each period is given")
    }
    return Quota(
      metric: name, value: numberColumn(element, "value", of: table),
      instant: given(element, "instant") { $0.instantColumn(element, "instant", of: table) },
      isTotal: !(flag(element, "each") ?? false))
  }

  private mutating func allowed(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> AllowedValues {
    var rule = AllowedValues(column: column(element, "column", of: table))
    rule.values = words(element, "values")
    rule.never = words(element, "never")
    rule.isNeeded = flag(element, "needed") ?? false
    rule.least = bound(element, "least")
    rule.most = bound(element, "most")
    return rule
  }

  private mutating func grant(_ element: PipelineElement, _ table: TableDefinition?) -> Grant {
    Grant(
      metric: metric(element, table), amount: numberColumn(element, "amount", of: table),
      start: given(element, "start") { $0.instantColumn(element, "start", of: table) },
      end: given(element, "end") { $0.instantColumn(element, "end", of: table) },
      instant: given(element, "instant") { $0.instantColumn(element, "instant", of: table) },
      isInPlace: flag(element, "in-place") ?? false)
  }

  private mutating func metered(
    _ element: PipelineElement, _ table: TableDefinition?
  ) -> MeteredUse {
    needsOwner(table, element, "table")
    definition.stripe.kinds.insert(.usageSummary)
    return MeteredUse(
      value: numberColumn(element, "value", of: table),
      instant: instantColumn(element, "instant", of: table), counters: words(element, "counters"))
  }

  // MARK: Reports of the same tables

  mutating func resolveBreakdown(_ element: PipelineElement) {
    _ = children(of: element, allowed: [])
    let name = kebab(element, "name")
    if definition.breakdowns.contains(where: { $0.name == name }) {
      note(.pipelineDuplicate, "a second breakdown “\(name)”", at: element.place(of: "name"))
    }
    let table = table(element, "table")
    needsOwner(table, element, "table")
    var breakdown = Breakdown(
      name: name, table: table?.name ?? "", kind: column(element, "by", of: table),
      used: numberColumn(element, "used", of: table) ?? "",
      remaining: numberColumn(element, "remaining", of: table) ?? "",
      reset: instantColumn(element, "reset", of: table))
    breakdown.kinds = words(element, "kinds")
    breakdown.conditions = conditions(element, "where", of: table)
    definition.breakdowns.append(breakdown)
  }

  // MARK: Their parts

  /// What an attribute says, if it was written.
  private mutating func given<Value>(
    _ element: PipelineElement, _ name: String, _ read: (inout Self) -> Value
  ) -> Value? {
    element.value(name) == nil ? nil : read(&self)
  }

  private mutating func bound(_ element: PipelineElement, _ name: String) -> Int64? {
    guard let written = element.value(name) else { return nil }
    if let number = Int64(written) { return number }
    note(
      .pipelineNumber, "“\(written)” is not a whole number", at: element.place(of: name),
      help: "digits, with a minus sign before them if need be")
    return nil
  }

  /// A metric that an entitlement limits, of a table whose rows belong to owners.
  private mutating func metric(_ element: PipelineElement, _ table: TableDefinition?) -> String {
    let metric = needed(element, "metric")
    if !definition.entitlements.contains(where: { $0.metric == metric }) {
      note(
        .pipelineWord, "no entitlement is about “\(metric)”", at: element.place(of: "metric"),
        help: NearestWord.help(metric, among: definition.entitlements.map(\.metric)))
    }
    needsOwner(table, element, "table")
    return metric
  }

  /// Notes that nothing says whose a table's rows are.
  private mutating func needsOwner(
    _ table: TableDefinition?, _ element: PipelineElement, _ attribute: String
  ) {
    guard let table, table.role != .owners, table.place(of: .owner) == nil else { return }
    note(
      .pipelineMissingField, "nothing says whose the rows of “\(table.name)” are",
      at: element.place(of: attribute), help: "give a column the field owner")
  }

  private mutating func neededColumn(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) -> String {
    guard element.value(attribute) == nil else { return column(element, attribute, of: table) }
    note(
      .pipelineMissing, "a copy from another row needs “\(attribute)”", at: element.place,
      help: "the column that points at the row it was copied from")
    return ""
  }

  private mutating func instantColumn(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) -> String {
    column(element, attribute, of: table, fitting: .createdAt, called: "instant")
  }

  private mutating func numberColumn(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) -> String? {
    guard element.value(attribute) != nil else { return nil }
    return column(element, attribute, of: table, fitting: .amount, called: "number")
  }

  /// A column whose type can hold what a field holds.
  private mutating func column(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?,
    fitting field: RowField, called kind: String
  ) -> String {
    let name = column(element, attribute, of: table)
    guard let table, let place = table.place(ofColumn: name) else { return name }
    let type = table.columns[place].type
    if !field.fits(type) {
      note(
        .pipelineFieldType, "“\(name)” is \(type.written), which is no \(kind)",
        at: element.place(of: attribute), help: field.typeHelp)
    }
    return name
  }

  /// Conditions on rows: `column=value`, `column!=value`, `column` for any value, `!column` for
  /// none.
  private mutating func conditions(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) -> [RowCondition] {
    guard element.value(attribute) != nil else { return [] }
    return words(element, attribute).map { word in
      let condition = RowCondition(written: word)
      check(condition.column, element, attribute, of: table)
      return condition
    }
  }
}

extension RowCondition {
  /// A condition as a pipeline writes it.
  fileprivate init(written word: String) {
    let bytes = Array(word.utf8)
    func text(_ part: some Sequence<UInt8>) -> String {
      String(decoding: Array(part), as: UTF8.self)
    }
    guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      let isNull = bytes.first == UInt8(ascii: "!")
      self.init(column: text(bytes.dropFirst(isNull ? 1 : 0)), test: isNull ? .isNull : .isSet)
      return
    }
    let differs = sign > 0 && bytes[sign - 1] == UInt8(ascii: "!")
    let value = text(bytes[(sign + 1)...])
    self.init(
      column: text(bytes[..<(differs ? sign - 1 : sign)]),
      test: differs ? .differs(value) : .equals(value))
  }

  /// The condition as a pipeline writes it.
  var written: String {
    switch test {
    case .equals(let value): "\(column)=\(value)"
    case .differs(let value): "\(column)!=\(value)"
    case .isSet: column
    case .isNull: "!\(column)"
    }
  }
}
