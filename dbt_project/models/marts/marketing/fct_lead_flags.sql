with

lead_flags as (

    select * from {{ source('quality', 'lead_flags') }}

),

rules as (

    select * from {{ source('quality', 'rules') }}

),

explained as (

    select
        lead_flags.*,
        rules.says,
        rules.remedy

    from lead_flags
    left join rules on lead_flags.rule_id = rules.rule_id and rules.subject = 'lead'

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(rule_id as string) as rule_id,
        cast(severity as string) as severity,
        cast(judges as string) as judges,
        cast(observed as string) as observed,
        cast(expected as string) as expected,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(first_seen_at as timestamp) as first_seen_at,
        cast(resolved_at as timestamp) as resolved_at,
        cast(says as string) as says,
        cast(remedy as string) as remedy,
        {{ build_id() }} as build_id

    from explained

)

select * from final
