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
            when deal_stage_entries.is_closed_before then 0
            -- Winning jumps over the open stages that are left; losing jumps over nothing.
            when deal_stage_entries.is_won and deal_stage_entries.open_position_before < deal_stage_entries.open_stages then 1
            when deal_stage_entries.open_position > deal_stage_entries.open_position_before + 1 then 1
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
        leads_states.delivered_on as lead_delivered_on

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

signals as (

    select
        deals_current.*,
        histories.stages_skipped,
        histories.stage_entries_out_of_order,
        deals_current.stage_id is not null as stage_is_known,
        {{ days_between('deals_current.created_on', 'deals_current.closed_on') }} as days_from_creation_to_close,
        case
            when deals_current.status = 'open' and not deals_current.is_deleted
                then {{ days_between('deals_current.expected_close_date', 'company.as_of_day') }}
        end as days_past_expected_close,
        case
            when deals_current.status = 'won' and mapped.maps_amount
                then coalesce(deals_current.amount > 0, false)
        end as won_has_amount,
        case
            when deals_current.status = 'lost' and mapped.maps_loss_reason
                then deals_current.loss_reason is not null
        end as lost_has_reason,
        {{ days_between('leads.lead_delivered_on', 'deals_current.created_on') }} as days_from_lead_to_deal,
        case
            when deals_current.product_id is not null and mapped.maps_products
                then products.product_id is not null
        end as product_is_known,
        case when deals_current.status = 'won' then deals_current.probability end as won_probability,
        case when deals_current.status = 'lost' then deals_current.probability end as lost_probability,
        {{ unmapped_values({
            'deals_current.channel': 'channel',
            'deals_current.forecast_category': 'forecast_category',
            'deals_current.stated_status': 'deal_status',
        }) }} as unmapped_columns

    from deals_current
    cross join company
    left join mapped on deals_current.source = mapped.source
    left join histories on deals_current.deal_id = histories.deal_id
    left join leads on deals_current.deal_id = leads.deal_id
    left join products on deals_current.product_id = products.product_id

),

final as (

    select
        cast(deal_id as string) as deal_id,
        cast(source as string) as source,
        cast(stage_id as string) as stage_id,
        cast(stage_name as string) as stage_name,
        cast(owner_id as string) as owner_id,
        cast(product_id as string) as product_id,
        cast(status as string) as status,
        cast(process_version as bigint) as process_version,
        cast(stage_is_known as boolean) as stage_is_known,
        cast(stages_skipped as bigint) as stages_skipped,
        cast(stage_entries_out_of_order as bigint) as stage_entries_out_of_order,
        cast(days_from_creation_to_close as bigint) as days_from_creation_to_close,
        cast(days_past_expected_close as bigint) as days_past_expected_close,
        cast(won_has_amount as boolean) as won_has_amount,
        cast(lost_has_reason as boolean) as lost_has_reason,
        cast(days_from_lead_to_deal as bigint) as days_from_lead_to_deal,
        cast(product_is_known as boolean) as product_is_known,
        cast(won_probability as double) as won_probability,
        cast(lost_probability as double) as lost_probability,
        cast(replace(unmapped_columns, 'stated_status', 'status') as string) as unmapped_values

    from signals

)

select * from final
