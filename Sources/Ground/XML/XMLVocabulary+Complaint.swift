import Diagnostics

extension XMLVocabulary {
  /// What is wrong with a document, in words, and where.
  struct Complaint {
    var message: String
    var position: Failure.TextPosition
    var help: String?
  }

  /// The first word of a document that the schema does not know in its place.
  ///
  /// - Returns: nil when all words are known and the fault is one of order or number.
  func complaint(about root: XMLElement) -> Complaint? {
    let known = patterns(for: root, among: [start])
    guard !known.isEmpty || start.isOpen else {
      return Complaint(
        message: "the outermost element is \(Self.shown(root))", position: root.position,
        help: Self.allowed(start.children.map { "<\($0.name)>" }))
    }
    return complaint(within: root, known)
  }

  /// What is wrong with an attribute that is known where it stands: its datatype or its company.
  func complaint(about attribute: XMLAttribute, of element: XMLElement) -> Complaint {
    let types = patterns.filter { $0.name == element.name }.flatMap(\.attributes)
      .filter { $0.name == attribute.name }.flatMap(\.types)
    guard types.isEmpty else {
      return Complaint(
        message: "“\(attribute.name)” of <\(element.name)> cannot be “\(attribute.value)”",
        position: attribute.position, help: Self.allowed(types))
    }
    return Complaint(
      message: "“\(attribute.name)” does not go with the other attributes of <\(element.name)>",
      position: attribute.position)
  }

  /// Recursion is bounded by ``XMLLimits/depth``.
  private func complaint(within element: XMLElement, _ known: [Pattern]) -> Complaint? {
    guard !known.isEmpty, !known.contains(where: \.isOpen) else { return nil }
    return attributeComplaint(element, known) ?? childComplaint(element, known)
      ?? textComplaint(element, known)
  }

  private func attributeComplaint(_ element: XMLElement, _ known: [Pattern]) -> Complaint? {
    let words = known.flatMap(\.attributes)
    for attribute in element.attributes {
      let meant = words.filter { $0.name == attribute.name && attribute.namespace.isEmpty }
      guard !meant.isEmpty else {
        return Complaint(
          message: "<\(element.name)> has no attribute “\(attribute.name)”",
          position: attribute.position, help: Self.allowed(words.map(\.name)))
      }
      let values = meant.flatMap(\.values)
      if meant.allSatisfy(\.isListed), !values.contains(attribute.value) {
        return Complaint(
          message: "“\(attribute.name)” of <\(element.name)> cannot be “\(attribute.value)”",
          position: attribute.position, help: Self.allowed(values))
      }
    }
    for word in known[0].attributes where element.attribute(word.name) == nil {
      guard known.allSatisfy({ Self.requires(word.name, $0.attributes) }) else { continue }
      return Complaint(
        message: "<\(element.name)> needs the attribute “\(word.name)”",
        position: element.position, help: word.isListed ? Self.allowed(word.values) : nil)
    }
    return nil
  }

  private func childComplaint(_ element: XMLElement, _ known: [Pattern]) -> Complaint? {
    for child in element.children {
      let meant = patterns(for: child, among: known)
      guard !meant.isEmpty else {
        return Complaint(
          message: "\(Self.shown(child)) is not allowed in <\(element.name)>",
          position: child.position,
          help: Self.allowed(known.flatMap(\.children).map { "<\($0.name)>" }))
      }
      if let complaint = complaint(within: child, meant) { return complaint }
    }
    for word in known[0].children where !element.children.contains(where: { $0.name == word.name })
    {
      guard known.allSatisfy({ Self.requires(word.name, $0.children) }) else { continue }
      return Complaint(
        message: "<\(element.name)> needs a <\(word.name)>", position: element.position)
    }
    return nil
  }

  private func textComplaint(_ element: XMLElement, _ known: [Pattern]) -> Complaint? {
    let isBlank = element.text.utf8.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard !isBlank, !known.contains(where: \.allowsText) else { return nil }
    return Complaint(
      message: "text is not allowed in <\(element.name)>", position: element.position)
  }

  /// The patterns an element can follow where its parent follows one of the given ones.
  private func patterns(for element: XMLElement, among parents: [Pattern]) -> [Pattern] {
    parents.flatMap(\.childPatterns).map { patterns[$0] }
      .filter { $0.name == element.name && $0.namespace == element.namespace }
  }

  private static func requires(_ name: String, _ words: [Word]) -> Bool {
    words.contains { $0.name == name && $0.isRequired }
  }

  private static func shown(_ element: XMLElement) -> String {
    let place = element.namespace.isEmpty ? "" : " of the namespace “\(element.namespace)”"
    return "<\(element.name)>\(place)"
  }

  /// The words that would be right, in the order of the schema, each once.
  static func allowed(_ words: [String]) -> String {
    var seen: Set<String> = []
    let distinct = words.filter { seen.insert($0).inserted }
    return distinct.isEmpty
      ? "nothing is allowed there" : "allowed: " + distinct.joined(separator: ", ")
  }
}
