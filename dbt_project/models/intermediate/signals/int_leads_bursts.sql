{#- When a form was filled in: what is delivered in one go was written by many. A day tells no hour, and loading is no delivery. -#}
{%- set came_at = "case when created_at is not null and created_on is null then created_at
        when delivered_written_on is null and delivered_at_from <> 'loaded_at' then delivered_at end" -%}

with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

timed as (

    select
        lead_id,
        state,
        is_latest_state,
        first_loaded_at,
        {{ folded('ip_address') }} as address,
        source || ':' || {{ trimmed('form_id') }} as form,
        {{ folded('vendor') }} as vendor,
        {{ folded("coalesce(first_name, '') || ' ' || coalesce(last_name, '')") }} as full_name,
        {{ folded('company') }} as company,
        {{ folded("coalesce(title, '')") }} as title,
        coalesce({{ folded('email') }}, {{ folded('ip_address') }}) as contact,
        {{ microseconds(came_at) }} as instant,
        cast(floor(cast({{ microseconds(came_at) }} as double) / 1000000) as bigint) as second_number,
        cast(floor(cast({{ microseconds(came_at) }} as double) / 3600000000) as bigint) as hour_number

    from leads_states

),

-- What leads may have in common: the address or the form that they came from, who sold them, and what was filled in.
keyed as (

    {% for sort, key in [
        ('address', 'address'),
        ('form', 'form'),
        ('vendor', 'vendor'),
        ('payload', "case when full_name <> '' and company <> '' then full_name || '|' || company || '|' || title end"),
    ] -%}
    select
        lead_id,
        state,
        is_latest_state,
        first_loaded_at,
        contact,
        instant,
        second_number,
        hour_number,
        '{{ sort }}' as sort,
        {{ key }} as key_value

    from timed
    where {{ key }} <> '' and instant is not null
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

corrected as (

    select distinct
        sort,
        key_value

    from keyed
    where state = 'current'

),

-- The leads of a key as they are seen from each state: one that was never corrected looks the same from both, and is needed from
-- the second only where it stands beside one that was.
seen as (

    select
        keyed.*,
        state as seen_from,
        true as is_asked_for

    from keyed

    union all

    select
        keyed.*,
        'current' as seen_from,
        false as is_asked_for

    from keyed
    inner join corrected
        on keyed.sort = corrected.sort
        and keyed.key_value = corrected.key_value
    where keyed.is_latest_state and keyed.state = 'first_known'

),

neighbours as (

    select
        seen.*,
        lag(instant) over (
            partition by seen_from, sort, key_value
            order by instant asc nulls last, lead_id asc nulls last
        ) as instant_before,
        lead(instant) over (
            partition by seen_from, sort, key_value
            order by instant asc nulls last, lead_id asc nulls last
        ) as instant_after

    from seen

),

-- Most leads have no other one of their address within an hour: only the rest is worth counting.
crowded as (

    select * from neighbours
    where instant - instant_before < 3600000000 or instant_after - instant < 3600000000

),

-- The hours of the clock in which a lead within an hour of one of the load's may be.
around as (

    {% for hour in ['hour_number', 'hour_number - 1', 'hour_number + 1'] -%}
    select
        seen_from,
        sort,
        key_value,
        {{ hour }} as hour_number,
        first_loaded_at as known_at

    from crowded
    {% if not loop.last %}
    union

    {% endif -%}
    {% endfor %}
),

-- The leads of a key as they were known at each load of one near them: a lead that turns up later makes no burst of those
-- that were judged already. A load is set beside its own hours only, so that a key with many leads and loads stays cheap.
known as (

    select
        crowded.*,
        around.known_at

    from crowded
    inner join around
        on crowded.seen_from = around.seen_from
        and crowded.sort = around.sort
        and crowded.key_value = around.key_value
        and crowded.hour_number = around.hour_number
        and crowded.first_loaded_at <= around.known_at

),

-- The fullest hour may as well be one that ends with a lead. A frame is an hour less a microsecond: two leads exactly an hour apart
-- are not in one.
ending as (

    select
        known.*,
        count(*) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last
            range between 3599999999 preceding and current row
        ) as leads_until_then,
        second_number - lag(second_number) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last, lead_id asc nulls last
        ) as gap,
        cast(floor(cast(second_number as double) / 60) as bigint) * 60 = second_number as is_full_minute

    from known

),

fullest as (

    select
        ending.*,
        max(leads_until_then) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last
            range between current row and 3599999999 following
        ) as leads_in_hour,
        min(contact) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last
            range between 3599999999 preceding and 3599999999 following
        ) as first_contact,
        max(contact) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last
            range between 3599999999 preceding and 3599999999 following
        ) as last_contact,
        case
            when gap = lag(gap) over (
                partition by seen_from, sort, key_value, known_at
                order by instant asc nulls last, lead_id asc nulls last
            ) then 0
            else 1
        end as is_other_gap

    from ending

),

-- Steps that take equally long, one after another, are of one rhythm.
paced as (

    select
        fullest.*,
        sum(is_other_gap) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last, lead_id asc nulls last
            rows between unbounded preceding and current row
        ) as rhythm

    from fullest

),

stepped as (

    select
        paced.*,
        case
            -- What comes together has no rhythm, nor has what comes once in a while, or is written to the minute.
            when gap > 0 and gap < 3600 and not (is_full_minute and cast(floor(cast(gap as double) / 60) as bigint) * 60 = gap)
                then count(*) over (partition by seen_from, sort, key_value, known_at, rhythm)
            else 0
        end as steps

    from paced

),

followed as (

    select
        stepped.*,
        lead(steps) over (
            partition by seen_from, sort, key_value, known_at
            order by instant asc nulls last, lead_id asc nulls last
        ) as next_steps

    from stepped

),

-- The first lead of a rhythm is in it by the step that follows.
counted as (

    select
        followed.*,
        1 + case when next_steps > steps then next_steps else steps end as leads_in_rhythm

    from followed

),

judged as (

    select
        lead_id,
        seen_from,
        sort,
        leads_in_hour,
        leads_in_rhythm,
        coalesce(first_contact <> last_contact, false) as has_other_contact

    from counted
    where is_asked_for and known_at = first_loaded_at

),

of_leads as (

    select
        seen.lead_id,
        seen.state,
        max(case when seen.sort = 'address' then coalesce(judged.leads_in_hour, 1) end) as leads_from_same_ip_in_hour,
        max(case when seen.sort = 'form' then coalesce(judged.leads_in_hour, 1) end) as leads_from_same_form_in_hour,
        max(case when seen.sort in ('form', 'vendor') then coalesce(judged.leads_in_rhythm, 1) end) as leads_in_rhythm,
        max(case when seen.sort = 'payload' and judged.has_other_contact then 1 when seen.sort = 'payload' then 0 end)
            as others_with_payload

    from seen
    left join judged
        on seen.lead_id = judged.lead_id
        and seen.seen_from = judged.seen_from
        and seen.sort = judged.sort
    where seen.is_asked_for
    group by seen.lead_id, seen.state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(leads_from_same_ip_in_hour as bigint) as leads_from_same_ip_in_hour,
        cast(leads_from_same_form_in_hour as bigint) as leads_from_same_form_in_hour,
        cast(leads_in_rhythm as bigint) as leads_in_rhythm,
        cast(others_with_payload = 1 as boolean) as has_twin

    from of_leads

)

select * from final
