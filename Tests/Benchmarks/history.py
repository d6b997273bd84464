"""Writes an account of subscriptions with years of history, to measure revenue figures with.

usage: history.py DIR SUBSCRIPTIONS [MONTHS] [invoices]

Each subscription has an event a month from when it begins until it is lost, and with `invoices` a
paid invoice a month as well. `DIR/pipeline.xml` measures revenue, `DIR/plain.xml` does not.
"""

import calendar
import os
import random
import sys

SUBSCRIPTION = (
    '{"id":"evt_S%(event)s","object":"event","api_version":"2022-11-15","created":%(created)d,'
    '"data":{"object":{"id":"sub_%(n)s","object":"subscription","application":null,'
    '"automatic_tax":{"enabled":false},"billing_cycle_anchor":%(anchor)d,'
    '"cancel_at":null,"cancel_at_period_end":false,"canceled_at":%(ended)s,'
    '"collection_method":"charge_automatically","created":%(anchor)d,"currency":"%(currency)s",'
    '"current_period_end":%(end)d,"current_period_start":%(start)d,"customer":"cus_%(n)s",'
    '"default_payment_method":null,"discount":null,"ended_at":%(ended)s,"items":{"object":"list",'
    '"data":[{"id":"si_%(n)s","object":"subscription_item","created":%(anchor)d,"metadata":{},'
    '"price":{"id":"price_%(price)s","object":"price","active":true,"billing_scheme":"per_unit",'
    '"created":1650000000,"currency":"%(currency)s","livemode":true,"metadata":{},'
    '"product":"prod_%(price)s","recurring":{"aggregate_usage":null,"interval":"month",'
    '"interval_count":1,"usage_type":"licensed"},"tax_behavior":"exclusive","tiers_mode":null,'
    '"type":"recurring","unit_amount":%(amount)d,"unit_amount_decimal":"%(amount)d"},'
    '"quantity":%(quantity)d,"subscription":"sub_%(n)s"}],"has_more":false,"total_count":1},'
    '"latest_invoice":"in_%(n)s_%(month)d","livemode":true,"metadata":{"userId":"u%(n)s"},'
    '"pause_collection":null,"schedule":null,"start_date":%(anchor)d,"status":"%(status)s",'
    '"trial_end":null,"trial_start":null}},"livemode":true,"pending_webhooks":0,'
    '"request":{"id":null,"idempotency_key":null},"type":"customer.subscription.%(type)s"}\n')

INVOICE = (
    '{"id":"evt_I%(event)s","object":"event","api_version":"2022-11-15","created":%(created)d,'
    '"data":{"object":{"id":"in_%(n)s_%(month)d","object":"invoice","account_country":"US",'
    '"amount_due":%(total)d,"amount_paid":%(total)d,"amount_remaining":0,"attempt_count":1,'
    '"attempted":true,"billing_reason":"subscription_cycle","charge":"ch_%(n)s_%(month)d",'
    '"collection_method":"charge_automatically","created":%(start)d,"currency":"%(currency)s",'
    '"customer":"cus_%(n)s","discount":null,"ending_balance":0,"lines":{"object":"list","data":['
    '{"id":"il_%(n)s_%(month)d","object":"line_item","amount":%(total)d,'
    '"currency":"%(currency)s","description":"1 x Plan","discount_amounts":[],'
    '"discountable":true,"discounts":[],"livemode":true,"metadata":{},'
    '"period":{"end":%(end)d,"start":%(start)d},"price":{"id":"price_%(price)s",'
    '"object":"price","active":true,"billing_scheme":"per_unit","created":1650000000,'
    '"currency":"%(currency)s","livemode":true,"metadata":{},"product":"prod_%(price)s",'
    '"recurring":{"aggregate_usage":null,"interval":"month","interval_count":1,'
    '"usage_type":"licensed"},"tiers_mode":null,"type":"recurring","unit_amount":%(amount)d,'
    '"unit_amount_decimal":"%(amount)d"},"proration":false,"quantity":%(quantity)d,'
    '"subscription":"sub_%(n)s","subscription_item":"si_%(n)s","tax_amounts":[],'
    '"type":"subscription"}],"has_more":false,"total_count":1},"livemode":true,"metadata":{},'
    '"paid":true,"paid_out_of_band":false,"period_end":%(start)d,"period_start":%(start)d,'
    '"starting_balance":0,"status":"paid","status_transitions":{"finalized_at":%(created)d,'
    '"marked_uncollectible_at":null,"paid_at":%(created)d,"voided_at":null},'
    '"subscription":"sub_%(n)s","subtotal":%(total)d,"tax":null,"total":%(total)d,'
    '"total_discount_amounts":[],"total_tax_amounts":[]}},"livemode":true,"pending_webhooks":0,'
    '"request":{"id":null,"idempotency_key":null},"type":"invoice.paid"}\n')

