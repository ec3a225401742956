with

owners as (

    select * from {{ source('spreadsheets', 'owners') }}

),

renamed as (

    select
        -- ids
        {{ source_key('owner_id') }} as owner_id,
        {{ source_key('manager_id') }} as manager_id,

        -- text
        name,
        email,
        team,
        region,
        role,

        -- booleans
        is_active,

        -- dates
        hired_on,

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

    from owners

)

select * from renamed
