with

contacts as (

    select * from {{ source('spreadsheets', 'contacts') }}

),

renamed as (

    select
        -- ids
        {{ source_key('contact_id') }} as contact_id,
        {{ source_key('account_id') }} as account_id,
        {{ source_key('merged_into_id') }} as merged_into_id,

        -- text
        email,
        phone,
        first_name,
        last_name,
        title,
        country,
        city,
        postcode,
        timezone,
        preferred_channel,

        -- booleans
        do_not_contact,
        is_deleted,

        -- dates
        birth_date,

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

    from contacts

)

select * from renamed
