import Reconciliation

/// The application's own keys, in the type that each table declares for them.
struct LocalKeys {
  private enum Form { case text, number, uuid }

  private let identifier: Identifier
  private let owner: Form
  private let row: Form
  private let other: Form

  init(_ world: World) {
    identifier = Identifier(world)
    owner = Self.form(of: .owners, world.definition)
    row = Self.form(of: .subscriptions, world.definition)
    other = Self.form(of: .payments, world.definition)
  }

  private static func form(of role: TableRole, _ definition: SystemDefinition) -> Form {
    guard let table = definition.table(role), let place = table.place(of: .key) else {
      return .text
    }
    switch table.columns[place].type {
    case .integer: return .number
    case .uuid: return .uuid
    default: return .text
    }
  }

  /// Appends the key of a thing.
  func append(_ kind: Identifier.Kind, _ number: Int, _ part: Int = 0, to out: inout [UInt8]) {
    let form: Form =
      switch kind {
      case .owner: owner
      case .row, .freeRow, .formerRow, .phantom: row
      default: other
      }
    let place = identifier.place(kind, number, part)
    switch form {
    case .text: Identifier.local(place, to: &out)
    case .uuid: Identifier.uuid(place, to: &out)
    case .number: out.append(decimal: number * 8 + Int(kind.rawValue) % 8 + 1)
    }
  }

  func appendEmail(_ account: Int, to out: inout [UInt8]) {
    out.append(contentsOf: "person".utf8)
    out.append(decimal: account)
    out.append(contentsOf: "@example.com".utf8)
  }
}
