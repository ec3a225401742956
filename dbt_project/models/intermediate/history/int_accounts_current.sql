with

accounts_unified as (

    select * from {{ ref('int_accounts_unified') }}

),

countries as (

    select * from {{ source('reference', 'countries') }}

),

latest as (

    select
        accounts_unified.account_id,
        accounts_unified.source,
        accounts_unified.name,
        accounts_unified.domain,
        accounts_unified.country,
        accounts_unified.region,
        accounts_unified.industry,
        accounts_unified.employees,
        accounts_unified.annual_revenue,
        accounts_unified.parent_account_id,
        accounts_unified.is_customer,
        accounts_unified.is_competitor,
        accounts_unified.is_partner,
        accounts_unified.created_at,
        accounts_unified.merged_into_id,
        countries.country_code,
        coalesce(accounts_unified.is_deleted, false) or accounts_unified.is_tombstone as is_deleted

    from accounts_unified
    left join countries on {{ folded('accounts_unified.country') }} = countries.value
    where accounts_unified.is_latest

)

select * from latest
