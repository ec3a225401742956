with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_outcomes as (

    select * from {{ ref('int_leads_outcomes') }}

),

lead_responses as (

    select * from {{ ref('int_lead_responses') }}

),

leads_briefs as (

    select * from {{ ref('int_leads_briefs') }}

),

rejection_reasons as (

    select * from {{ ref('stg_leadline__agreement_rejection_reasons') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

-- What became of a lead is current in each of its states; whether the person refused is told by the delivery.
leads as (

    select
        lead_id,
        source,
        do_not_contact,
        converted_deal_id

    from leads_states
    where state = 'first_known'

),

mapped as (

    select
        source,
        max(case when entity = 'leads' and column_name in ('status', 'rejection_reason') then 1 else 0 end) = 1 as maps_a_rejection,
        max(case when entity = 'leads' and column_name = 'do_not_contact' then 1 else 0 end) = 1 as maps_a_refusal,
        max(
            case when column_name = 'first_response_at' or (entity = 'activities' and column_name = 'lead_id') then 1 else 0 end
        ) = 1 as maps_a_response

    from source_columns
    where entity in ('leads', 'activities')
    group by source

),

-- Where sales can say why: beside the lead's status, or with the decision in its history.
asked_why as (

    select distinct source
    from source_columns
    where
        (entity = 'leads' and column_name = 'rejection_reason')
        or (entity = 'lead_status_history' and column_name = 'reason')

),

-- Who tells which deal a lead became: the lead, or the deal.
deals_of_leads as (

    select count(*) as sources
    from source_columns
    where
        (entity = 'leads' and column_name = 'converted_deal_id')
        or (entity = 'deals' and column_name = 'lead_id')

),

briefs_with_reasons as (

    select distinct
        brief_id,
        brief_version

    from rejection_reasons

),

listed_reasons as (

    select distinct
        brief_id,
        brief_version,
        {{ folded('reason') }} as reason_key

    from rejection_reasons

),

judged as (

    select
        leads.lead_id,
        case
            when mapped.maps_a_rejection or leads_outcomes.is_rejected
                then leads_outcomes.is_rejected and (leads_outcomes.is_converted or leads_outcomes.deal_id is not null)
        end as is_junk_converted,
        case
            when deals_of_leads.sources > 0
                -- A deal that no source delivers may well be there.
                then leads_outcomes.is_converted and leads_outcomes.deal_id is null and leads.converted_deal_id is null
        end as is_converted_without_deal,
        case
            when mapped.maps_a_refusal and mapped.maps_a_response
                then
                    coalesce(leads.do_not_contact, false)
                    and (lead_responses.first_response_at is not null or lead_responses.attempts > 0)
        end as is_contacted_despite_refusal,
        case
            when leads_outcomes.rejection_reason is not null and briefs_with_reasons.brief_id is not null
                then listed_reasons.reason_key is not null
        end as rejection_reason_is_listed,
        case
            when
                -- Who has agreed on a brief owes a reason where it says so.
                coalesce(leads_briefs.is_reason_required, true)
                and (asked_of_lead.source is not null or asked_of_history.source is not null)
                then leads_outcomes.sales_decision = 'rejected' and leads_outcomes.rejection_reason is null
        end as is_rejected_without_reason

    from leads
    inner join leads_outcomes on leads.lead_id = leads_outcomes.lead_id
    inner join lead_responses on leads.lead_id = lead_responses.lead_id
    cross join deals_of_leads
    left join leads_briefs on leads.lead_id = leads_briefs.lead_id
    left join briefs_with_reasons
        on leads_briefs.brief_id = briefs_with_reasons.brief_id
        and leads_briefs.brief_version = briefs_with_reasons.brief_version
    left join listed_reasons
        on leads_briefs.brief_id = listed_reasons.brief_id
        and leads_briefs.brief_version = listed_reasons.brief_version
        and {{ folded('leads_outcomes.rejection_reason') }} = listed_reasons.reason_key
    left join mapped on leads.source = mapped.source
    left join asked_why as asked_of_lead on leads.source = asked_of_lead.source
    left join asked_why as asked_of_history on leads_outcomes.decided_in = asked_of_history.source

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(is_junk_converted as boolean) as is_junk_converted,
        cast(is_converted_without_deal as boolean) as is_converted_without_deal,
        cast(is_contacted_despite_refusal as boolean) as is_contacted_despite_refusal,
        cast(rejection_reason_is_listed as boolean) as rejection_reason_is_listed,
        cast(is_rejected_without_reason as boolean) as is_rejected_without_reason

    from judged

)

select * from final
