import Billing
public import JSON

extension JSONWriter {
  /// Begins a document or a line with its schema's version.
  public mutating func beginReport() {
    beginObject()
    key("schema_version")
    integer(ReportSchema.version)
  }

  /// Writes a member whose value is a text, or null.
  mutating func member(_ name: StaticString, _ text: String?) {
    key(name)
    if let text { string(text) } else { null() }
  }

  /// Writes a member whose value is a whole number, or null.
  mutating func member(_ name: StaticString, _ number: (some FixedWidthInteger)?) {
    key(name)
    if let number { integer(number) } else { null() }
  }

  /// Writes a member whose value is `true` or `false`.
  mutating func member(_ name: StaticString, isTrue: Bool) {
    key(name)
    bool(isTrue)
  }

  /// Writes a member whose value is a list of texts.
  mutating func member(_ name: StaticString, texts: [String]) {
    list(name, texts) { writer, text in writer.string(text) }
  }

  /// Writes a member whose value is a list of objects; the closure writes the members of each.
  mutating func objects<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    list(name, elements) { writer, element in
      writer.beginObject()
      write(&writer, element)
      writer.endObject()
    }
  }

  /// Writes a member whose value is an object; the closure writes its members.
  mutating func object(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
    key(name)
    beginObject()
    write(&self)
    endObject()
  }

  /// Writes a member whose value is a list of amounts.
  mutating func member(_ name: StaticString, amounts: [Money]) {
    objects(name, amounts) { writer, money in
      writer.member("amount_minor", money.minorUnits)
      writer.member("amount", money.decimalText)
      writer.member("currency", money.currency)
    }
  }

  /// Writes a value as a report shows it.
  mutating func value(_ value: ShownValue) {
    switch value {
    case .null: null()
    case .flag(let flag): bool(flag)
    case .integer(let number): integer(number)
    case .time(let text), .text(let text), .marker(let text): string(text)
    }
  }

  /// What has been written, as one line.
  public var line: [UInt8] { bytes + [0x0A] }

  private mutating func list<Element>(
    _ name: StaticString, _ elements: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    key(name)
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }
}
