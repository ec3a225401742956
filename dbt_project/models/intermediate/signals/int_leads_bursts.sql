with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

-- A day tells no hour, and the instant of loading is no delivery.
timed as (

    select
        lead_id,
        state,
        is_latest_state,
        first_loaded_at,
        {{ folded('ip_address') }} as address,
        {{ microseconds('delivered_at') }} as instant,
        cast(floor(cast({{ microseconds('delivered_at') }} as double) / 3600000000) as bigint) as hour_number

    from leads_states
    where {{ trimmed('ip_address') }} <> '' and delivered_written_on is null and delivered_at_from <> 'loaded_at'

),

corrected as (

    select distinct address

    from timed
    where state = 'current'

),

-- The leads of an address as they are seen from each state: one that was never corrected looks the same from both, and is needed from
-- the second only where it stands beside one that was.
seen as (

    select
        lead_id,
        state,
        address,
        first_loaded_at,
        instant,
        hour_number,
        true as is_asked_for

    from timed

    union all

    select
        lead_id,
        'current' as state,
        address,
        first_loaded_at,
        instant,
        hour_number,
        false as is_asked_for

    from timed
    where
        is_latest_state
        and state = 'first_known'
        and address in (select corrected.address from corrected)

),

neighbours as (

    select
        seen.*,
        lag(instant) over (partition by state, address order by instant asc nulls last, lead_id asc nulls last) as instant_before,
        lead(instant) over (partition by state, address order by instant asc nulls last, lead_id asc nulls last) as instant_after

    from seen

),

-- Most leads have no other one of their address within an hour: only the rest is worth counting.
crowded as (

    select * from neighbours
    where instant - instant_before < 3600000000 or instant_after - instant < 3600000000

),

-- The hours of the clock in which a lead within an hour of one of the load's may be.
around as (

    select
        state,
        address,
        hour_number,
        first_loaded_at as known_at

    from crowded

    union

    select
        state,
        address,
        hour_number - 1 as hour_number,
        first_loaded_at as known_at

    from crowded

    union

    select
        state,
        address,
        hour_number + 1 as hour_number,
        first_loaded_at as known_at

    from crowded

),

-- The leads of an address as they were known at each load of one near them: a lead that turns up later makes no burst of those
-- that were judged already. A load is set beside its own hours only, so that an address with many leads and loads stays cheap.
known as (

    select
        crowded.*,
        around.known_at

    from crowded
    inner join around
        on crowded.state = around.state
        and crowded.address = around.address
        and crowded.hour_number = around.hour_number
        and crowded.first_loaded_at <= around.known_at

),

-- The fullest hour may as well be one that ends with a lead. A frame is an hour less a microsecond: two leads exactly an hour apart
-- are not in one.
ending as (

    select
        known.*,
        count(*) over (
            partition by state, address, known_at
            order by instant asc nulls last
            range between 3599999999 preceding and current row
        ) as leads_until_then

    from known

),

fullest as (

    select
        ending.*,
        max(leads_until_then) over (
            partition by state, address, known_at
            order by instant asc nulls last
            range between current row and 3599999999 following
        ) as leads_in_hour

    from ending

),

counted as (

    select
        lead_id,
        state,
        leads_in_hour

    from fullest
    where known_at = first_loaded_at

),

final as (

    select
        cast(seen.lead_id as string) as lead_id,
        cast(seen.state as string) as state,
        cast(coalesce(counted.leads_in_hour, 1) as bigint) as leads_from_same_ip_in_hour

    from seen
    left join counted on seen.lead_id = counted.lead_id and seen.state = counted.state
    where seen.is_asked_for

)

select * from final