PIPELINE = """<?xml version="1.0" encoding="UTF-8"?>
<pipeline xmlns="urn:trueup:pipeline:1" name="history">
  <clock as-of="2026-01-15T06:00:00Z"/>
  <stripe owner-keys="userId" livemode="yes" complete="yes">
    <events files="stripe/events*"/>
  </stripe>
  <database dialect="postgresql" schema="public">
    <table name="subscriptions" role="subscriptions" files="subscriptions.csv">
      <column name="id" field="key"/>
      <column name="user_id" field="owner" nullable="no" fixable="no"/>
      <column name="stripe_subscription_id" field="subscription"/>
      <column name="status" field="status" nullable="no"/>
    </table>
  </database>
  <statuses>
    <status word="active" means="active"/>
    <status word="canceled" means="ended"/>
  </statuses>
  <status-rule>
    <when stripe="active" status="active"/>
    <when stripe="trialing" status="active"/>
    <when stripe="past_due" status="active"/>
    <when stripe="unpaid" status="canceled"/>
    <when stripe="paused" status="canceled"/>
    <when stripe="incomplete" status="canceled"/>
    <when stripe="canceled" status="canceled"/>
    <when stripe="incomplete_expired" status="canceled"/>
  </status-rule>
  %s
</pipeline>
"""


def starts(months):
    """The first second of so many months up to the one before the clock, and of the next."""
    last = 2026 * 12
    return [
        calendar.timegm((month // 12, month % 12 + 1, 1, 0, 0, 0))
        for month in range(last - months, last + 2)
    ]


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, count = sys.argv[1], int(sys.argv[2])
    months = int(sys.argv[3]) if len(sys.argv) > 3 else 36
    with_invoices = "invoices" in sys.argv
    os.makedirs(folder + "/stripe", exist_ok=True)
    chance = random.Random(1)
    begins = starts(months)
    subscriptions = []
    for n in range(count):
        first = 0 if n % 2 else chance.randrange(months)
        lost = months + 2 if chance.random() < 0.6 else first + 1 + chance.randrange(months)
        subscriptions.append([
            "%010d" % n, first, lost, chance.randrange(27 * 86400), chance.randrange(40),
            1 + chance.randrange(5), "eur" if n % 5 == 0 else "usd"
        ])
    for month in range(months):
        rows = []
        begin, end = begins[month], begins[month + 1]
        for s in subscriptions:
            name, first, lost, offset, price, quantity, currency = s
            if month < first or month > lost:
                continue
            # One in fifty changes what it pays each month.
            if month > first and chance.random() < 0.02:
                s[5] = quantity = 1 + chance.randrange(6)
            start = begin + offset
            amount = 900 + 100 * price
            fill = {
                "event": "%s%02d" % (name, month), "n": name, "month": month, "start": start,
                "end": end + offset, "anchor": begins[first] + offset, "created": start,
                "currency": currency, "price": "%02d%s" % (price, currency), "amount": amount,
                "quantity": quantity, "total": amount * quantity, "status": "active",
                "ended": "null", "type": "created" if month == first else "updated"
            }
            if month == lost:
                fill["status"], fill["ended"], fill["type"] = "canceled", str(start), "deleted"
            rows.append(SUBSCRIPTION % fill)
            if with_invoices and month != lost:
                fill["created"] = start + 3600
                rows.append(INVOICE % fill)
        with open("%s/stripe/events-%02d.ndjson" % (folder, month), "w") as file:
            file.write("".join(rows))
    with open(folder + "/subscriptions.csv", "w") as file:
        file.write("id,user_id,stripe_subscription_id,status\n")
        for name, _, lost, *_ in subscriptions:
            status = "active" if lost >= months else "canceled"
            file.write("r%s,u%s,sub_%s,%s\n" % (name, name, name, status))
    for name, metrics in (("pipeline", "<metrics/>"), ("plain", "")):
        with open("%s/%s.xml" % (folder, name), "w") as file:
            file.write(PIPELINE % metrics)


if __name__ == "__main__":
    main()
