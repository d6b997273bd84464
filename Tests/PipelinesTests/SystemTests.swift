import Billing
import Diagnostics
import Foundation
import Pipelines
import Reconciliation
import TestSupport
import Testing

/// Systems that differ on purpose, written out to prove that the language can say them.
private let letters = """
  <pipeline xmlns="urn:trueup:pipeline:1" name="letters">
    <clock as-of="2026-01-15T06:00:00Z"/>
    <stripe livemode="yes" owner-keys="user_id"
        handled-types="customer.subscription.created customer.subscription.updated
          customer.subscription.deleted invoice.payment_succeeded invoice.payment_failed
          customer.updated payment_intent.succeeded payment_intent.payment_failed">
      <events files="stripe/events-*.ndjson.gz"/>
    </stripe>
    <database dialect="postgresql" schema="public">
      <table name="users" role="owners" files="db/users.csv">
        <column name="id" field="key" type="uuid"/>
        <column name="email" private="yes"/>
        <column name="created_at" field="created-at" type="timestamptz(6)"/>
      </table>
      <table name="subscriptions" role="subscriptions" files="db/subscriptions.csv">
        <column name="id" field="key" type="uuid"/>
        <column name="user_id" field="owner" type="uuid" nullable="no"/>
        <column name="stripe_customer_id" field="customer"/>
        <column name="stripe_subscription_id" field="subscription"/>
        <column name="stripe_price_id" field="price"/>
        <column name="plan" field="plan" type="enum(plan)" nullable="no"/>
        <column name="status" field="status" type="enum(subscription_status)" nullable="no"/>
        <column name="current_period_start" field="period-start" type="timestamptz(6)"/>
        <column name="current_period_end" field="period-end" type="timestamptz(6)"/>
        <column name="cancel_at_period_end" field="cancel-at-period-end" type="boolean"/>
        <column name="trial_end" field="trial-end" type="timestamptz(6)"/>
        <column name="created_at" field="created-at" type="timestamptz(6)"/>
        <column name="updated_at" field="updated-at" type="timestamptz(6)"/>
        <reference column="user_id" to="users" on-delete="cascade"/>
      </table>
      <table name="subscription_usage" role="usage" files="db/subscription_usage.csv">
        <column name="id" field="key" type="uuid"/>
        <column name="user_id" field="owner" type="uuid"/>
        <column name="period" type="date"/>
        <column name="letters_created" type="integer"/>
        <column name="emails_delivered" type="integer"/>
        <column name="mail_credits" type="integer"/>
        <unique columns="user_id period"/>
      </table>
      <table name="webhook_events" role="ledger" files="db/webhook_events.csv" key-source="stripe">
        <column name="id" field="key"/>
        <column name="type"/>
        <column name="processed_at" type="timestamptz(6)"/>
      </table>
      <table name="failed_webhooks" role="dead-letters" files="db/failed_webhooks.csv">
        <column name="id" field="key" type="uuid"/>
        <column name="event_id"/>
        <column name="event_type"/>
        <column name="payload" type="jsonb" private="yes"/>
        <column name="resolved_at" type="timestamptz(6)"/>
      </table>
      <table name="pricing_plans" role="plans" files="db/pricing_plans.csv">
        <column name="id" field="key"/>
        <column name="plan" field="plan" type="enum(plan)"/>
        <column name="stripe_product_id" field="product"/>
        <column name="stripe_price_id" field="price"/>
        <column name="amount" field="amount" type="decimal(2)"/>
        <column name="features" type="json"/>
      </table>
      <table name="letters" files="db/letters.csv" optional="yes">
        <column name="id" field="key"/>
        <column name="user_id" field="owner"/>
        <column name="created_at" field="created-at" type="timestamptz(6)"/>
      </table>
    </database>
    <statuses>
      <status word="trialing" means="trialing"/>
      <status word="active" means="active"/>
      <status word="past_due" means="past-due"/>
      <status word="unpaid" means="unpaid"/>
      <status word="paused" means="paused" live="no"/>
      <status word="canceled" means="ended"/>
      <status word="none" means="none"/>
    </statuses>
    <status-rule>
      <when stripe="trialing" status="trialing"/>
      <when stripe="active" status="active"/>
      <when stripe="past_due" status="past_due"/>
      <when stripe="unpaid" status="unpaid"/>
      <when stripe="paused" status="paused"/>
      <when stripe="canceled incomplete_expired" status="canceled"/>
      <when stripe="incomplete" status="none"/>
    </status-rule>
    <catalogue table="pricing_plans" named-by="plan"
        placeholders="prod_pro price_pro_monthly"/>
    <entitlements>
      <entitlement metric="letters" limit="5" per="month"/>
      <entitlement metric="mails" limit="0"/>
      <entitlement plan="pro" metric="letters"/>
      <entitlement plan="pro" metric="mails" limit="2" per="month"/>
    </entitlements>
    <declare>
      <retention name="aged-ledger" table="webhook_events" column="processed_at" keep="30d"/>
      <unique name="one-usage-a-month" table="subscription_usage" columns="user_id period"/>
    </declare>
  </pipeline>
  """

