import JSON
import Reconciliation

/// Writes the truth: one line for each fault, with the class it shows as and its cause.
struct TruthWriter {
  private let world: World
  private let keys: LocalKeys
  private let events: EventWriter
  private var bookkeeper: Bookkeeper

  init(_ world: World) {
    self.world = world
    keys = LocalKeys(world)
    events = EventWriter(world)
    bookkeeper = Bookkeeper(world)
  }

  /// The line about an account; `nil` if nothing is wrong with it.
  mutating func line(about account: Int) -> [UInt8]? {
    guard world.fault(of: account) != nil else { return nil }
    let books = bookkeeper.books(of: account)
    let story = bookkeeper.story
    guard let fault = story.fault else { return nil }
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("code")
    writer.string(fault.row.code)
    writer.key("class")
    writer.string(fault.row.name)
    writer.key("cause")
    writer.string(cause(of: fault, in: story).rawValue)
    writer.key("subscription")
    write(
      books.faultySubscription.map { ordinal in
        bytes {
          events.appendSubscription(
            world.layout.firstSubscription(of: account) + ordinal,
            startedAt: story.start(of: ordinal), &$0)
        }
      }, to: &writer)
    writer.key("table")
    writer.string(table(of: fault.row.effect))
    writer.key("row")
    write(row(of: fault, in: books, account), to: &writer)
    writer.key("owner")
    write(bytes { keys.append(.owner, account, to: &$0) }, to: &writer)
    writer.key("lost_events")
    writer.beginArray()
    for place in story.lostPlaces {
      write(bytes { events.appendEvent(account, place, story.moments[place], &$0) }, to: &writer)
    }
    writer.endArray()
    writer.endObject()
    return writer.bytes + [0x0A]
  }

  /// How it came about, as far as anything still tells.
  private func cause(of fault: Fault, in story: StoryTeller) -> Cause {
    guard fault.cause.isToldByLedger, let first = story.lostPlaces.first,
      story.moments[first].time < world.ledgerSince
    else { return fault.cause }
    return .agedOut
  }

  /// The table that a fault shows in.
  private func table(of effect: Effect) -> String {
    if effect.isOfCache { return world.caches.first?.tableName ?? "" }
    let role: TableRole =
      switch effect {
      case .payTwice: .payments
      case let effect where effect.isOfMoney: .invoices
      case .deleteOwner: .owners
      default: .subscriptions
      }
    return world.definition.table(role)?.name ?? ""
  }

  /// The key of the row that a fault shows on; `nil` where a row is missing.
  private func row(of fault: Fault, in books: Books, _ account: Int) -> [UInt8]? {
    let paid = bookkeeper.story.moments.firstIndex { $0.kind == .invoicePaid } ?? 0
    switch fault.row.effect {
    case .missInvoice: return nil
    case .reopenInvoice, .voidInvoice, .editInvoice:
      return bytes { keys.append(.invoiceRow, account, paid * 2, to: &$0) }
    case .payTwice: return bytes { keys.append(.payment, account, paid * 2 + 1, to: &$0) }
    default:
      return books.faultyRow.map { place in
        let row = books.rows[place]
        return bytes { keys.append(row.key, account, row.ordinal, to: &$0) }
      }
    }
  }

  private func bytes(_ write: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    write(&bytes)
    return bytes
  }

  private func write(_ text: [UInt8]?, to writer: inout JSONWriter) {
    if let text { writer.string(String(decoding: text, as: UTF8.self)) } else { writer.null() }
  }
}
