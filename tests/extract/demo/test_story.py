"""The story, told by the rows as they were read: each part by SQL of its own."""

from __future__ import annotations

from datetime import date, datetime

from tests.extract.demo.conftest import Query

# Days of the company: rows hold UTC.
LOCAL = "timezone('Europe/Berlin', timezone('UTC', {}))"


def test_from_one_day_on_brightleads_comes_from_one_address_in_india(lake: Query) -> None:
    before = "vendor = 'Brightleads' and created_at < timestamp '2025-07-13 22:00:00'"
    after = "vendor = 'Brightleads' and created_at >= timestamp '2025-07-13 22:00:00'"
    assert lake(
        f"select count(*) filter (ip_address = '203.0.113.77' or ip_country = 'IN') from leads where {before}"
    ) == [(0,)]
    [(leads, addresses, countries, first, last)] = lake(
        f"select count(*), count(distinct ip_address), list(distinct ip_country), min(created_at)::date, max(created_at)::date "
        f"from leads where {after}"
    )
    assert (leads, addresses, countries) == (220, 1, ["IN"])
    assert first == date(2025, 7, 14)
    assert date(2025, 12, 1) < last <= date(2025, 12, 19)
    assert lake(f"select distinct country from leads where {after} order by 1") == [("AT",), ("CH",), ("DE",)]


def test_it_comes_in_bursts_of_up_to_14_an_hour(lake: Query) -> None:
    hours = lake(
        """
        select max(leads) from (
            select count(*) over (order by delivered_at range between current row and interval '1 hour' following) as leads
            from leads where ip_address = '203.0.113.77'
        )
        """
    )
    assert hours == [(14,)]


def test_sales_rejects_most_of_it(lake: Query) -> None:
    [(cafe,), (others,)] = lake(
        "select avg((status = 'rejected')::int) from leads_now group by ip_address is not distinct from '203.0.113.77' order by 1 desc"
    )
    assert cafe > 0.75
    assert others < 0.35


def test_version_2_judges_only_what_came_after_it(lake: Query) -> None:
    [(before, after)] = lake(
        """
        select count(*) filter (delivered_at < timestamp '2025-08-14 22:00:00'),
            count(*) filter (delivered_at >= timestamp '2025-08-14 22:00:00')
        from leads where ip_address = '203.0.113.77'
        """
    )
    assert before > 30
    assert after > 120


def test_a_trade_fairs_leads_come_in_one_upload(lake: Query) -> None:
    assert lake(
        """
        select source_file, count(distinct delivered_at), min(delivered_at), count(distinct created_at::date), count(*) > 80
        from leads where channel = 'event' group by 1 order by 1
        """
    ) == [
        ("leads_fluidica_2025.csv", 1, datetime(2025, 9, 30, 14, 40), 4, True),
        ("leads_prozessa_2026.csv", 1, datetime(2026, 3, 17, 15, 40), 3, True),
    ]


def test_deals_since_the_change_check_feasibility_and_no_earlier_one_does(lake: Query) -> None:
    found = lake(
        """
        select deals.created_on >= date '2026-01-12' as is_new, bool_or(entries.stage = 'Feasibility check'),
            count(distinct deals.deal_id) filter (entries.stage = 'Feasibility check') > 40
        from deal_stage_history as entries join deals on entries.deal_id = deals.deal_id group by 1 order by 1
        """
    )
    assert found == [(False, False, False), (True, True, True)]


def test_the_skippers_leave_out_a_stage_in_many_deals_and_the_others_in_none(lake: Query) -> None:
    found = lake(
        """
        with reached as (
            select owner_id, deals.deal_id, deals.created_on >= date '2026-01-12' as is_new,
                list(h.stage) as stages
            from deals join (select deal_id, stage from deal_stage_history) as h on deals.deal_id = h.deal_id
            group by all
        )
        select owner_id, count(*) filter (
                list_contains(stages, 'Quote sent') and not (
                    list_contains(stages, 'Needs analysis')
                    and (list_contains(stages, 'Demo') or list_contains(stages, 'Solution fit'))
                    and (not is_new or list_contains(stages, 'Feasibility check'))
                )
            ) as skipped
        from reached group by 1 having skipped > 0 order by 1
        """
    )
    assert [owner for owner, _ in found] == ["R-11", "R-18"]
    assert sum(skipped for _, skipped in found) > 15


def test_the_pusher_expects_everything_at_a_quarters_end_and_then_at_the_next(lake: Query) -> None:
    pushes = lake(
        """
        select changes.changed_by = 'R-12', avg((extract(day from old_value::date + 4) < 10 and month(old_value::date) % 3 = 0)::int)
        from deal_field_history as changes where field = 'expected_close_date' and new_value > old_value group by 1 order by 1
        """
    )
    assert pushes[1][1] > 0.95
    assert pushes[0][1] < 0.35