private let courseOrgs = """
  <pipeline xmlns="urn:trueup:pipeline:1" name="course-orgs">
    <clock as-of="2026-01-15T06:00:00Z"/>
    <stripe owner-keys="organizationId userId"><events files="stripe/*.json"/></stripe>
    <database dialect="mysql">
      <table name="Organization" role="owners" files="db/Organization.txt">
        <column name="id" field="key"/>
        <column name="name" private="yes"/>
      </table>
      <table name="OrganizationMembership" files="db/OrganizationMembership.txt">
        <column name="id" field="key"/>
        <column name="organizationId" field="owner"/>
        <column name="userId"/>
        <column name="role"/>
      </table>
      <table name="MerchantCustomer" role="customers" files="db/MerchantCustomer.txt">
        <column name="id" field="key"/>
        <column name="userId" field="owner"/>
        <column name="identifier" field="customer"/>
        <column name="status" field="status" type="integer"/>
      </table>
      <table name="MerchantSubscription" role="subscriptions" format="mysql-dump"
          files="db/dump.sql">
        <column name="id" field="key"/>
        <column name="status" field="status"/>
        <column name="merchantCustomerId"/>
        <column name="merchantProductId" field="product"/>
        <column name="identifier" field="subscription"/>
        <column name="createdAt" field="created-at" type="timestamp(3)"/>
        <reference column="merchantCustomerId" to="MerchantCustomer"/>
      </table>
      <table name="Subscription" role="platform-subscriptions" files="db/Subscription.txt">
        <column name="id" field="key"/>
        <column name="organizationId" field="owner"/>
        <column name="productId" field="product"/>
        <column name="merchantSubscriptionId" field="subscription"/>
        <column name="status" field="status"/>
        <column name="fields" type="json"/>
        <column name="createdAt" field="created-at" type="timestamp(3)"/>
      </table>
      <table name="WebhookEvent" role="ledger" files="db/WebhookEvent.txt"
          null-rule="backslash-n-is-null">
        <column name="id" field="key"/>
        <column name="created" field="created-at" type="epoch-seconds"/>
        <column name="received_at" type="timestamp(3)"/>
        <column name="processed_at" type="timestamp(3)"/>
        <column name="attempts" type="integer"/>
      </table>
    </database>
    <statuses>
      <status word="active" means="active"/>
      <status word="trialing" means="trialing"/>
      <status word="past_due" means="past-due" access="yes"/>
      <status word="canceled" means="ended"/>
    </statuses>
    <status-rule>
      <when stripe="active" collection="running" status="active"/>
      <when stripe="trialing" status="trialing"/>
      <when stripe="past_due" status="past_due"/>
      <when stripe="canceled unpaid incomplete_expired incomplete paused" status="canceled"/>
    </status-rule>
    <live-rows maximum="1"/>
    <caches>
      <cache name="user" holds="link" files="redis/user.ndjson" key-prefix="stripe:user:"
          key-field="owner">
        <value field="customer"/>
      </cache>
      <cache name="state" files="redis/state.ndjson" key-prefix="stripe:customer:"
          key-field="customer" lifetime="24h" none="none">
        <value field="status" path="status"/>
        <value field="subscription" path="subscription.id"/>
      </cache>
      <cache name="sync" holds="attempts" files="redis/sync.ndjson" key-prefix="stripe:sync:"
          key-field="customer" lifetime="24h" max-attempts="5" optional="yes">
        <value field="attempts" path="attempts"/>
      </cache>
    </caches>
    <declare>
      <unique name="one-organization" table="MerchantCustomer" columns="identifier"
          severity="P1"/>
      <reference name="member-organization" table="OrganizationMembership"
          column="organizationId" to="Organization"/>
    </declare>
  </pipeline>
  """

