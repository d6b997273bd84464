import Bytes

extension JSONScan {
  /// Up to this many members the names of an object are compared as they come.
  ///
  /// Beyond it 64 bits say little about which names were seen, and comparing each with all would
  /// make a hostile object cost the square of its size.
  static let fewNames = 64

  /// Hashes a name that was just read, and checks that the object has none like it so far.
  @inline(__always)
  mutating func admitName(_ node: Int) -> Bool {
    let hash = hash(ofName: node)
    unsafe nodes[node].link = hash
    let bit = (1 as UInt64) &<< UInt64(hash & 63)
    if names & bit == 0 {
      names |= bit
      return true
    }
    if unsafe nodes[container].childCount >= Self.fewNames { return true }
    return !hasEarlierName(like: node) || fail(.duplicateKey, unsafe Int(nodes[node].start))
  }

  /// Whether an earlier member of the open object has the same name.
  private func hasEarlierName(like node: Int) -> Bool {
    let hash = unsafe nodes[node].link
    var earlier = container + 1
    while earlier < node {
      if unsafe nodes[earlier].link == hash, compareNames(earlier, node) == 0 { return true }
      earlier = unsafe Int(nodes[earlier + 1].link)
    }
    return false
  }

  /// Checks all names of an object of many members, when it closes.
  @inline(never)
  mutating func admitManyNames() -> Bool {
    var members: [(hash: UInt32, node: Int)] = []
    members.reserveCapacity(unsafe nodes[container].childCount)
    var node = container + 1
    while node < nodeCount {
      members.append((unsafe nodes[node].link, node))
      node = unsafe Int(nodes[node + 1].link)
    }
    members.sort { one, other in
      if one.hash != other.hash { return one.hash < other.hash }
      let order = compareNames(one.node, other.node)
      return order == 0 ? one.node < other.node : order < 0
    }
    var first = Int.max
    for place in members.indices.dropFirst()
    where members[place - 1].hash == members[place].hash {
      if compareNames(members[place - 1].node, members[place].node) == 0 {
        first = min(first, members[place].node)
      }
    }
    return first == Int.max || fail(.duplicateKey, unsafe Int(nodes[first].start))
  }

  /// The hash of a name's bytes after unescaping.
  @inline(__always)
  private func hash(ofName node: Int) -> UInt32 {
    let text = nameText(node)
    if unsafe !nodes[node].isMarked {
      return unsafe JSONWords.hash(text.start, text.count)
    }
    return hash(ofEscaped: text)
  }

  @inline(never)
  private func hash(ofEscaped text: ByteView) -> UInt32 {
    var plain: [UInt8] = []
    defer { withExtendedLifetime(plain) {} }
    let name = JSONText.unescape(text, into: &plain)
    return unsafe JSONWords.hash(name.start, name.count)
  }

  /// Orders two names by their bytes after unescaping: negative, zero or positive.
  private func compareNames(_ one: Int, _ other: Int) -> Int {
    if unsafe !nodes[one].isMarked, unsafe !nodes[other].isMarked {
      return JSONText.compare(nameText(one), nameText(other))
    }
    return JSONText.compareEscaped(nameText(one), nameText(other))
  }

  /// The bytes between a name's quotes.
  @inline(__always)
  private func nameText(_ node: Int) -> ByteView {
    unsafe ByteView(start: base + (Int(nodes[node].start) + 1), count: Int(nodes[node].count) - 2)
  }
}
