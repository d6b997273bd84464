import Bytes
import Dumps
import JSON
import Reconciliation

extension Redactor {
  /// A line of a cache's dump, reduced to the values that the pipeline names; `nil` for the entry
  /// of another cache.
  mutating func entry(_ line: [UInt8]) -> [UInt8]? {
    var reader = JSONReader()
    let block = ByteBlock(line)
    guard reader.read(block.view) == nil,
      let key = reader.root["key"]?.text(into: &scratch)?.array,
      let cache = cache(of: key)
    else { return nil }
    let record = reader.root
    let prefix = Array(cache.keyPrefix.utf8)
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("key")
    write(prefix + names.standIn(for: Array(key.dropFirst(prefix.count)), .own), to: &writer)
    writer.key("value")
    if let value = record["value"] { write(value, of: cache, to: &writer) } else { writer.null() }
    if let seconds = record["ttl_seconds"], seconds.isNumber {
      writer.key("ttl_seconds")
      writer.number(seconds.bytes)
    }
    if let time = record["written_at"] {
      writer.key("written_at")
      write(time, as: .periodStart, cache, to: &writer)
    }
    writer.endObject()
    withExtendedLifetime(block) {}
    return writer.bytes
  }

  /// The cache that a key is of: the one with the longest prefix that fits.
  private func cache(of key: [UInt8]) -> CacheDefinition? {
    definition.caches.filter { key.starts(with: $0.keyPrefix.utf8) }
      .max { $0.keyPrefix.utf8.count < $1.keyPrefix.utf8.count }
  }

  /// Writes an entry's value; one that was a text goes on to be one.
  private mutating func write(
    _ value: JSONValue, of cache: CacheDefinition, to writer: inout JSONWriter
  ) {
    guard let text = value.text(into: &scratch)?.array else {
      return write(value, cache.values.map { ($0.path[...], $0.field) }, cache, to: &writer)
    }
    if cache.values.allSatisfy(\.path.isEmpty), text.first != UInt8(ascii: "\"") {
      return write(standIn(for: text, cache.values.first?.field ?? .source, cache), to: &writer)
    }
    var reader = JSONReader()
    let block = ByteBlock(text)
    var inner = JSONWriter()
    if reader.read(block.view) == nil {
      write(reader.root, cache.values.map { ($0.path[...], $0.field) }, cache, to: &inner)
    }
    write(inner.bytes, to: &writer)
    withExtendedLifetime(block) {}
  }

  /// Writes what some paths lead to, from a place that they have in common.
  private mutating func write(
    _ value: JSONValue, _ paths: [(path: ArraySlice<String>, field: CacheField)],
    _ cache: CacheDefinition, to writer: inout JSONWriter
  ) {
    if let end = paths.first(where: { $0.path.isEmpty }) {
      return write(value, as: end.field, cache, to: &writer)
    }
    writer.beginObject()
    for (key, inner) in value.members {
      let name = key.text
      let inside = paths.filter { $0.path.first == name }.map { ($0.path.dropFirst(), $0.field) }
      guard !inside.isEmpty else { continue }
      writer.key(name)
      write(inner, inside, cache, to: &writer)
    }
    writer.endObject()
  }

  private mutating func write(
    _ value: JSONValue, as field: CacheField, _ cache: CacheDefinition,
    to writer: inout JSONWriter
  ) {
    switch value.kind {
    case .number, .true, .false, .null: writer.number(value.bytes)
    case .object, .array: writer.bool(true)
    case .string:
      let text = value.text(into: &scratch)?.array ?? []
      write(text.isEmpty ? text : standIn(for: text, field, cache), to: &writer)
    }
  }

  /// What stands for a text in an entry.
  private mutating func standIn(
    for text: [UInt8], _ field: CacheField, _ cache: CacheDefinition
  ) -> [UInt8] {
    switch field {
    case .customer, .subscription: return names.standIn(for: text, .kin)
    case .price, .product, .source: return names.standIn(for: text, .shared)
    case .status: return word(text)
    case .error: return Array("failed".utf8)
    case .periodStart, .periodEnd, .cancelAtPeriodEnd, .attempts:
      let isInstant = unsafe text.withUnsafeBufferPointer {
        unsafe DumpTimestamp.microseconds(ByteView($0)) != nil
      }
      return isInstant ? text : Array("unreadable".utf8)
    }
  }

  private func write(_ text: [UInt8], to writer: inout JSONWriter) {
    unsafe text.withUnsafeBufferPointer { unsafe writer.string(ByteView($0)) }
  }
}
