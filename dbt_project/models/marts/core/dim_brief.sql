with

briefs as (

    select * from {{ ref('int_briefs_in_force') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

dated as (

    select
        briefs.*,
        briefs.in_force_from <= company.as_of_day
        and (briefs.in_force_to is null or company.as_of_day < briefs.in_force_to) as is_current

    from briefs
    cross join company

),

final as (

    select
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(name as string) as name,
        cast(objective as string) as objective,
        cast(scope_kind as string) as scope_kind,
        cast(scope_values as string) as scope_values,
        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to,
        cast(in_force_from as date) as in_force_from,
        cast(in_force_to as date) as in_force_to,
        cast(is_current as boolean) as is_current,
        cast(is_retroactive as boolean) as is_retroactive,
        cast(volume_goal as bigint) as volume_goal,
        cast(volume_unit as string) as volume_unit,
        cast(volume_per as string) as volume_per,
        cast(volume_due_at as timestamp) as volume_due_at,
        cast(volume_pacing as string) as volume_pacing,
        cast(price_amount as decimal(38, 2)) as price_amount,
        cast(price_currency as string) as price_currency,
        cast(price_per as string) as price_per,
        cast(price_cap as decimal(38, 2)) as price_cap,
        cast(return_within_days as bigint) as return_within_days,
        cast(decide_within_days as bigint) as decide_within_days,
        cast(marketing_approver as string) as marketing_approver,
        cast(sales_approver as string) as sales_approver,
        cast(change_note as string) as change_note,
        {{ build_id() }} as build_id

    from dated

)

select * from final
