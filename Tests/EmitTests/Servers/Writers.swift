import Foundation
import Reconciliation
import TestSupport

/// An application that writes while a script runs.
///
/// Each write is one row in a table of its kind, and a trigger does what it stands for. So the rows
/// of these tables are exactly the writes that were committed, whatever became of the others, and
/// what the sample tables must hold follows from their numbers.
struct Writers {
  let bench: ServerBench
  private let sessions: [DatabaseSession]

  init(_ bench: ServerBench, count: Int = 2) {
    self.bench = bench
    sessions = (0..<count).map { _ in bench.makeSession() }
    bench.query(Kind.allCases.map { $0.schema(bench.dialect) }.joined(separator: "\n"))
  }

  func close() { sessions.forEach { $0.close() } }

  /// Forgets what was written, when the sample rows are back.
  func restore() {
    bench.restore()
    bench.query(Kind.allCases.map { "DELETE FROM \($0.rawValue);" }.joined(separator: "\n"))
  }

  /// Lets every session write at random moments of some milliseconds, without waiting for it.
  func start(_ random: inout SplitMix64, milliseconds: Int) {
    for session in sessions {
      var text = ""
      var left = Int(random.next() % UInt64(milliseconds))
      for _ in 0..<Int(random.next() % 4) {
        let pause = Int(random.next() % UInt64(left + 1))
        left -= pause
        text += self.pause(pause) + transaction(&random)
      }
      if !text.isEmpty { session.tell(text) }
    }
  }

  /// Waits for all of them; the number of transactions that failed.
  func failures() -> Int { sessions.count { $0.answers().status != 0 } }

  /// One to three writes, in one transaction or each in its own.
  private func transaction(_ random: inout SplitMix64) -> String {
    let writes = (0..<1 + Int(random.next() % 3)).map { _ in
      let kind = Kind.allCases[Int(random.next() % UInt64(Kind.allCases.count))]
      let place = 1 + random.next() % 9
      return "INSERT INTO \(kind.rawValue) (place) VALUES (\(kind == .swaps ? 1 : place));\n"
    }
    if random.next() % 2 == 0 { return writes.joined() }
    let begin = bench.dialect == .sqlite ? "BEGIN IMMEDIATE;\n" : "BEGIN;\n"
    return begin + writes.joined(separator: pause(Int(random.next() % 8))) + "COMMIT;\n"
  }

  private func pause(_ milliseconds: Int) -> String {
    let seconds = "0.0\(milliseconds < 10 ? "0" : "")\(milliseconds)"
    return switch bench.dialect {
    case .postgresql: "SELECT FROM pg_sleep(\(seconds));\n"
    case .mysql: "DO SLEEP(\(seconds));\n"
    case .sqlite: ".shell sleep \(seconds)\n"
    }
  }
}

extension Writers {
  /// What is written: each kind adds something, so that the order of writes does not matter.
  enum Kind: String, CaseIterable {
    /// A payment becomes larger by one.
    case raises
    /// A text of a row becomes longer.
    case notes
    /// Only the time of change of a row moves.
    case touches
    /// Two rows change their unique values, those that the sample changes as well.
    case swaps
    /// A payment is new, and may be one that the sample wants to insert.
    case arrivals

    private var body: String {
      switch self {
      case .raises: "UPDATE payments SET amount = amount + 1 WHERE id = NEW.place;"
      case .notes: "UPDATE subscriptions SET email = email || 'x' WHERE id = 's' || NEW.place;"
      case .touches:
        """
        UPDATE subscriptions SET "updatedAt" = '2026-03-03 00:00:00.000'
         WHERE id = 's' || NEW.place;
        """
      case .swaps:
        """
        UPDATE subscriptions SET "stripeSubscriptionId" = '-' || "stripeSubscriptionId"
         WHERE id IN ('s1', 's2');
        UPDATE subscriptions SET "stripeSubscriptionId" =
           CASE "stripeSubscriptionId" WHEN '-sub_1' THEN 'sub_2' ELSE 'sub_1' END
         WHERE id IN ('s1', 's2');
        """
      case .arrivals:
        """
        INSERT INTO payments ("subscriptionId", amount, "stripePaymentIntentId", "updatedAt")
        VALUES ('s' || NEW.place, 1, 'pi_new_' || NEW.place, '2026-03-03 00:00:00.000');
        """
      }
    }

    func schema(_ dialect: DatabaseDialect) -> String {
      let table = "CREATE TABLE \(rawValue) (place integer NOT NULL);\n"
      let trigger = "CREATE TRIGGER on_\(rawValue) AFTER INSERT ON \(rawValue) FOR EACH ROW"
      return switch dialect {
      case .postgresql:
        table + """
          CREATE FUNCTION do_\(rawValue)() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN \(body) RETURN NEW; END $$;
          \(trigger) EXECUTE FUNCTION do_\(rawValue)();
          """
      case .mysql: table + "DELIMITER //\n\(trigger) BEGIN \(body) END//\nDELIMITER ;"
      case .sqlite: table + "\(trigger) BEGIN \(body) END;"
      }
    }
  }
}
