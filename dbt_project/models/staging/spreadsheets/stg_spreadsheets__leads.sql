with

leads as (

    select * from {{ source('spreadsheets', 'leads') }}

),

renamed as (

    select
        -- ids
        {{ source_key('lead_id') }} as lead_id,
        {{ source_key('campaign_id') }} as campaign_id,
        {{ source_key('owner_id') }} as owner_id,
        form_id,
        {{ source_key('converted_deal_id') }} as converted_deal_id,
        {{ source_key('converted_contact_id') }} as converted_contact_id,
        {{ source_key('converted_account_id') }} as converted_account_id,

        -- text
        email,
        phone,
        first_name,
        last_name,
        company,
        domain,
        title,
        seniority,
        country,
        region,
        city,
        industry,
        vendor,
        channel,
        status,
        rejection_reason,
        ip_address,
        ip_country,
        timezone,
        language,
        landing_page,

        -- numbers
        employees,

        -- booleans
        consent,
        do_not_contact,
        is_test,
        is_deleted,

        -- time stamps (UTC), each with its day where the source gave only a day
        created_at,
        created_on,
        updated_at,
        updated_on,
        delivered_at,
        delivered_on,
        assigned_at,
        assigned_on,
        first_response_at,
        first_response_on,
        converted_at,
        converted_on,

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

    from leads

)

select * from renamed
