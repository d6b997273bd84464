import Diagnostics

/// Which elements and attributes a RELAX NG schema knows, and where.
///
/// libxml2 decides whether a document is valid, but says why in terms of its own patterns. This is
/// the schema without order and number: enough to name the word that is wrong, to say which ones
/// are allowed in its place, and to be right about the position.
struct XMLVocabulary {
  /// A name that may or must stand somewhere.
  struct Word {
    var name: String
    var isRequired: Bool
    /// Values that an attribute may have.
    var values: [String] = []
    /// Datatypes that a value of an attribute may have.
    var types: [String] = []
    /// Whether an attribute may have values beside those.
    var isFree = false

    /// Whether the values are all there are.
    var isListed: Bool { !values.isEmpty && types.isEmpty && !isFree }
  }

  /// What one `<element>` of the schema allows inside.
  struct Pattern {
    var name: String
    var namespace: String
    var attributes: [Word] = []
    var children: [Word] = []
    /// The patterns of the children, as indices into ``XMLVocabulary/patterns``.
    var childPatterns: [Int] = []
    var allowsText = false
    /// Whether the schema uses name classes or prefixes here, which this does not follow.
    var isOpen = false
  }

  static let relaxNG = "http://relaxng.org/ns/structure/1.0"

  private(set) var patterns: [Pattern] = []
  /// What may stand outermost: a pattern that has children alone.
  private(set) var start = Pattern(name: "", namespace: "")

  private var definitions: [String: [XMLElement]] = [:]
  private var numbers: [Failure.TextPosition: Int] = [:]
  private var waiting: [(number: Int, node: XMLElement, namespace: String)] = []
  private var open: Set<String> = []

  /// Reads the patterns of a schema: a `<grammar>`, or one `<element>`.
  init(_ schema: XMLElement) {
    let namespace = schema.attribute("ns")?.value ?? ""
    for node in schema.children where node.name == "define" {
      definitions[node.attribute("name")?.value ?? "", default: []].append(node)
    }
    let roots = schema.name == "grammar" ? schema.children.filter { $0.name == "start" } : [schema]
    var outermost = start
    for node in roots {
      gather(node, into: &outermost, namespace: namespace, isRequired: true)
    }
    start = outermost
    while let next = waiting.popLast() {
      var pattern = patterns[next.number]
      for node in next.node.children {
        gather(node, into: &pattern, namespace: next.namespace, isRequired: true)
      }
      patterns[next.number] = pattern
    }
  }

  /// Adds to a pattern what one node of the schema says of it.
  private mutating func gather(
    _ node: XMLElement, into pattern: inout Pattern, namespace: String, isRequired: Bool
  ) {
    guard node.namespace == Self.relaxNG else { return }
    let namespace = node.attribute("ns")?.value ?? namespace
    switch node.name {
    case "element": addChild(node, to: &pattern, namespace, isRequired)
    case "attribute": addAttribute(node, to: &pattern, isRequired)
    case "ref", "parentRef": follow(node, into: &pattern, namespace, isRequired)
    case "text", "data", "value", "list": pattern.allowsText = true
    case "name", "param", "except", "notAllowed", "empty": break
    case "anyName", "nsName": pattern.isOpen = true
    default:
      // An alternative is required only if the choice has no other; that is for libxml2 to judge.
      let stays = isRequired && !["optional", "zeroOrMore", "choice"].contains(node.name)
      if node.name == "mixed" { pattern.allowsText = true }
      for child in node.children {
        gather(child, into: &pattern, namespace: namespace, isRequired: stays)
      }
    }
  }

  private mutating func follow(
    _ node: XMLElement, into pattern: inout Pattern, _ namespace: String, _ isRequired: Bool
  ) {
    let name = node.attribute("name")?.value ?? ""
    // A definition that refers to itself without an element between is refused by libxml2.
    guard open.insert(name).inserted else { return }
    for definition in definitions[name] ?? [] {
      for child in definition.children {
        gather(child, into: &pattern, namespace: namespace, isRequired: isRequired)
      }
    }
    open.remove(name)
  }

  private mutating func addChild(
    _ node: XMLElement, to pattern: inout Pattern, _ namespace: String, _ isRequired: Bool
  ) {
    guard let name = Self.plainName(of: node) else {
      pattern.isOpen = true
      return
    }
    pattern.children.add(Word(name: name, isRequired: isRequired))
    if let known = numbers[node.position] {
      pattern.childPatterns.append(known)
      return
    }
    numbers[node.position] = patterns.count
    pattern.childPatterns.append(patterns.count)
    waiting.append((patterns.count, node, namespace))
    patterns.append(Pattern(name: name, namespace: namespace))
  }

  private mutating func addAttribute(
    _ node: XMLElement, to pattern: inout Pattern, _ isRequired: Bool
  ) {
    guard let name = Self.plainName(of: node) else {
      pattern.isOpen = true
      return
    }
    var word = Word(name: name, isRequired: isRequired)
    gatherValues(of: node, into: &word)
    pattern.attributes.add(word)
  }

  /// Adds to an attribute what one node of the schema says of its value.
  private mutating func gatherValues(of node: XMLElement, into word: inout Word) {
    for child in node.children where child.namespace == Self.relaxNG {
      switch child.name {
      case "value": word.values.append(child.text)
      case "data": word.types.append(child.attribute("type")?.value ?? "")
      case "choice", "group": gatherValues(of: child, into: &word)
      case "ref":
        let name = child.attribute("name")?.value ?? ""
        guard open.insert(name).inserted else { continue }
        for definition in definitions[name] ?? [] { gatherValues(of: definition, into: &word) }
        open.remove(name)
      case "name", "empty", "notAllowed": break
      default: word.isFree = true
      }
    }
  }

  /// The name of an element or attribute pattern that has exactly one, without a prefix.
  private static func plainName(of node: XMLElement) -> String? {
    let first = node.children.first { $0.namespace == relaxNG }
    let name = node.attribute("name")?.value ?? (first?.name == "name" ? first?.text : nil)
    guard let name, !name.utf8.contains(0x3A) else { return nil }
    return name
  }
}

extension [XMLVocabulary.Word] {
  /// Adds a word or widens the one that is there.
  fileprivate mutating func add(_ word: Element) {
    guard let known = firstIndex(where: { $0.name == word.name }) else {
      append(word)
      return
    }
    self[known].isRequired = self[known].isRequired || word.isRequired
    self[known].values += word.values
    self[known].types += word.types
    self[known].isFree = self[known].isFree || word.isFree
  }
}
