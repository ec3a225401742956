with

deal_flags as (

    select * from {{ source('quality', 'deal_flags') }}

),

rules as (

    select * from {{ source('quality', 'rules') }}

),

explained as (

    select
        deal_flags.*,
        rules.says,
        rules.remedy

    from deal_flags
    left join rules on deal_flags.rule_id = rules.rule_id and rules.subject = 'deal'

),

final as (

    select
        cast(deal_id as string) as deal_id,
        cast(rule_id as string) as rule_id,
        cast(severity as string) as severity,
        cast(observed as string) as observed,
        cast(expected as string) as expected,
        cast(stage_id as string) as stage_id,
        cast(owner_id as string) as owner_id,
        cast(first_seen_at as timestamp) as first_seen_at,
        cast(resolved_at as timestamp) as resolved_at,
        cast(says as string) as says,
        cast(remedy as string) as remedy,
        {{ build_id() }} as build_id

    from explained

)

select * from final
