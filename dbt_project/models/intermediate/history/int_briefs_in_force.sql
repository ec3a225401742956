with

agreement_briefs as (

    select * from {{ ref('stg_leadline__agreement_briefs') }}

),

briefs as (

    select
        brief_id,
        brief_version,
        name,
        objective,
        valid_from,
        valid_to,
        scope_kind,
        specificity,
        marketing_approver,
        sales_approver,
        change_note,
        {{ joined("nullif(scope_value, '')", ', ') }} as scope_values

    from agreement_briefs
    group by
        brief_id, brief_version, name, objective, valid_from, valid_to, scope_kind, specificity,
        marketing_approver, sales_approver, change_note

)

select * from briefs
