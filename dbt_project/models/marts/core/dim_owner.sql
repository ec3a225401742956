with

owners_unified as (

    select * from {{ ref('int_owners_unified') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

known as (

    select
        owners_unified.*,
        {{ day_in_zone('owners_unified.loaded_at', 'company.time_zone') }} as known_on

    from owners_unified
    cross join company
    where not owners_unified.is_late

),

-- Of the versions of one day the last one counts.
daily as (

    select
        known.*,
        row_number() over (
            partition by owner_id, known_on
            order by version_number desc nulls last
        ) as recency_in_day

    from known

),

periods as (

    select
        daily.*,
        -- What was known first is taken to hold for all earlier facts.
        case
            when row_number() over (partition by owner_id order by known_on asc nulls last) = 1 then cast('1900-01-01' as date)
            else known_on
        end as valid_from,
        lead(known_on) over (partition by owner_id order by known_on asc nulls last) as valid_to

    from daily
    where recency_in_day = 1

),

final as (

    select
        cast(owner_id as string) as owner_id,
        cast(source as string) as source,
        cast(name as string) as name,
        cast(email as string) as email,
        cast(team as string) as team,
        cast(region as string) as region,
        cast(manager_id as string) as manager_id,
        cast(role as string) as role,
        cast(coalesce(is_active, true) and not coalesce(is_tombstone, false) as boolean) as is_active,
        cast(hired_on as date) as hired_on,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(valid_to is null as boolean) as is_current,
        {{ build_id() }} as build_id

    from periods

)

select * from final
