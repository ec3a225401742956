with

accounts as (

    select * from {{ ref('int_accounts_current') }}

),

final as (

    select
        cast(account_id as string) as account_id,
        cast(source as string) as source,
        cast(name as string) as name,
        cast(domain as string) as domain,
        cast(country as string) as country,
        cast(country_code as string) as country_code,
        cast(region as string) as region,
        cast(industry as string) as industry,
        cast(employees as bigint) as employees,
        cast(annual_revenue as decimal(38, 2)) as annual_revenue,
        cast(parent_account_id as string) as parent_account_id,
        cast(coalesce(is_customer, false) as boolean) as is_customer,
        cast(coalesce(is_competitor, false) as boolean) as is_competitor,
        cast(coalesce(is_partner, false) as boolean) as is_partner,
        cast(created_at as timestamp) as created_at,
        cast(merged_into_id as string) as merged_into_id,
        cast(is_deleted as boolean) as is_deleted,
        {{ build_id() }} as build_id

    from accounts

)

select * from final
