with

brief_periods as (

    select * from {{ ref('int_brief_periods') }}

),

brief_shares as (

    select * from {{ ref('stg_leadline__agreement_brief_shares') }}

),

shares as (

    select
        brief_id,
        brief_version,
        share_id,
        field,
        promised_ratio,
        {{ joined('expected_value', ', ') }} as counted_values

    from brief_shares
    group by brief_id, brief_version, share_id, field, promised_ratio

),

final as (

    select
        brief_periods.brief_id,
        brief_periods.brief_version,
        brief_periods.period_start,
        brief_periods.period_end,
        brief_periods.last_day,
        brief_periods.volume_unit,
        shares.share_id,
        shares.field,
        shares.counted_values,
        shares.promised_ratio

    from brief_periods
    inner join shares
        on brief_periods.brief_id = shares.brief_id
        and brief_periods.brief_version = shares.brief_version

)

select * from final
