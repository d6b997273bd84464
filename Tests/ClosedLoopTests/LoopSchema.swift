/// The tables of the loop and how a pipeline describes them.
extension LoopWorld {
  /// A column: its name, its type in the database, and its attributes in the pipeline.
  struct Column {
    var name: String
    var type: String
    var attributes: String
  }

  static let columns: [Column] = [
    Column(name: "id", type: "text PRIMARY KEY", attributes: #"field="key""#),
    Column(
      name: "userId", type: "text NOT NULL REFERENCES users(id)",
      attributes: #"field="owner" nullable="no""#),
    Column(
      name: "planId", type: "text NOT NULL REFERENCES plans(id)",
      attributes: #"field="plan" nullable="no""#),
    Column(
      name: "status", type: "\"Status\" NOT NULL",
      attributes: #"field="status" type="enum(Status)" nullable="no""#),
    Column(
      name: "currentPeriodStart", type: "timestamp(3) NOT NULL",
      attributes: #"field="period-start" type="timestamp(3)" nullable="no""#),
    Column(
      name: "currentPeriodEnd", type: "timestamp(3) NOT NULL",
      attributes: #"field="period-end" type="timestamp(3)" nullable="no""#),
    Column(
      name: "cancelAtPeriodEnd", type: "boolean NOT NULL",
      attributes: #"field="ending" type="boolean" nullable="no""#),
    Column(
      name: "canceledAt", type: "timestamp(3)",
      attributes: #"field="canceled-at" type="timestamp(3)""#),
    Column(
      name: "trialStart", type: "timestamp(3)",
      attributes: #"field="trial-start" type="timestamp(3)""#),
    Column(
      name: "trialEnd", type: "timestamp(3)",
      attributes: #"field="trial-end" type="timestamp(3)""#),
    Column(name: "stripeCustomerId", type: "text", attributes: #"field="customer""#),
    Column(
      name: "stripeSubscriptionId", type: "text UNIQUE", attributes: #"field="subscription""#),
    Column(
      name: "metadata", type: "jsonb NOT NULL",
      attributes: #"type="jsonb" nullable="no" private="yes""#),
    Column(
      name: "createdAt", type: "timestamp(3) NOT NULL",
      attributes: #"field="created-at" type="timestamp(3)" nullable="no""#),
    Column(
      name: "updatedAt", type: "timestamp(3) NOT NULL",
      attributes: #"field="updated-at" type="timestamp(3)" nullable="no""#),
    Column(
      name: "deletedAt", type: "timestamp(3)",
      attributes: #"field="deleted-at" type="timestamp(3)""#),
  ]

  static let schema = """
    CREATE TYPE "Status" AS ENUM
      ('TRIALING', 'ACTIVE', 'PAST_DUE', 'CANCELED', 'EXPIRED', 'INCOMPLETE', 'PAUSED');
    CREATE TABLE users (id text PRIMARY KEY);
    CREATE TABLE plans (id text PRIMARY KEY, "stripePriceId" text UNIQUE);
    INSERT INTO plans VALUES
      ('plan_free', NULL), ('plan_month', 'price_month'), ('plan_year', 'price_year');
    CREATE TABLE subscriptions (
      \(columns.map { "\"\($0.name)\" \($0.type)" }.joined(separator: ",\n  "))
    );
    CREATE UNIQUE INDEX ON subscriptions ("userId", "status", "deletedAt");

    """

  static let pipeline = """
    <?xml version="1.0" encoding="UTF-8"?>
    <pipeline xmlns="urn:trueup:pipeline:1" name="loop">
      <clock as-of="\(asOf)"/>
      <stripe livemode="yes" complete="yes" owner-keys="userId">
        <events files="events.ndjson"/>
      </stripe>
      <database dialect="postgresql" schema="public">
        <table name="users" role="owners" files="users.csv">
          <column name="id" field="key"/>
        </table>
        <table name="plans" role="plans" files="plans.csv">
          <column name="id" field="key"/>
          <column name="stripePriceId" field="price"/>
        </table>
        <table name="subscriptions" role="subscriptions" files="subscriptions.csv">
          \(columns.map { "<column name=\"\($0.name)\" \($0.attributes)/>" }
            .joined(separator: "\n      "))
          <unique columns="stripeSubscriptionId"/>
          <unique columns="userId status deletedAt"/>
          <reference column="planId" to="plans" on-delete="restrict"/>
        </table>
      </database>
      <statuses>
        <status word="TRIALING" means="trialing"/>
        <status word="ACTIVE" means="active"/>
        <status word="CANCELED" means="ending"/>
        <status word="PAST_DUE" means="past-due"/>
        <status word="PAUSED" means="paused"/>
        <status word="INCOMPLETE" means="incomplete"/>
        <status word="EXPIRED" means="ended"/>
      </statuses>
      <status-rule>
        <when stripe="active trialing" ending="yes" end="future" status="CANCELED"/>
        <when stripe="trialing" trial="future" status="TRIALING"/>
        <when stripe="active" ending="no" status="ACTIVE"/>
        <when stripe="past_due" status="PAST_DUE"/>
        <when stripe="unpaid" status="EXPIRED"/>
        <when stripe="canceled" end="past" status="EXPIRED"/>
        <when stripe="incomplete" status="INCOMPLETE"/>
        <when stripe="incomplete_expired" status="EXPIRED"/>
        <when stripe="paused" status="PAUSED"/>
      </status-rule>
      <catalogue table="plans"/>
      <live-rows minimum="0" maximum="1" fallback-plan="plan_free" fallback-status="ACTIVE"/>
      <safety max-changes="500" max-percent="90"/>
    </pipeline>

    """
}
