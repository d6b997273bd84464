import Diagnostics
import Reconciliation

/// Names of tables, columns and status words: each must be one that the pipeline describes.
extension PipelineResolution {
  /// A table by its name; nil after a problem.
  mutating func table(_ element: PipelineElement, _ attribute: String) -> TableDefinition? {
    let name = needed(element, attribute)
    if let table = definition.database.tables.first(where: { $0.name == name }) { return table }
    note(
      .pipelineUnknownTable, "there is no table “\(name)”", at: element.place(of: attribute),
      help: NearestWord.help(name, among: definition.database.tables.map(\.name)))
    return nil
  }

  /// A column of a table by its name; the name alone after a problem.
  mutating func column(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) -> String {
    let name = needed(element, attribute)
    check(name, element, attribute, of: table)
    return name
  }

  /// Columns of a table by their names, each once.
  mutating func columns(
    _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) -> [String] {
    let names = words(element, attribute)
    for name in names { check(name, element, attribute, of: table) }
    return names
  }

  /// What a reference points at: a table, and a column that is its key if none is named.
  mutating func reference(
    _ element: PipelineElement, _ attribute: String = "to"
  ) -> (table: String, column: String) {
    let table = table(element, attribute)
    guard element.value("target") == nil else {
      return (table?.name ?? "", column(element, "target", of: table))
    }
    guard let table else { return ("", "") }
    if let key = table.place(of: .key) { return (table.name, table.columns[key].name) }
    note(
      .pipelineMissingField, "“\(table.name)” has no key to point at",
      at: element.place(of: attribute),
      help: "name the column with target=\"…\", or give it field=\"key\" in its table")
    return (table.name, "")
  }

  /// A status word that the pipeline declares; the word alone after a problem.
  ///
  /// - Parameters:
  ///   - element: the element.
  ///   - attribute: the attribute that holds the word.
  ///   - statuses: the words declared; `nil` for those of the first layer.
  /// - Returns: the word as it was written.
  mutating func statusWord(
    _ element: PipelineElement, _ attribute: String, among statuses: [StatusWord]? = nil
  ) -> String {
    let word = needed(element, attribute)
    check(status: word, element, attribute, among: statuses ?? definition.statuses)
    return word
  }

  /// Several status words that the pipeline declares; the words alone after a problem.
  mutating func statusWords(_ element: PipelineElement, _ attribute: String) -> [String] {
    let words = words(element, attribute)
    for word in words { check(status: word, element, attribute, among: definition.statuses) }
    return words
  }

  /// Notes a status word that the pipeline does not declare.
  private mutating func check(
    status word: String, _ element: PipelineElement, _ attribute: String,
    among statuses: [StatusWord]
  ) {
    let declared = statuses.map(\.word)
    guard !declared.contains(word), !word.isEmpty else { return }
    note(
      .pipelineUnknownStatus, "the status word “\(word)” is not declared",
      at: element.place(of: attribute),
      help: NearestWord.help(word, among: declared)
        ?? "declare it in <statuses>")
  }

  /// A check's code that trueup knows; the code alone after a problem.
  mutating func checkCode(_ element: PipelineElement, _ attribute: String) -> String {
    let code = needed(element, attribute)
    let known = resolver.knownChecks
    guard !known.isEmpty, !known.contains(code) else { return code }
    note(
      .pipelineUnknownCheck, "there is no check “\(code)”", at: element.place(of: attribute),
      help: NearestWord.help(code, among: known))
    return code
  }

  /// Notes a column that its table does not have.
  mutating func check(
    _ name: String, _ element: PipelineElement, _ attribute: String, of table: TableDefinition?
  ) {
    guard let table, !name.isEmpty, table.place(ofColumn: name) == nil else { return }
    note(
      .pipelineUnknownColumn, "“\(table.name)” has no column “\(name)”",
      at: element.place(of: attribute),
      help: NearestWord.help(name, among: table.columns.map(\.name)))
  }
}
