with

lead_flags as (

    select * from {{ source('quality', 'lead_flags') }}

),

lead_clauses as (

    select * from {{ ref('int_lead_clauses') }}

),

rules as (

    select * from {{ source('quality', 'rules') }}

),

-- A clause speaks in the words of the version that the lead was delivered under.
clauses as (

    select
        brief_id,
        brief_version,
        'clause_' || clause_id as rule_id,
        max(says) as says,
        max(remedy) as remedy

    from lead_clauses
    group by brief_id, brief_version, clause_id

),

explained as (

    select
        lead_flags.*,
        case when clauses.rule_id is null then rules.says else clauses.says end as says,
        case when clauses.rule_id is null then rules.remedy else clauses.remedy end as remedy

    from lead_flags
    left join rules on lead_flags.rule_id = rules.rule_id and rules.subject = 'lead'
    left join clauses
        on lead_flags.rule_id = clauses.rule_id
        and lead_flags.brief_id = clauses.brief_id
        and lead_flags.brief_version = clauses.brief_version

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
