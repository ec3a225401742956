with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_unified as (

    select * from {{ ref('int_leads_unified') }}

),

leads_outcomes as (

    select * from {{ ref('int_leads_outcomes') }}

),

lead_responses as (

    select * from {{ ref('int_lead_responses') }}

),

lead_returns as (

    select * from {{ ref('int_lead_returns') }}

),

leads_briefs as (

    select * from {{ ref('int_leads_briefs') }}

),

briefs_in_force as (

    select * from {{ ref('int_briefs_in_force') }}

),

owners_calendars as (

    select * from {{ ref('int_owners_calendars') }}

),

working_minutes as (

    select * from {{ ref('int_working_minutes') }}

),

unreachable_reasons as (

    select distinct {{ folded('reason') }} as reason_key
    from {{ ref('stg_leadline__agreement_unreachable_reasons') }}

),

ledger as (

    select * from {{ ref('stg_leadline__ledger') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

assignments as (

    select
        lead_id,
        min(assigned_at) as assigned_at

    from leads_unified
    where not is_tombstone and assigned_on is null
    group by lead_id

),

first_loads as (

    select
        source,
        min(loaded_at) as loaded_at

    from ledger
    where table_name = 'leads' and fetched > 0
    group by source

),

leads as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.source,
        leads_states.delivered_at,
        assignments.assigned_at,
        lead_responses.first_response_at,
        lead_responses.responded_by,
        lead_responses.reached_at,
        lead_responses.attempts,
        leads_briefs.brief_id,
        leads_briefs.brief_version,
        briefs_in_force.respond_within_minutes,
        briefs_in_force.promised_attempts,
        briefs_in_force.nurture_within_days,
        leads_outcomes.sales_decision,
        coalesce(leads_outcomes.decided_at, lead_returns.returned_at) as decided_at,
        lead_returns.returned_at,
        lead_returns.returned_on,
        lead_returns.nurtured_at,
        lead_returns.nurtured_on,
        coalesce(lead_returns.has_nurtures_mapped, false) as has_nurtures_mapped,
        coalesce(calendars.calendar, home.calendar) as calendar,
        coalesce(calendars.time_zone, home.time_zone) as time_zone,
        company.as_of,
        company.as_of_day,
        coalesce(company.go_live_on, {{ day_in_zone('first_loads.loaded_at', 'company.time_zone') }}) as go_live_on,
        coalesce(
            case
                when company.go_live_on is not null then leads_states.delivered_on < company.go_live_on
                else leads_states.delivered_at < first_loads.loaded_at
            end,
            false
        ) as is_before_go_live,
        coalesce(leads_states.is_test, false) or leads_states.is_deleted or coalesce(leads_states.do_not_contact, false) as is_nobodys_work,
        coalesce(leads_outcomes.status = 'recycled', false) as is_recycled,
        leads_states.delivered_written_on is null and leads_states.delivered_at_from <> 'loaded_at' as is_delivery_timed,
        lead_responses.first_response_at is not null and lead_responses.first_response_written_on is null as is_response_timed,
        coalesce(not lead_responses.is_response_after_delivery, false) as is_answered_before,
        unreachable_reasons.reason_key is not null and leads_outcomes.sales_decision = 'rejected' as is_given_up

    from leads_states
    cross join company
    inner join leads_outcomes on leads_states.lead_id = leads_outcomes.lead_id
    inner join lead_responses on leads_states.lead_id = lead_responses.lead_id
    inner join owners_calendars as home on home.owner_id is null
    left join owners_calendars as calendars on leads_states.owner_id = calendars.owner_id
    left join assignments on leads_states.lead_id = assignments.lead_id
    left join lead_returns on leads_states.lead_id = lead_returns.lead_id
    left join leads_briefs on leads_states.lead_id = leads_briefs.lead_id
    left join briefs_in_force
        on leads_briefs.brief_id = briefs_in_force.brief_id
        and leads_briefs.brief_version = briefs_in_force.brief_version
    left join first_loads on leads_states.source = first_loads.source
    left join unreachable_reasons on {{ folded('leads_outcomes.rejection_reason') }} = unreachable_reasons.reason_key
    where leads_states.is_latest_state

),

waiting as (

    select
        leads.*,
        leads.first_response_at is null
        and leads.sales_decision = 'pending'
        and leads.returned_at is null
        and not leads.is_recycled
        and not leads.is_nobodys_work as is_waiting

    from leads

),

-- The clock of sales begins when somebody got the lead (at the delivery, where nobody did before the answer) and ends with the first
-- answer, or with the decision of whoever decides or gives it back without one.
timed as (

    select
        waiting.*,
        case
            when not is_delivery_timed then null
            when assigned_at > delivered_at and assigned_at <= coalesce(first_response_at, as_of) then assigned_at
            else delivered_at
        end as begins_at,
        case
            when is_response_timed and not is_answered_before then first_response_at
            when first_response_at is not null then null
            when is_waiting then as_of
            else decided_at
        end as ends_at

    from waiting

),

instants as (

    {% for name in ['begins', 'ends'] -%}
    select
        lead_id,
        '{{ name }}' as name,
        calendar,
        {{ day_in_zone(name ~ '_at', 'time_zone') }} as date_day,
        {{ second_of_day(name ~ '_at', 'time_zone') }} as day_second

    from timed
    where begins_at is not null and ends_at is not null
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

numbered as (

    select
        instants.lead_id,
        instants.name,
        working_minutes.minutes_before * 60
        + case
            when instants.day_second < (working_minutes.from_minute + working_minutes.minutes_worked) * 60
                then instants.day_second - working_minutes.from_minute * 60
            else working_minutes.minutes_worked * 60
        end as working_second

    from instants
    inner join working_minutes
        on instants.calendar = working_minutes.country_code
        and instants.date_day = working_minutes.date_day
        and instants.day_second >= working_minutes.from_minute * 60
        and instants.day_second < working_minutes.until_minute * 60

),

clocks as (

    select
        lead_id,
        max(case when name = 'ends' then working_second end) - max(case when name = 'begins' then working_second end) as seconds

    from numbered
    group by lead_id

),

judged as (

    select
        timed.*,
        -- A decision of which only the day is known may seem to come first.
        cast(case when clocks.seconds < 0 then 0 else clocks.seconds end as double) / 60 as clock_minutes,
        case
            when timed.is_delivery_timed and timed.assigned_at >= timed.delivered_at
                then {{ seconds_between('timed.delivered_at', 'timed.assigned_at') }} / 60
        end as system_delay_minutes,
        case
            when timed.is_delivery_timed and timed.is_response_timed and not timed.is_answered_before
                then {{ seconds_between('timed.delivered_at', 'timed.first_response_at') }} / 60
        end as response_minutes,
        timed.brief_id is not null and not timed.is_before_go_live and not timed.is_nobodys_work as is_judged,
        case
            when timed.has_nurtures_mapped
                then {{ days_between('timed.returned_on', 'coalesce(timed.nurtured_on, timed.as_of_day)') }}
        end as days_to_nurture

    from timed
    left join clocks on timed.lead_id = clocks.lead_id

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(calendar as string) as calendar,
        cast(time_zone as string) as time_zone,
        cast(go_live_on as date) as go_live_on,
        cast(is_before_go_live as boolean) as is_before_go_live,
        cast(is_waiting as boolean) as is_waiting,
        cast(assigned_at as timestamp) as assigned_at,
        cast(first_response_at as timestamp) as first_response_at,
        cast(responded_by as string) as responded_by,
        cast(reached_at as timestamp) as reached_at,
        cast(system_delay_minutes as double) as system_delay_minutes,
        cast(response_minutes as double) as response_minutes,
        cast(clock_minutes as double) as clock_minutes,
        cast(attempts as bigint) as attempts,
        cast(returned_at as timestamp) as returned_at,
        cast(returned_on as date) as returned_on,
        cast(nurtured_at as timestamp) as nurtured_at,
        cast(nurtured_on as date) as nurtured_on,
        cast(respond_within_minutes as bigint) as respond_within_minutes,
        cast(promised_attempts as bigint) as promised_attempts,
        cast(nurture_within_days as bigint) as nurture_within_days,
        cast(
            case when is_judged and is_answered_before then 0 when is_judged then clock_minutes end as double
        ) as working_minutes_to_response,
        cast(case when is_judged then respond_within_minutes end as double) as limit_response_late,
        cast(case when is_judged and is_given_up and reached_at is null then attempts end as double) as attempts_before_giving_up,
        cast(case when is_judged then promised_attempts end as double) as limit_attempts_too_few,
        cast(case when is_judged then days_to_nurture end as double) as days_to_nurture,
        cast(case when is_judged then nurture_within_days end as double) as limit_nurture_overdue

    from judged

)

select * from final
