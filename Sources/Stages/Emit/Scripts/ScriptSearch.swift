import Reconciliation

/// One way in which rows of a table are found; such rows are locked together.
struct ScriptSearch<Language: ScriptLanguage> {
  let table: ScriptTable<Language>
  /// The places of the columns that find the row.
  let locator: [Int]
  /// The sections whose rows are found so.
  let sections: [ScriptSection<Language>]
}

extension ScriptParts {
  /// For each table and each way to find its rows, who finds them so; in the order of locking.
  var searches: [ScriptSearch<Language>] {
    changed.flatMap { table in
      let own = sections.filter { $0.table.shape.name == table.shape.name }
      var locators: [[Int]] = []
      for section in own where !locators.contains(section.locator) {
        locators.append(section.locator)
      }
      return locators.map { locator in
        ScriptSearch(
          table: table, locator: locator, sections: own.filter { $0.locator == locator })
      }
    }
  }
}
