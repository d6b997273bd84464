import Billing
import Bytes

extension ChangePlan {
  /// A name that the content alone decides: the day, and twelve digits of a SHA-256.
  static func identity(
    header: Header, tables: [TableShape], changes: [PlannedChange]
  ) -> String {
    var form = CanonicalForm()
    form.add(header)
    for table in tables { form.add(table) }
    for change in changes { form.add(change) }
    let day = header.asOf.text(separator: "T", fractionDigits: 0).prefix(10)
    return day + "-" + Digest(of: form.bytes).hex.prefix(12)
  }
}

/// Values in one unambiguous sequence of bytes: each text behind its length.
private struct CanonicalForm {
  var bytes: [UInt8] = []

  mutating func add(_ text: [UInt8]) {
    bytes.append(contentsOf: "\(text.count):".utf8)
    bytes.append(contentsOf: text)
  }

  mutating func add(_ text: String) { add(Array(text.utf8)) }

  mutating func add(_ number: Int) { add(String(number)) }

  mutating func add(_ numbers: [Int]) { add(numbers.map(String.init).joined(separator: ",")) }

  mutating func add(_ cells: [ColumnCell]) {
    add(cells.count)
    for value in cells {
      add(value.column)
      if let text = value.cell.bytes { add(text) } else { bytes.append(UInt8(ascii: "~")) }
    }
  }

  mutating func add(_ header: ChangePlan.Header) {
    for text in [header.system, header.account, header.livemode ? "live" : "test"] { add(text) }
    add(header.asOf.iso)
    add(header.expires.iso)
    add([header.limits.changes, header.limits.percent, header.limits.changesPerPlan])
    for input in header.inputs {
      add(input.name)
      add(input.sha256)
    }
  }

  mutating func add(_ table: TableShape) {
    add(table.name.text)
    for column in table.columns {
      add(column.name)
      add("\(column.type) \(column.role.rawValue)")
    }
    for index in table.uniqueIndexes {
      add(index.columns)
      add("\(index.whereNull ?? -1) \(index.nullsDistinct) \(index.isDeferrable)")
    }
    for trigger in table.triggers { add(trigger) }
  }

  mutating func add(_ planned: PlannedChange) {
    let change = planned.change
    add("\(change.verb.rawValue) \(change.table) \(planned.rank)")
    for parking in planned.parking { add("\(parking.column) \(parking.place.rawValue)") }
    for cells in [change.locator, change.old, change.new] { add(cells) }
    for condition in change.guards { add(condition) }
    add(change.reason.class)
    for drift in change.reason.drifts { add(drift) }
    for evidence in change.reason.evidence { add(evidence.text) }
    if let money = change.reason.money { add(money.text) }
  }

  mutating func add(_ condition: ChangeCondition) {
    switch condition {
    case .provenance(let column, let words):
      add(column)
      for word in words { add(word) }
    case .noOtherLiveSubscription(let rows):
      add([rows.table, rows.customerColumn, rows.statusColumn])
      add([ColumnCell(rows.customerColumn, rows.customer)])
      for word in rows.liveStatuses + rows.exceptKeys { add(word) }
    }
  }
}
