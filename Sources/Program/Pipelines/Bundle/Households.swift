/// Records sorted into those that hang together by the names of one owner.
///
/// A subscription leaves traces in many files. Left out one by one, each trace that is missing is a
/// fault of its own; left out together, nobody misses them.
struct Households {
  /// For each record one that it hangs together with; itself when it is the first.
  private var first: [Int] = []
  private var bearers: [[UInt8]: Int] = [:]

  /// Takes the next record.
  ///
  /// - Parameter names: the names in it; those that many owners share tie nothing together.
  mutating func add(_ names: [(name: [UInt8], tie: NameTie)]) {
    let record = first.count
    first.append(record)
    for (name, tie) in names where tie != .shared {
      guard let other = bearers.updateValue(record, forKey: name) else { continue }
      let (one, another) = (head(of: other), head(of: record))
      first[max(one, another)] = min(one, another)
    }
  }

  /// The records of each household, by the places they were taken in; the households stand in the
  /// order of their first records.
  var members: [[Int]] {
    var members: [[Int]] = []
    var places: [Int: Int] = [:]
    for record in first.indices {
      let head = head(of: record)
      if let place = places[head] {
        members[place].append(record)
      } else {
        places[head] = members.count
        members.append([record])
      }
    }
    return members
  }

  private func head(of record: Int) -> Int {
    var head = record
    while first[head] != head { head = first[head] }
    return head
  }
}
