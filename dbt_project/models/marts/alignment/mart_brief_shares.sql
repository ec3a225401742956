with

promised_shares as (

    select * from {{ ref('int_brief_shares') }}

),

lead_shares as (

    select * from {{ ref('int_lead_shares') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

briefs as (

    select * from {{ ref('dim_brief') }}

),

counting_leads as (

    select
        lead_shares.*,
        leads.verdict = 'conforming' as is_conforming,
        leads.sales_decision = 'accepted' as is_accepted

    from lead_shares
    inner join leads on lead_shares.lead_id = leads.lead_id
    where not leads.is_test and not leads.is_deleted

),

joined as (

    select
        promised_shares.*,
        counting_leads.has_value,
        case
            when promised_shares.volume_unit = 'accepted' then counting_leads.is_accepted
            else counting_leads.is_conforming
        end as is_counted

    from promised_shares
    left join counting_leads
        on promised_shares.brief_id = counting_leads.brief_id
        and promised_shares.period_start = counting_leads.period_start
        and promised_shares.share_id = counting_leads.share_id

),

counts as (

    select
        brief_id,
        brief_version,
        period_start,
        period_end,
        last_day,
        volume_unit,
        share_id,
        field,
        counted_values,
        promised_ratio,
        sum(case when is_counted then 1 else 0 end) as counted,
        sum(case when is_counted and has_value then 1 else 0 end) as with_value,
        sum(case when is_counted and has_value is null then 1 else 0 end) as without_any

    from joined
    group by
        brief_id,
        brief_version,
        period_start,
        period_end,
        last_day,
        volume_unit,
        share_id,
        field,
        counted_values,
        promised_ratio

),

needed as (

    select
        counts.*,
        -- The next whole lead; what doubles add to a whole number (0.07 of 100 is a little more than 7) is no lead.
        cast(floor(cast(promised_ratio * counted + 0.999999999 as double)) as bigint) as leads_needed

    from counts

),

final as (

    select
        cast(needed.brief_id as string) as brief_id,
        cast(needed.brief_version as bigint) as brief_version,
        cast(briefs.name as string) as brief_name,
        cast(needed.period_start as date) as period_start,
        cast(needed.period_end as date) as period_end,
        cast(needed.last_day as date) as last_day,
        cast(needed.share_id as bigint) as share_id,
        cast(needed.field as string) as field,
        cast(needed.counted_values as string) as counted_values,
        cast(needed.promised_ratio as double) as promised_ratio,
        cast(needed.volume_unit as string) as unit,
        cast(needed.counted as bigint) as counted,
        cast(needed.with_value as bigint) as with_value,
        cast(needed.without_any as bigint) as without_any,
        cast(cast(needed.with_value as double) / nullif(needed.counted, 0) as double) as share_ratio,
        cast(
            case when needed.leads_needed > needed.with_value then needed.leads_needed - needed.with_value else 0 end as bigint
        ) as leads_short,
        cast(
            case
                when needed.counted = 0 then null
                when needed.with_value >= needed.leads_needed then true
                -- Those of which nobody knows the value may well have it.
                when needed.with_value + needed.without_any < needed.leads_needed then false
            end as boolean
        ) as is_kept,
        {{ build_id() }} as build_id

    from needed
    inner join briefs
        on needed.brief_id = briefs.brief_id
        and needed.brief_version = briefs.brief_version

)

select * from final
