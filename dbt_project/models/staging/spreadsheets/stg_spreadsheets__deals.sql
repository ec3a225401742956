with

deals as (

    select * from {{ source('spreadsheets', 'deals') }}

),

renamed as (

    select
        -- ids
        {{ source_key('deal_id') }} as deal_id,
        {{ source_key('owner_id') }} as owner_id,
        {{ source_key('account_id') }} as account_id,
        {{ source_key('contact_id') }} as contact_id,
        {{ source_key('lead_id') }} as lead_id,
        {{ source_key('campaign_id') }} as campaign_id,
        {{ source_key('product_id') }} as product_id,
        {{ source_key('merged_into_id') }} as merged_into_id,

        -- text
        stage,
        name,
        pipeline,
        kind,
        channel,
        currency,
        status,
        forecast_category,
        loss_reason,
        payment_terms,
        next_step,

        -- numbers
        amount,
        probability,

        -- booleans
        is_deleted,

        -- dates
        expected_close_date,

        -- time stamps (UTC), each with its day where the source gave only a day
        created_at,
        created_on,
        updated_at,
        updated_on,
        closed_at,
        closed_on,
        next_step_at,
        next_step_on,

        -- load
        source,
        record_key,
        source_file,
        source_line,
        is_tombstone,
        is_late,
        load_id,
        load_seq,
        loaded_at

    from deals

)

select * from renamed