def test_the_puller_gives_discounts_before_a_quarters_end(lake: Query) -> None:
    found = lake(
        """
        select changed_by, count(*), median(1 - new_value::double / old_value::double),
            max(datediff('day', changed_at, last_day(make_date(year(changed_at), cast(ceil(month(changed_at) / 3.0) * 3 as int), 1))))
        from deal_field_history as changes
        where field = 'amount' and exists (
            select 1 from deal_field_history as pulled
            where pulled.deal_id = changes.deal_id and pulled.changed_at = changes.changed_at
                and pulled.field = 'expected_close_date' and pulled.new_value < pulled.old_value
        )
        group by 1
        """
    )
    [(owner, pulls, _, days)] = found
    assert owner == "R-13"
    assert pulls >= 10
    assert days <= 33


def test_the_sandbagger_commits_late_and_closes_big(lake: Query) -> None:
    grown = dict(
        lake(
            """
            select owner_id, median(deals.amount::double / first.amount::double)
            from deals join (
                select deal_id, arg_min(amount, entered_at) as amount from deal_stage_history group by 1
            ) as first using (deal_id)
            where status = 'won' and deals.amount > 10 group by 1
            """
        )
    )
    assert grown["R-14"] > 1.45
    assert max(value for owner, value in grown.items() if owner != "R-14") < 1.25
    categories = lake(
        """
        select distinct forecast_category from deal_stage_history
        where changed_by = 'R-14' and trim(lower(stage)) in ('quote sent', 'negotiation')
        """
    )
    assert categories == [("pipeline",)]


def _called_against_sold(lake: Query) -> dict[str, float]:
    return dict(
        lake(
            """
            with last_calls as (
                select owner_id, period, arg_max(amount, submitted_at) as said from forecast_calls where category = 'commit' group by all
            ),
            sold as (
                select owner_id, strftime(closed_on, '%Y-%m') as period, sum(amount * case currency
                    when 'CHF' then 1.055 when 'GBP' then 1.175 when 'USD' then 0.905 else 1 end) as sold
                from deals where status = 'won' group by all
            )
            select owner_id, sum(said) / sum(coalesce(sold, 0)) from last_calls left join sold using (owner_id, period) group by 1
            """
        )
    )


def test_the_optimist_says_too_much_and_the_sandbagger_too_little(lake: Query) -> None:
    said = _called_against_sold(lake)
    assert said["R-16"] > 1.3
    assert said["R-14"] < 0.8
    assert 0.75 < said["R-10"] < 1.35


def test_coaching_helped(lake: Query) -> None:
    [(before, sold_before), (after, sold_after)] = lake(
        """
        select count(*), avg((status = 'won')::int) from deals
        where owner_id = 'R-15' and status in ('won', 'lost')
        group by closed_on >= date '2025-12-01' order by closed_on >= date '2025-12-01'
        """
    )
    assert min(before, after) > 20
    assert sold_after > 1.3 * sold_before
    assert lake(
        "select count(*), min(held_at)::date, max(held_at)::date from coaching_sessions where owner_id = 'R-15'"
    ) == [(13, date(2025, 9, 3), date(2026, 2, 18))]


def test_who_left_leaves_open_deals_that_nobody_touches(lake: Query) -> None:
    assert lake("select owner_id from owners where not is_active") == [("R-17",)]
    [(open_deals, overdue)] = lake(
        "select count(*), count(*) filter (expected_close_date < date '2026-05-29') from deals where owner_id = 'R-17' and status = 'open'"
    )
    assert open_deals >= overdue >= 5
    for entity, at in (("deal_stage_history", "entered_at"), ("deal_field_history", "changed_at")):
        assert lake(f"select max({at}) < timestamp '2026-02-28' from {entity} where changed_by = 'R-17'") == [(True,)]


def test_a_commit_leaves_stock_short_and_the_customer_cancels(lake: Query) -> None:
    [(order, deal, account, ordered, promised, delivered, cancelled)] = lake(
        """
        select order_id, deal_id, account_id, ordered_on, promised_on, delivered_on, cancelled_on
        from orders where product_id = 'P-300' and quantity = 60
        """
    )
    assert (promised, delivered, cancelled) == (date(2025, 12, 19), None, date(2026, 1, 16))
    assert lake(
        f"select status, owner_id, quantity from deals join deal_lines using (deal_id) where deal_id = '{deal}'"
    ) == [("won", "R-13", 60.0)]
    assert lake(f"select count(*) from invoices where order_id = '{order}'") == [(0,)]
    assert lake(
        "select on_hand, inbound, inbound_on from stock where product_id = 'P-300' and as_of::date = date '2025-11-30'"
    ) == [(22.0, 40.0, date(2026, 1, 30))]
    [(opened, severity)] = lake(
        f"select opened_at, severity from service_cases where account_id = '{account}' and opened_at between timestamp '{ordered}' "
        f"and timestamp '{cancelled}'"
    )
    assert (opened, severity) == (datetime(2026, 1, 8, 8, 40), "high")


