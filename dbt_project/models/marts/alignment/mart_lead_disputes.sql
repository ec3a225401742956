with

leads as (

    select * from {{ ref('fct_leads') }}

),

briefs as (

    select * from {{ ref('dim_brief') }}

),

working_days as (

    select * from {{ ref('int_working_days') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

calendars as (

    select distinct country_code
    from working_days

),

promised as (

    select
        leads.*,
        briefs.decide_within_days,
        coalesce(calendars.country_code, '') as calendar,
        company.as_of_day,
        {{ day_in_zone('leads.decided_at', 'company.time_zone') }} as decided_on

    from leads
    inner join briefs
        on leads.brief_id = briefs.brief_id
        and leads.brief_version = briefs.brief_version
    cross join company
    left join calendars on leads.country_code = calendars.country_code
    where not leads.is_test and not leads.is_deleted

),

due as (

    select
        promised.*,
        due_days.date_day as decide_by

    from promised
    left join working_days as delivery_days
        on promised.calendar = delivery_days.country_code
        and promised.delivered_on = delivery_days.date_day
    left join working_days as due_days
        on promised.calendar = due_days.country_code
        and due_days.is_working_day
        and delivery_days.working_day_number + promised.decide_within_days = due_days.working_day_number

),

disputes as (

    select
        due.*,
        case
            when sales_decision = 'pending' and decide_by < as_of_day then 'pending_past_commitment'
            when sales_decision = 'rejected' and verdict = 'conforming' then 'conforming_but_rejected'
            when sales_decision = 'accepted' and verdict = 'non_conforming' then 'non_conforming_but_accepted'
        end as kind

    from due

),

dated as (

    select
        disputes.*,
        -- A decision of which nobody knows the day is as old as the lead.
        case when kind = 'pending_past_commitment' then decide_by else coalesce(decided_on, delivered_on) end as since_on

    from disputes
    where kind is not null

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(source as string) as source,
        cast(kind as string) as kind,
        cast(case when kind = 'non_conforming_but_accepted' then 'marketing' else 'sales' end as string) as whose_move,
        cast(since_on as date) as since_on,
        cast({{ days_between('since_on', 'as_of_day') }} as bigint) as age_days,
        cast(delivered_on as date) as delivered_on,
        cast(decide_by as date) as decide_by,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(campaign_id as string) as campaign_id,
        cast(vendor as string) as vendor,
        cast(channel as string) as channel,
        cast(owner_id as string) as owner_id,
        cast(verdict as string) as verdict,
        cast(sales_decision as string) as sales_decision,
        cast(failed_rules as string) as failed_rules,
        cast(rejection_reason as string) as rejection_reason,
        cast(record_url as string) as record_url,
        {{ build_id() }} as build_id

    from dated

)

select * from final
