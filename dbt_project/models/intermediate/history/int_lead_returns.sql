with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_outcomes as (

    select * from {{ ref('int_leads_outcomes') }}

),

leads_unified as (

    select * from {{ ref('int_leads_unified') }}

),

lead_decisions as (

    select * from {{ ref('int_lead_decisions') }}

),

activities_unified as (

    select * from {{ ref('int_activities_unified') }}

),

touches_unified as (

    select * from {{ ref('int_touches_unified') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

-- Ids are those of the lead's own source; an address may stand in the tool of another.
mapped as (

    select
        source,
        max(case when entity in ('activities', 'touches') and column_name = 'lead_id' then 1 else 0 end) = 1 as maps_leads,
        max(max(case when entity = 'touches' and column_name = 'email' then 1 else 0 end)) over () = 1 as are_addresses_mapped

    from source_columns
    group by source

),

-- Where no history tells it, a lead is returned since the version from which on its status says so.
versions as (

    select
        lead_id,
        version_number,
        coalesce(updated_at, loaded_at) as told_at,
        max(case when status = 'recycled' then 0 else version_number end) over (partition by lead_id) as last_other_version

    from leads_unified
    where not is_tombstone

),

told_returns as (

    select
        versions.lead_id,
        min(versions.told_at) as returned_at

    from versions
    left join lead_decisions on versions.lead_id = lead_decisions.lead_id
    where versions.version_number > versions.last_other_version and lead_decisions.lead_id is null
    group by versions.lead_id

),

returns as (

    select
        lead_id,
        decided_at as returned_at

    from lead_decisions
    where is_last and decision = 'recycled'

    union all

    select
        lead_id,
        returned_at

    from told_returns

),

-- What sales took up again is marketing's no more.
returned as (

    select
        leads_states.lead_id,
        leads_states.source,
        {{ folded('leads_states.email') }} as email_key,
        returns.returned_at,
        {{ day_in_zone('returns.returned_at', 'company.time_zone') }} as returned_on

    from leads_states
    cross join company
    inner join leads_outcomes on leads_states.lead_id = leads_outcomes.lead_id
    inner join returns on leads_states.lead_id = returns.lead_id
    where
        leads_states.is_latest_state
        and leads_outcomes.sales_decision = 'pending'
        and coalesce(leads_outcomes.status = 'recycled', true)

),

-- A search or a visit to the website is the person's own step.
touches as (

    select *
    from touches_unified
    where is_latest and not is_tombstone and channel in ('email', 'event', 'partner', 'outbound')

),

-- A machine may nurture: a mail that nobody wrote by hand is a touch all the same.
nurtures as (

    select
        returned.lead_id,
        activities_unified.occurred_at as nurtured_at,
        activities_unified.occurred_on as written_on

    from returned
    inner join activities_unified on returned.lead_id = activities_unified.lead_id
    where
        activities_unified.is_latest
        and not activities_unified.is_tombstone
        and coalesce(activities_unified.direction <> 'in', true)
        and coalesce(activities_unified.kind <> 'task', true)
        and coalesce(activities_unified.outcome <> 'cancelled', true)

    union all

    select
        returned.lead_id,
        touches.occurred_at as nurtured_at,
        touches.occurred_on as written_on

    from returned
    inner join touches on returned.lead_id = touches.lead_id

    union all

    select
        returned.lead_id,
        touches.occurred_at as nurtured_at,
        touches.occurred_on as written_on

    from returned
    inner join touches on returned.email_key = {{ folded('touches.email') }}

),

dated as (

    select
        nurtures.lead_id,
        nurtures.nurtured_at,
        {{ on_day('nurtures.nurtured_at', 'nurtures.written_on') }} as nurtured_on,
        nurtures.written_on

    from nurtures
    cross join company
    where nurtures.nurtured_at <= company.as_of

),

-- By day where a touch tells only its day: one of the day of the return may have come after it.
first_nurtures as (

    select
        returned.lead_id,
        min(dated.nurtured_at) as nurtured_at,
        min(dated.nurtured_on) as nurtured_on

    from returned
    inner join dated on returned.lead_id = dated.lead_id
    where dated.nurtured_at > returned.returned_at or (dated.written_on is not null and dated.nurtured_on >= returned.returned_on)
    group by returned.lead_id

),

final as (

    select
        returned.lead_id,
        returned.returned_at,
        returned.returned_on,
        first_nurtures.nurtured_at,
        first_nurtures.nurtured_on,
        coalesce(mapped.maps_leads or mapped.are_addresses_mapped, false) as has_nurtures_mapped

    from returned
    left join first_nurtures on returned.lead_id = first_nurtures.lead_id
    left join mapped on returned.source = mapped.source

)

select * from final
