with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

time_zones as (

    select * from {{ source('reference', 'time_zones') }}

),

languages as (

    select * from {{ source('reference', 'languages') }}

),

told as (

    select
        lead_id,
        state,
        timezone,
        language,
        country_code,
        {{ folded('timezone') }} as zone_key,
        {{ folded('language') }} as language_key

    from leads_states
    where timezone is not null or language is not null

),

final as (

    select
        cast(told.lead_id as string) as lead_id,
        cast(told.state as string) as state,
        cast(told.timezone as string) as timezone,
        cast(not time_zones.is_of_country as boolean) as time_zone_contradicts_country,
        cast(told.language as string) as language,
        cast(not languages.is_of_country as boolean) as language_contradicts_country

    from told
    left join time_zones
        on told.zone_key = time_zones.timezone
        and told.country_code = time_zones.country_code
    left join languages
        on told.language_key = languages.language
        and told.country_code = languages.country_code

)

select * from final
