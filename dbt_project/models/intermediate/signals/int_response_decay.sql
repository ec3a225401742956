{# Delays by their upper end, in minutes. Whoever is answered at all is in one of them. #}
{%- set ends = [15, 60, 240, 1440, 4320, 10080, none] -%}
{%- set window_days = 60 -%}
{%- set enough = 30 -%}
{# Of the normal distribution, for intervals of 95 %. #}
{%- set z = 1.96 -%}

with

leads_follow_up as (

    select * from {{ ref('int_leads_follow_up') }}

),

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_outcomes as (

    select * from {{ ref('int_leads_outcomes') }}

),

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

delays as (

    {% for end in ends -%}
    select
        {{ loop.index }} as delay_number,
        cast({{ loop.previtem if not loop.first else 0 }} as double) as from_minutes,
        cast({{ end if end is not none else 'null' }} as double) as until_minutes
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

-- Leads that had their time to convert. What was converted at an unknown time was converted in time.
matured as (

    select
        leads_follow_up.lead_id,
        leads_follow_up.response_minutes,
        case
            when not leads_outcomes.is_converted and leads_outcomes.deal_id is null then 0
            when
                {{ seconds_between('leads_states.delivered_at', 'coalesce(leads_states.converted_at, deals_current.created_at)') }}
                > {{ window_days }} * 86400 then 0
            else 1
        end as converted

    from leads_follow_up
    cross join company
    inner join leads_states on leads_follow_up.lead_id = leads_states.lead_id and leads_states.is_latest_state
    inner join leads_outcomes on leads_follow_up.lead_id = leads_outcomes.lead_id
    left join deals_current on leads_outcomes.deal_id = deals_current.deal_id
    where
        leads_follow_up.response_minutes is not null
        and not coalesce(leads_states.is_test, false)
        and not leads_states.is_deleted
        and {{ seconds_between('leads_states.delivered_at', 'company.as_of') }} >= {{ window_days }} * 86400

),

counted as (

    select
        delays.delay_number,
        delays.from_minutes,
        delays.until_minutes,
        count(matured.lead_id) as leads,
        coalesce(sum(matured.converted), 0) as converted

    from delays
    left join matured
        on delays.from_minutes <= matured.response_minutes
        and (delays.until_minutes is null or delays.until_minutes > matured.response_minutes)
    group by delays.delay_number, delays.from_minutes, delays.until_minutes

),

-- The nearest ratios that never rise with the delay: of all runs of delays that hold this one, the best mean by where they begin, and of
-- those the worst.
runs as (

    select
        first_delays.delay_number as first_number,
        last_delays.delay_number as last_number,
        cast(sum(between_delays.converted) as double) / nullif(sum(between_delays.leads), 0) as mean_ratio

    from counted as first_delays
    cross join counted as last_delays
    cross join counted as between_delays
    where
        first_delays.delay_number <= between_delays.delay_number
        and between_delays.delay_number <= last_delays.delay_number
    group by first_delays.delay_number, last_delays.delay_number

),

best_means as (

    select
        delays.delay_number,
        runs.first_number,
        max(runs.mean_ratio) as mean_ratio

    from delays
    cross join runs
    where runs.first_number <= delays.delay_number and delays.delay_number <= runs.last_number
    group by delays.delay_number, runs.first_number

),

falling as (

    select
        delay_number,
        min(mean_ratio) as falling_ratio

    from best_means
    group by delay_number

),

-- Delays whose nearest ratio is the same are told as one.
pooled as (

    select
        counted.*,
        falling.falling_ratio,
        sum(counted.leads) over (partition by falling.falling_ratio) as pooled_leads

    from counted
    inner join falling on counted.delay_number = falling.delay_number

),

rated as (

    select
        *,
        cast(converted as double) / nullif(leads, 0) as conversion_ratio,
        {{ z * z }} / nullif(cast(leads as double), 0) as z_share,
        {{ z * z }} / nullif(cast(pooled_leads as double), 0) as falling_z_share

    from pooled

),

intervals as (

    select
        *,
        {{ wilson('conversion_ratio', 'z_share', '-') }} as low,
        {{ wilson('conversion_ratio', 'z_share', '+') }} as high,
        {{ wilson('falling_ratio', 'falling_z_share', '-') }} as falling_low,
        {{ wilson('falling_ratio', 'falling_z_share', '+') }} as falling_high

    from rated

),

compared as (

    select
        *,
        leads >= {{ enough }} as is_enough,
        lead(leads) over (order by delay_number asc nulls last) >= {{ enough }} as is_next_enough,
        lead(falling_ratio) over (order by delay_number asc nulls last) as next_ratio,
        lead(falling_low) over (order by delay_number asc nulls last) as next_low,
        lead(falling_high) over (order by delay_number asc nulls last) as next_high

    from intervals

),

-- Newcombe's interval of a difference: made of the two intervals, as wide as they say.
differences as (

    select
        *,
        falling_ratio - next_ratio as difference,
        (falling_ratio - falling_low) * (falling_ratio - falling_low) + (next_high - next_ratio) * (next_high - next_ratio) as below,
        (falling_high - falling_ratio) * (falling_high - falling_ratio) + (next_ratio - next_low) * (next_ratio - next_low) as above,
        is_enough and is_next_enough as is_told

    from compared

),

final as (

    select
        cast(delay_number as bigint) as delay_number,
        cast(from_minutes as double) as from_minutes,
        cast(until_minutes as double) as until_minutes,
        cast({{ window_days }} as bigint) as window_days,
        cast(leads as bigint) as leads,
        cast(converted as bigint) as converted,
        cast(conversion_ratio as double) as conversion_ratio,
        cast(low as double) as conversion_ratio_low,
        cast(high as double) as conversion_ratio_high,
        cast(case when leads > 0 then falling_ratio end as double) as falling_ratio,
        cast(is_enough as boolean) as is_enough,
        cast(case when is_told then difference end as double) as lost_ratio,
        cast(case when is_told then difference - {{ square_root('below') }} end as double) as lost_ratio_low,
        cast(case when is_told then difference + {{ square_root('above') }} end as double) as lost_ratio_high

    from differences

)

select * from final
