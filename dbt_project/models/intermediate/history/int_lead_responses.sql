with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

activities_unified as (

    select * from {{ ref('int_activities_unified') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

leads as (

    select * from leads_states
    where is_latest_state

),

mapped as (

    select distinct source
    from source_columns
    where entity = 'activities' and column_name = 'lead_id'

),

-- A task is a plan, and what was cancelled did not happen. What does not say that it came in went out.
activities as (

    select
        activities_unified.lead_id,
        activities_unified.owner_id,
        activities_unified.occurred_at as happened_at,
        activities_unified.occurred_on as written_on,
        {{ on_day('activities_unified.occurred_at', 'activities_unified.occurred_on') }} as happened_on,
        coalesce(activities_unified.is_automatic, false) as is_automatic,
        coalesce(activities_unified.direction <> 'in', true) as is_outgoing,
        coalesce(activities_unified.outcome in ('reached', 'replied', 'held'), false)
        or coalesce(activities_unified.direction = 'in', false) as is_contact

    from activities_unified
    cross join company
    where
        activities_unified.is_latest
        and not activities_unified.is_tombstone
        and activities_unified.lead_id is not null
        and activities_unified.occurred_at <= company.as_of
        and coalesce(activities_unified.kind <> 'task', true)
        and coalesce(activities_unified.outcome <> 'cancelled', true)

),

-- Many CRMs stamp the first mail that left, whoever wrote it.
stamped_by_a_machine as (

    select distinct leads.lead_id
    from leads
    inner join activities on leads.lead_id = activities.lead_id
    where
        activities.is_automatic
        and activities.is_outgoing
        and {{ seconds_between('activities.happened_at', 'leads.first_response_at') }} > -60
        and {{ seconds_between('activities.happened_at', 'leads.first_response_at') }} < 60

),

done as (

    select
        lead_id,
        owner_id,
        happened_at,
        written_on,
        happened_on,
        is_outgoing,
        is_contact,
        'activity' as told_by

    from activities
    where not is_automatic

    union all

    select
        leads.lead_id,
        cast(null as string) as owner_id,
        leads.first_response_at as happened_at,
        leads.first_response_written_on as written_on,
        {{ on_day('leads.first_response_at', 'leads.first_response_written_on') }} as happened_on,
        true as is_outgoing,
        false as is_contact,
        'lead' as told_by

    from leads
    cross join company
    left join stamped_by_a_machine on leads.lead_id = stamped_by_a_machine.lead_id
    where leads.first_response_at is not null and stamped_by_a_machine.lead_id is null

),

-- By day where either side is only a day. Nobody knows when a lead was delivered that tells no time: nothing comes before it.
placed as (

    select
        done.*,
        case
            when leads.delivered_at_from = 'loaded_at' then true
            when done.written_on is not null or leads.delivered_written_on is not null
                then done.happened_on >= leads.delivered_on
            else done.happened_at >= leads.delivered_at
        end as is_after_delivery

    from done
    inner join leads on done.lead_id = leads.lead_id

),

-- The time of an answer counts before the mere day of one; what the lead alone tells of an earlier time is no answer to this delivery, but
-- whoever was spoken to already does not wait.
ranked as (

    select
        *,
        row_number() over (
            partition by lead_id
            order by
                is_after_delivery desc nulls last, happened_on asc nulls last, written_on asc nulls first, happened_at asc nulls last,
                told_by asc nulls last, owner_id asc nulls last
        ) as place

    from placed
    where is_outgoing and (is_after_delivery or told_by = 'lead')

),

contacts as (

    select
        lead_id,
        min(happened_at) as reached_at

    from placed
    where is_contact and is_after_delivery
    group by lead_id

),

tries as (

    select
        placed.lead_id,
        count(*) as attempts

    from placed
    left join contacts on placed.lead_id = contacts.lead_id
    where
        placed.told_by = 'activity'
        and placed.is_outgoing
        and placed.is_after_delivery
        and (contacts.reached_at is null or placed.happened_at <= contacts.reached_at)
    group by placed.lead_id

),

final as (

    select
        leads.lead_id,
        ranked.happened_at as first_response_at,
        ranked.written_on as first_response_written_on,
        ranked.owner_id as responded_by,
        ranked.is_after_delivery as is_response_after_delivery,
        contacts.reached_at,
        case when mapped.source is not null then coalesce(tries.attempts, 0) end as attempts

    from leads
    left join ranked on leads.lead_id = ranked.lead_id and ranked.place = 1
    left join contacts on leads.lead_id = contacts.lead_id
    left join tries on leads.lead_id = tries.lead_id
    left join mapped on leads.source = mapped.source

)

select * from final
