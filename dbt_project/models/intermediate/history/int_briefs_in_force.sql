with

agreement_briefs as (

    select * from {{ ref('stg_leadline__agreement_briefs') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

scopes as (

    select
        brief_id,
        brief_version,
        {{ joined("nullif(scope_value, '')", ', ') }} as scope_values

    from agreement_briefs
    group by brief_id, brief_version

),

versions as (

    select distinct
        brief_id,
        brief_version,
        name,
        objective,
        valid_from,
        valid_to,
        scope_kind,
        specificity,
        volume_goal,
        volume_unit,
        volume_per,
        volume_due_at,
        volume_pacing,
        price_amount,
        price_currency,
        price_per,
        price_cap,
        return_within_days,
        decide_within_days,
        marketing_approver,
        sales_approver,
        change_note,
        is_original,
        is_retroactive,
        first_loaded_at

    from agreement_briefs

),

briefs as (

    select
        versions.*,
        scopes.scope_values

    from versions
    inner join scopes
        on versions.brief_id = scopes.brief_id
        and versions.brief_version = scopes.brief_version

),

-- Nobody is judged by what was written down afterwards: a version that was added later counts from the day on which it came, unless both
-- approved that it counts from its own day (`retroactive`).
begun as (

    select
        briefs.*,
        case
            when briefs.is_original or briefs.is_retroactive then briefs.valid_from
            when {{ day_in_zone('briefs.first_loaded_at', 'company.time_zone') }} > briefs.valid_from
                then {{ day_in_zone('briefs.first_loaded_at', 'company.time_zone') }}
            else briefs.valid_from
        end as in_force_from

    from briefs
    cross join company

),

followed as (

    select
        begun.*,
        lead(valid_from) over (
            partition by brief_id
            order by valid_from asc nulls first, brief_version asc nulls last
        ) as next_valid_from,
        -- A version holds until any later one counts; one that came too late for that never does.
        min(in_force_from) over (
            partition by brief_id
            order by valid_from asc nulls first, brief_version asc nulls last
            rows between 1 following and unbounded following
        ) as next_in_force_from

    from begun

),

in_force as (

    select
        followed.*,
        case
            -- An end that was agreed for itself, not because a next version begins.
            when
                valid_to is not null
                and (next_valid_from is null or valid_to < next_valid_from)
                and (next_in_force_from is null or valid_to < next_in_force_from)
                then valid_to
            else next_in_force_from
        end as in_force_to

    from followed

),

final as (

    select
        brief_id,
        brief_version,
        name,
        objective,
        scope_kind,
        scope_values,
        specificity,
        volume_goal,
        volume_unit,
        volume_per,
        volume_due_at,
        volume_pacing,
        price_amount,
        price_currency,
        price_per,
        price_cap,
        return_within_days,
        decide_within_days,
        marketing_approver,
        sales_approver,
        change_note,
        is_retroactive,
        valid_from,
        valid_to,
        in_force_from,
        in_force_to

    from in_force

)

select * from final
