import Diagnostics
import XML

extension PipelineElement {
  /// Elements of which a section has several, by the section and by what tells them apart.
  private static let entries: [String: (section: String, key: String)] = [
    "status": ("statuses", "word"), "policy": ("policies", "consumer"),
    "alias": ("catalogue", "price"),
  ]

  /// Sections that decide about access and plans.
  private static let sections: Set<String> = [
    "statuses", "policies", "status-rule", "catalogue",
  ]

  /// The element with what a part says in place of what stands in it.
  ///
  /// - Throws: `pipeline-misplaced` for an element of the part that stands for nothing.
  func altered(by part: PipelineElement) throws(Failure) -> PipelineElement {
    var altered = self
    for element in part.children {
      if Self.sections.contains(element.name) {
        altered.children.put(element) { $0.name == element.name }
      } else if let entry = Self.entries[element.name],
        let place = altered.children.firstIndex(where: { $0.name == entry.section })
      {
        altered.children[place].children.put(element) {
          $0.name == element.name && $0.value(entry.key) == element.value(entry.key)
        }
      } else {
        throw element.place.failure(
          .pipelineMisplaced, "<\(element.name)> cannot be tried out",
          help: "what can: " + Self.sections.sorted().joined(separator: ", ")
            + ", or one status, policy or alias of a section that is there")
      }
    }
    return altered
  }
}

extension [PipelineElement] {
  /// Puts an element in the place of the one that fits, else at the end.
  fileprivate mutating func put(
    _ element: PipelineElement, where fits: (PipelineElement) -> Bool
  ) {
    if let place = firstIndex(where: fits) { self[place] = element } else { append(element) }
  }
}
