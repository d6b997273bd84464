import Billing
import Bytes
import Reconciliation

extension Check {
  static let policySplit = Check(
    "E11", "policy-split-brain",
    definition: "A status gives access in one part of the application and not in another.",
    origin: "The rule was copied, and one of the copies was changed.",
    harm: .denied, severity: .p2, disposition: .report,
    fix: "Decide for each status whether it gives access, and let every part ask one place.",
    safeguard: "The pipeline says what each part takes for access; nothing is changed.",
    personWhen: "Always: it is the owner's policy.",
    obstacle: {
      $0.policies.isEmpty
        ? "nothing says what other parts take for access; add <policies> to the pipeline" : nil
    },
    findInTables: { check, file in
      let definition = file.evidence.definition
      return definition.statuses.compactMap { status in
        let answers = answers(on: status, in: definition)
        guard Set(answers.map(\.givesAccess)).count > 1,
          let word = file.symbols.find(status.word)
        else { return nil }
        let rows = file.rows(havingStatus: word)
        var drift = check.finding(
          in: file.board.rowsTableName, story: story(of: answers, rowCount: rows.count))
        drift.subject = word
        drift.evidence = rows.prefix(RuleCase.evidenceLimit).compactMap {
          file.board.rows?.origins[$0]
        }
        drift.cause.refutedIf = "the code of each part, as it runs, settles it"
        return drift
      }
    })

  /// What one part of the application says of a status.
  private typealias Answer = (consumer: String, givesAccess: Bool)

  /// A row of the matrix: what everybody says of a status, the pipeline itself first.
  private static func answers(
    on status: StatusWord, in definition: SystemDefinition
  ) -> [Answer] {
    [("the pipeline", status.givesAccess)]
      + definition.policies.map { ($0.consumer, $0.givesAccess(status.word)) }
  }

  private static func story(of answers: [Answer], rowCount: Int) -> String {
    func names(_ isYes: Bool) -> String {
      answers.filter { $0.givesAccess == isYes }.map(\.consumer).joined(separator: ", ")
    }
    let rows = rowCount == 1 ? "1 row has it" : "\(rowCount) rows have it"
    return "the status gives access for \(names(true)), not for \(names(false)); \(rows)"
  }
}

extension TableCase {
  /// The rows of subscriptions with a status word, those that count.
  fileprivate func rows(havingStatus word: Symbol) -> [Int] {
    guard let rows = board.rows else { return [] }
    return self.rows(of: rows).filter { rows.symbol($0, .status) == word }
  }
}
