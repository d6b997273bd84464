import Billing
public import Diagnostics

/// What a business calls the accounts in its own ledger.
///
/// The file is CSV with the columns `account`, `code` and `name`: the account as Stripe prints it,
/// the code and the name in the ledger. The name is the rest of its line, quoted or not. Accounts
/// that the file leaves out keep Stripe's name as code and name.
public struct AccountMap: Hashable, Sendable {
  /// An account of the business's own ledger.
  public struct Label: Hashable, Sendable {
    /// Its code.
    public var code: String
    /// Its name.
    public var name: String
  }

  private var labels: [Account: Label] = [:]

  /// The map in which every account has Stripe's name.
  public static let standard = AccountMap()

  private init() {}

  /// Reads a map.
  ///
  /// - Parameters:
  ///   - file: the whole file.
  ///   - name: how to call it in messages.
  /// - Throws: `account-map` for a file that is none, with the line.
  public init(_ file: [UInt8], name: String) throws(Failure) {
    let table = try ShortTable(
      file, name: name, columns: ["account", "code", "name"], code: .accountMap,
      meaning: "an account, its code and its name",
      help: "lines such as “DeferredRevenue,2400,Deferred revenue”, each account once")
    for row in table.rows {
      guard let account = Account(name: row.cells[0]), labels[account] == nil,
        !row.cells[1].isEmpty
      else { throw table.refusal(of: row) }
      labels[account] = Label(code: row.cells[1], name: Self.unquoted(row.cells[2]))
    }
  }

  /// What an account is called.
  public subscript(account: Account) -> Label {
    labels[account] ?? Label(code: account.name, name: account.name)
  }

  /// The account with a code, or with Stripe's name.
  public func account(code: String) -> Account? {
    Account.allCases.first { self[$0].code == code } ?? Account(name: code)
  }

  private static func unquoted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let quote = UInt8(ascii: "\"")
    guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return text }
    var name: [UInt8] = []
    var isSecond = false
    for byte in bytes.dropFirst().dropLast() {
      isSecond = byte == quote && !isSecond
      if !isSecond { name.append(byte) }
    }
    return String(decoding: name, as: UTF8.self)
  }
}

extension Account {
  /// The account that Stripe prints so.
  public init?(name: String) {
    guard let account = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = account
  }
}

extension Failure.Code {
  /// A file that says what accounts are called cannot be read as one.
  public static let accountMap = Failure.Code(rawValue: "account-map")
}
