import Foundation
import Reconciliation

/// Scripts that were edited, or damaged on their way, in each place that is counted or digested.
extension Sabotage {
  static func damaged(_ dialect: DatabaseDialect) -> [Sabotage] {
    func edited(
      _ name: String, _ words: String, _ edit: @escaping @Sendable (String) -> String
    ) -> Sabotage {
      Sabotage(name, dialect, words, edit: edit)
    }
    var all = [
      edited("the plan has expired", "TU002") { $0.replacing("2100-01-01", with: "2026-01-01") },
      edited("a staged row was removed", "TU004") { script in
        script.replacing(/INSERT INTO ((pg_)?temp\.)?trueup_3 [^;]*;\n/, with: "")
      },
      edited("a change is not looked at", "TU004") { script in
        script.replacing(/FROM ((?:pg_temp\.)?trueup_4) s\n    LEFT JOIN/) { match in
          "FROM (SELECT * FROM \(match.1) LIMIT 0) s LEFT JOIN"
        }.replacing(/INSERT INTO trueup_found [^;]* temp.trueup_look_4 [^;]*;/, with: "")
      },
      edited("the server is too old", "TU001") {
        $0.replacing("SIGNED) < 8 THEN", with: "SIGNED) < 800 THEN")
          .replacing("AS REAL) < 38", with: "AS REAL) < 3800")
          .replacing("::int4 < 120000", with: "::int4 < 12000000")
      },
    ]
    for key in ["s1", "s2", "s3", "4"] {
      all.append(
        edited("the data of \(key) was edited", "TU004") {
          $0.replacing("'status-stale | drift d-\(key) ", with: "'status-stale | drift d-x ")
        })
    }
    for (place, row) in ["(1, '1', 'cus_1', 's1')", "(1, '1', 's1')"].enumerated() {
      all.append(
        edited("the data of condition \(place + 1) was edited", "TU004") {
          $0.replacing(row, with: row.replacing("'1'", with: "'2'"))
        })
    }
    return all + idle(dialect)
  }

  /// Statements that touch no row, which their counts notice.
  private static func idle(_ dialect: DatabaseDialect) -> [Sabotage] {
    let (change, audit) =
      switch dialect {
      case .postgresql:
        (
          "GET DIAGNOSTICS v_rows = ROW_COUNT;\n    SELECT count(*) INTO v_wanted",
          "v_done := v_done + ("
        )
      case .mysql: ("SET v_rows = ROW_COUNT()", "SET v_done = v_done +")
      case .sqlite: ("SELECT RAISE(ABORT, 'trueup TU008", "SELECT RAISE(ABORT, 'trueup TU010")
      }
    func idle(_ name: String, _ words: String, before end: String, _ place: Int) -> Sabotage {
      Sabotage("\(name) \(place + 1) touches nothing", dialect, words) { script in
        var pieces = script.components(separatedBy: end)
        let statement = pieces[place].components(separatedBy: "c.class = 'pending'")
        pieces[place] =
          statement.dropLast().joined(separator: "c.class = 'pending'") + "c.class = 'none'"
          + statement[statement.count - 1]
        return pieces.joined(separator: end)
      }
    }
    return (0..<6).map { idle("statement", "TU008", before: change, $0) }
      + (0..<4).map { idle("audit", "TU010", before: audit, $0) }
  }
}
