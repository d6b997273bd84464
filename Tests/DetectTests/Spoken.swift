import Billing
import Bytes
import Reconciliation

/// Says findings in the words of ``World``.
struct Spoken {
  private let evidence: Evidence

  init(_ evidence: Evidence) { self.evidence = evidence }

  func line(_ drift: Drift) -> String {
    var words = [drift.code, drift.disposition.rawValue]
    let rows = evidence.table(named: drift.table)
    if !drift.rule.isEmpty { words.append(drift.story) }
    if drift.subject != .empty { words.append(evidence.symbols.text(drift.subject)) }
    if let row = drift.row, let rows { words.append(text(rows[row, .key])) }
    if let place = drift.subscription {
      words.append(evidence.symbols.text(evidence.subscriptions[place].id))
    }
    words += drift.fields.map {
      "\($0.field.rawValue):\(text($0.sides.database))>\(text($0.sides.stripe))"
    }
    if case .drop = drift.remedy {
      words.append("(drop)")
    } else if case .softDelete = drift.remedy {
      words.append("(soft delete)")
    } else if case .insert(let table, let values, _) = drift.remedy {
      let columns = evidence.table(named: table)?.definition.columns ?? []
      let cells = values.map { "\(columns[$0.column].name)=\(text($0.cell))" }
      words.append("(insert \(cells.joined(separator: " ")))")
    } else if drift.fields.isEmpty == false, !hasStatement(drift) {
      words.append("(no statement)")
    }
    if let parent = drift.parent { words.append("(child of \(parent))") }
    if let reason = drift.heldBack { words.append("| " + reason) }
    return words.joined(separator: " ")
  }

  /// Whether the remedy sets exactly the fields of the finding.
  private func hasStatement(_ drift: Drift) -> Bool {
    guard case .update(let row, let cells, _) = drift.remedy, row == drift.row else { return false }
    return cells == drift.fields.map { NewCell(column: $0.column, cell: $0.sides.stripe) }
  }

  private func text(_ cell: Cell) -> String {
    guard let time = cell.time else { return cell.text(in: evidence.symbols) ?? "?" }
    let seconds = time.seconds - World.clock.seconds
    let units: [(Int64, String)] = [(86_400, "d"), (3600, "h"), (60, "m")]
    let (scale, name) = units.first { seconds % $0.0 == 0 } ?? (1, "s")
    return (seconds < 0 ? "" : "+") + "\(seconds / scale)" + name
  }
}
