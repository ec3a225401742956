with

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

deal_stage_entries as (

    select * from {{ ref('int_deal_stage_entries') }}

),

lead_deals as (

    select * from {{ ref('int_lead_deals') }}

),

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

products_unified as (

    select * from {{ ref('int_products_unified') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

mapped as (

    select
        source,
        max(case when entity = 'deals' and column_name = 'amount' then 1 else 0 end) = 1 as maps_amount,
        max(case when entity = 'deals' and column_name = 'loss_reason' then 1 else 0 end) = 1 as maps_loss_reason,
        max(case when entity = 'products' and column_name = 'product_id' then 1 else 0 end) = 1 as maps_products

    from source_columns
    group by source

),

judged_entries as (

    select
        deal_stage_entries.deal_id,
        case
            -- After a close or an unknown word nobody can say what was jumped over.
            when deal_stage_entries.is_closed_before or deal_stage_entries.open_position_before is null then 0
            -- Winning jumps over the open stages that are left; losing jumps over nothing. A stage that was reached once is none.
            when deal_stage_entries.is_won and deal_stage_entries.furthest_position_before < deal_stage_entries.open_stages then 1
            when deal_stage_entries.open_position > deal_stage_entries.furthest_position_before + 1 then 1
            else 0
        end as is_skip,
        case
            -- By day where either side is only a day.
            when deal_stage_entries.entered_written_on is not null or deals_current.created_written_on is not null
                then case when deal_stage_entries.entered_on < deals_current.created_on then 1 else 0 end
            when deal_stage_entries.entered_at < deals_current.created_at then 1
            else 0
        end as is_before_creation,
        case
            when deal_stage_entries.entered_written_on is not null
                then case when deal_stage_entries.entered_on > company.as_of_day then 1 else 0 end
            when deal_stage_entries.entered_at > company.as_of then 1
            else 0
        end as is_after_the_run,
        case
            when deal_stage_entries.open_position is null or not deals_current.is_closed then 0
            when deal_stage_entries.entered_written_on is not null or deals_current.closed_written_on is not null
                then case when deal_stage_entries.entered_on > deals_current.closed_on then 1 else 0 end
            when deal_stage_entries.entered_at > deals_current.closed_at then 1
            else 0
        end as is_open_after_the_close

    from deal_stage_entries
    inner join deals_current on deal_stage_entries.deal_id = deals_current.deal_id
    cross join company

),

histories as (

    select
        deal_id,
        sum(is_skip) as stages_skipped,
        sum(
            case when is_before_creation + is_after_the_run + is_open_after_the_close > 0 then 1 else 0 end
        ) as stage_entries_out_of_order

    from judged_entries
    group by deal_id

),

leads as (

    select
        lead_deals.deal_id,
        leads_states.delivered_at,
        leads_states.delivered_on,
        leads_states.delivered_written_on

    from lead_deals
    inner join leads_states on lead_deals.lead_id = leads_states.lead_id
    where
        lead_deals.is_lead_of_deal
        and leads_states.is_latest_state
        -- The day on which Leadline happened to load a lead says nothing of when it came.
        and leads_states.delivered_at_from <> 'loaded_at'

),

products as (

    select product_id
    from products_unified
    where is_latest and not is_tombstone

),

live_deals as (

    select * from deals_current
    where not is_deleted

),

signals as (

    select
        live_deals.deal_id,
        histories.stages_skipped,
        histories.stage_entries_out_of_order,
        live_deals.stage_id is not null as stage_is_known,
        cast(floor({{ days_apart('live_deals.created', 'live_deals.closed') }}) as bigint) as days_from_creation_to_close,
        case
            when live_deals.status = 'open'
                then {{ days_between('live_deals.expected_close_date', 'company.as_of_day') }}
        end as days_past_expected_close,
        case
            when live_deals.status = 'won' and mapped.maps_amount
                then coalesce(live_deals.amount > 0, false)
        end as won_has_amount,
        case
            when live_deals.status = 'lost' and mapped.maps_loss_reason
                then live_deals.loss_reason is not null
        end as lost_has_reason,
        cast(floor({{ days_apart('leads.delivered', 'live_deals.created') }}) as bigint) as days_from_lead_to_deal,
        case
            when live_deals.product_id is not null and mapped.maps_products
                then products.product_id is not null
        end as product_is_known,
        case when live_deals.status = 'won' then live_deals.probability end as won_probability,
        case when live_deals.status = 'lost' then live_deals.probability end as lost_probability,
        {{ unmapped_values({
            'channel': ['live_deals.channel', 'channel'],
            'forecast_category': ['live_deals.forecast_category', 'forecast_category'],
            'status': ['live_deals.stated_status', 'deal_status'],
        }) }} as unmapped_values

    from live_deals
    cross join company
    left join mapped on live_deals.source = mapped.source
    left join histories on live_deals.deal_id = histories.deal_id
    left join leads on live_deals.deal_id = leads.deal_id
    left join products on live_deals.product_id = products.product_id

),

final as (

    select
        cast(deals_current.deal_id as string) as deal_id,
        cast(deals_current.source as string) as source,
        cast(deals_current.stage_id as string) as stage_id,
        cast(deals_current.stage_name as string) as stage_name,
        cast(deals_current.owner_id as string) as owner_id,
        cast(deals_current.product_id as string) as product_id,
        cast(deals_current.status as string) as status,
        cast(deals_current.process_version as bigint) as process_version,
        cast(signals.stage_is_known as boolean) as stage_is_known,
        cast(signals.stages_skipped as bigint) as stages_skipped,
        cast(signals.stage_entries_out_of_order as bigint) as stage_entries_out_of_order,
        cast(signals.days_from_creation_to_close as bigint) as days_from_creation_to_close,
        cast(signals.days_past_expected_close as bigint) as days_past_expected_close,
        cast(signals.won_has_amount as boolean) as won_has_amount,
        cast(signals.lost_has_reason as boolean) as lost_has_reason,
        cast(signals.days_from_lead_to_deal as bigint) as days_from_lead_to_deal,
        cast(signals.product_is_known as boolean) as product_is_known,
        cast(signals.won_probability as double) as won_probability,
        cast(signals.lost_probability as double) as lost_probability,
        cast(signals.unmapped_values as string) as unmapped_values

    from deals_current
    -- What is deleted is judged no more: it keeps its row, so that its flags are put right.
    left join signals on deals_current.deal_id = signals.deal_id

)

select * from final
