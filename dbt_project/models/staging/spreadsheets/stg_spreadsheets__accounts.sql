with

accounts as (

    select * from {{ source('spreadsheets', 'accounts') }}

),

renamed as (

    select
        -- ids
        {{ source_key('account_id') }} as account_id,
        {{ source_key('parent_account_id') }} as parent_account_id,
        {{ source_key('merged_into_id') }} as merged_into_id,

        -- text
        name,
        domain,
        country,
        region,
        industry,

        -- numbers
        employees,
        annual_revenue,

        -- booleans
        is_customer,
        is_competitor,
        is_partner,
        is_deleted,

        -- time stamps (UTC), each with its day where the source gave only a day
        created_at,
        created_on,
        updated_at,
        updated_on,

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

    from accounts

)

select * from renamed