def test_an_over_commit_fills_the_shelf(lake: Query) -> None:
    lost = lake(
        """
        select status, owner_id, list_contains(list(h.forecast_category), 'commit')
        from deals join deal_lines using (deal_id)
        join (select deal_id, forecast_category from deal_stage_history) as h using (deal_id)
        where deal_lines.product_id = 'P-500' and quantity = 14 and owner_id = 'R-16' and closed_on between '2026-02-01' and '2026-02-28'
        group by deal_id, status, owner_id
        """
    )
    assert lost == [("lost", "R-16", True)] * 3
    [(usual, over)] = lake(
        """
        select median(on_hand) filter (as_of < timestamp '2026-01-01'), min(on_hand) filter (as_of >= timestamp '2026-02-28')
        from stock where product_id = 'P-500'
        """
    )
    assert over > 2 * usual


def test_accounting_refuses_terms_after_the_signature(lake: Query) -> None:
    [(refused, terms, reasons, delivered)] = lake(
        """
        select count(*), list(distinct payment_terms), count(distinct rejection_reason), count(delivered_at)
        from orders where status = 'rejected'
        """
    )
    assert refused >= 10
    assert (terms, reasons, delivered) == (["90 days net"], 1, 0)
    assert lake(
        "select count(*) from orders join deals using (deal_id) where orders.status = 'rejected' and deals.status <> 'won'"
    ) == [(0,)]
    assert lake(
        "select count(*) from invoices where order_id in (select order_id from orders where status = 'rejected')"
    ) == [(0,)]
    assert lake("select count(*) from orders where rejection_reason is not null and status <> 'rejected'") == [(0,)]


def test_fast_answers_convert_better(lake: Query) -> None:
    [(fast,), (slow,)] = lake(
        """
        select avg((converted_at is not null)::int) from leads_now
        where first_response_at is not null and ip_country is distinct from 'IN'
        group by first_response_at - delivered_at < interval '1 hour' order by first_response_at - delivered_at < interval '1 hour' desc
        """
    )
    assert fast > 1.35 * slow


def test_calls_in_good_hours_reach_more_people(lake: Query) -> None:
    hour = f"extract(hour from {LOCAL.format('occurred_at')}) * 60 + extract(minute from {LOCAL.format('occurred_at')})"
    [(good,), (other,)] = lake(
        f"""
        with first_calls as (
            select lead_id, outcome, {hour} as minute from activities where lead_id is not null and kind = 'call'
            qualify row_number() over (partition by lead_id order by occurred_at) = 1
        ),
        marked as (select outcome, minute between 540 and 689 or minute between 960 and 1049 as is_good from first_calls)
        select avg((outcome = 'reached')::int) from marked group by is_good order by is_good desc
        """
    )
    assert good > 1.3 * other


def test_channels_differ_and_several_before_the_form_help(lake: Query) -> None:
    rates = dict(lake("select channel, avg((converted_at is not null)::int) from leads_now group by 1"))
    assert rates["referral"] > 1.8 * rates["paid_social"]
    [(one,), (many,)] = lake(
        """
        with met as (
            select leads_now.lead_id, converted_at, count(distinct touches.channel) as channels
            from leads_now join touches on touches.lead_id = leads_now.lead_id or touches.email = leads_now.email
            where touches.occurred_at <= leads_now.created_at and leads_now.ip_address is not null and ip_country is distinct from 'IN'
            group by all
        )
        select avg((converted_at is not null)::int) from met group by channels > 2 order by channels > 2
        """
    )
    assert many > 1.15 * one


def test_a_quarter_to_a_third_of_closed_deals_are_won_in_two_to_four_months(lake: Query) -> None:
    [(won, low, high)] = lake(
        """
        select avg((status = 'won')::int),
            quantile_cont(datediff('day', created_on, closed_on), 0.1) filter (status = 'won'),
            quantile_cont(datediff('day', created_on, closed_on), 0.9) filter (status = 'won')
        from deals where status <> 'open' and status in ('won', 'lost')
        """
    )
    assert 0.24 < won < 0.33
    assert 45 < low < high < 130


def test_several_currencies_have_rates_for_every_day_of_business(lake: Query) -> None:
    assert lake("select distinct currency from deals order by 1") == [("CHF",), ("EUR",), ("GBP",), ("USD",)]
    [(missing,)] = lake(
        """
        select count(*) from deals asof left join exchange_rates as rates
            on deals.currency = rates.currency and coalesce(deals.closed_on, deals.created_on) >= rates.date
        where deals.currency <> 'EUR' and rates.rate is null
        """
    )
    assert missing == 0