private let textAssistant = """
  <pipeline xmlns="urn:trueup:pipeline:1" name="text-assistant">
    <clock as-of="2026-01-15T06:00:00Z" time-zone="America/New_York"/>
    <stripe>
      <objects files="stripe/subscriptions.json" taken-at="2026-01-15T05:00:00Z"/>
    </stripe>
    <database dialect="postgresql">
      <table name="users" role="owners" files="db/users.tsv" format="postgres-text-header">
        <column name="id" field="key" type="uuid"/>
        <column name="email" private="yes"/>
        <column name="name" private="yes"/>
      </table>
      <table name="subscriptions" role="subscriptions" files="db/subscriptions.csv"
          key-source="database">
        <column name="id" field="key" type="integer"/>
        <column name="user_id" field="owner" type="uuid"/>
        <column name="tier" field="plan"/>
        <column name="status" field="status"/>
        <column name="stripe_subscription_id" field="subscription"/>
        <column name="stripe_customer_id" field="customer"/>
        <column name="stripe_price_id" field="price"/>
        <column name="cancel_at_period_end" field="cancel-at-period-end" type="boolean"/>
        <unique columns="stripe_subscription_id"/>
        <unique columns="stripe_customer_id"/>
      </table>
      <table name="credits" role="credits" files="db/credits.csv">
        <column name="id" field="key" type="integer"/>
        <column name="user_id" field="owner" type="uuid"/>
        <column name="credit_type" type="enum(credit_type)"/>
        <column name="used" type="integer"/>
        <column name="remaining" type="integer"/>
        <column name="monthly_allocation" type="integer"/>
        <column name="reset_day_of_month" type="integer"/>
        <column name="is_current" type="boolean"/>
      </table>
      <table name="user_preferences" files="db/user_preferences.csv">
        <column name="id" field="key" type="integer"/>
        <column name="user_id" field="owner" type="uuid"/>
        <column name="default_model"/>
      </table>
    </database>
    <statuses>
      <status word="active" means="active"/>
      <status word="inactive" means="ended"/>
    </statuses>
    <status-rule>
      <when stripe="active trialing past_due" status="active"/>
      <when stripe="canceled unpaid incomplete incomplete_expired paused" status="inactive"/>
    </status-rule>
    <live-rows minimum="1" fallback-plan="free" fallback-status="active"/>
    <entitlements>
      <entitlement metric="free_credits" limit="2000" per="month"/>
      <entitlement plan="pro" metric="pro_credits" limit="10000" per="period"/>
    </entitlements>
    <declare>
      <unique name="one-subscription" table="subscriptions" columns="stripe_subscription_id"/>
      <unique name="one-preference" table="user_preferences" columns="user_id"/>
      <reference name="credit-owner" table="credits" column="user_id" to="users"/>
    </declare>
    <checks><check code="S13" severity="P3" disposition="report"/></checks>
    <safety protected-provenance="gift" max-percent="2.5"/>
    <output reports="html workbook" profile="stripe" fail-on="never"/>
  </pipeline>
  """

private func resolve(_ text: String) throws -> ResolvedPipeline {
  let file = try PipelineFile(Array(text.utf8), name: "system.xml") { _, _ in [] }
  return try PipelineResolver().resolve(file)
}

@Test(arguments: [letters, courseOrgs, textAssistant])
private func `a system of another kind can be said without a warning`(_ text: String) throws {
  let pipeline = try resolve(text)
  #expect(pipeline.warnings.map(\.rendered) == [])
  #expect(PlanText.render(pipeline) == PlanText.render(try resolve(text)))
}

@Test func `what makes each system special arrives where a run looks for it`() throws {
  let letters = try resolve(letters).definition
  #expect(letters.table(.ledger)?.keySource == .stripe)
  #expect(letters.catalogue?.placeholders == ["prod_pro", "price_pro_monthly"])
  #expect(letters.catalogue?.naming == .plan)
  #expect(letters.stripe.handledTypes.count == 8)
  #expect(letters.declaredChecks[0].rule == .retention(column: "processed_at", seconds: 2_592_000))
  #expect(letters.entitlements[2].limit == nil)

  let course = try resolve(courseOrgs)
  #expect(course.definition.caches.map(\.lifetimeSeconds) == [0, 86_400, 86_400])
  #expect(course.definition.caches.map(\.purpose) == [.link, .state, .attempts])
  #expect(course.definition.caches[1].values[1].path == ["subscription", "id"])
  #expect(course.definition.caches[2].maxAttempts == 5 && course.caches[2].isOptional)
  #expect(course.definition.table(.platformSubscriptions)?.name == "Subscription")
  #expect(course.tables.map(\.format).filter { $0 == "mysql-tab" }.count == 5)
  #expect(course.definition.database.tables[3].references[0].target == "id")

  let assistant = try resolve(textAssistant)
  #expect(assistant.output.failOn == nil)
  #expect(assistant.output.reports == [.html, .workbook])
  #expect(assistant.definition.safety.maxBasisPoints == 250)
  #expect(assistant.definition.checkSettings.first?.disposition == .report)
  #expect(assistant.sources.first?.takenAt?.iso == "2026-01-15T05:00:00Z")
}
