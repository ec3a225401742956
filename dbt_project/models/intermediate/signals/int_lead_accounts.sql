with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_domains as (

    select * from {{ ref('int_leads_domains') }}

),

accounts_unified as (

    select * from {{ ref('int_accounts_unified') }}

),

deals_current as (

    select * from {{ ref('int_deals_current') }}

),

company as (

    select * from {{ ref('int_company_in_force') }}

),

domains as (

    select * from {{ source('reference', 'domains') }}

),

leads as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.delivered_at,
        leads_states.delivered_on,
        leads_states.delivered_written_on,
        leads_states.first_loaded_at,
        leads_domains.company_domain,
        {{ folded('leads_states.company') }} as company_name

    from leads_states
    inner join leads_domains
        on leads_states.lead_id = leads_domains.lead_id
        and leads_states.state = leads_domains.state

),

account_versions as (

    select
        accounts_unified.account_id,
        accounts_unified.created_at,
        accounts_unified.created_on as created_written_on,
        {{ on_day('accounts_unified.created_at', 'accounts_unified.created_on') }} as created_on,
        {{ folded('accounts_unified.name') }} as account_name,
        case
            when not domains.is_free and not domains.is_disposable
                then coalesce(domains.registered_domain, domains.domain)
        end as account_domain,
        coalesce(accounts_unified.is_customer, false) as is_customer,
        coalesce(accounts_unified.is_competitor, false) as is_competitor,
        coalesce(accounts_unified.is_partner, false) as is_partner,
        -- An account that was merged into another is told by that one.
        coalesce(accounts_unified.is_deleted, false)
        or accounts_unified.is_tombstone
        or accounts_unified.merged_into_id is not null as is_gone,
        accounts_unified.loaded_at as known_from,
        lead(accounts_unified.loaded_at) over (
            partition by accounts_unified.account_id
            order by accounts_unified.version_number asc nulls last
        ) as known_to,
        min(case when accounts_unified.is_customer then accounts_unified.loaded_at end) over (
            partition by accounts_unified.account_id
        ) as customer_known_from

    from accounts_unified
    left join domains on {{ folded('accounts_unified.domain') }} = domains.value
    cross join company
    where not accounts_unified.is_late

),

accounts as (

    select * from account_versions
    where not is_gone

),

-- What a lead and an account may have in common. A name tells only where no account has the domain.
lead_keys as (

    select
        leads.*,
        1 as strength,
        company_domain as account_key

    from leads
    where company_domain is not null

    union all

    select
        leads.*,
        2 as strength,
        company_name as account_key

    from leads
    where company_name is not null

),

account_keys as (

    select
        accounts.*,
        1 as strength,
        account_domain as account_key

    from accounts
    where account_domain is not null

    union all

    select
        accounts.*,
        2 as strength,
        account_name as account_key

    from accounts
    where account_name is not null

),

shared as (

    select
        lead_keys.lead_id,
        lead_keys.state,
        lead_keys.delivered_at,
        lead_keys.delivered_on,
        lead_keys.delivered_written_on,
        lead_keys.first_loaded_at,
        lead_keys.strength,
        account_keys.account_id,
        account_keys.created_at,
        account_keys.created_on,
        account_keys.created_written_on,
        account_keys.account_name,
        account_keys.account_domain,
        account_keys.is_customer,
        account_keys.is_competitor,
        account_keys.is_partner,
        account_keys.customer_known_from

    from lead_keys
    inner join account_keys
        on lead_keys.strength = account_keys.strength
        and lead_keys.account_key = account_keys.account_key
        and lead_keys.first_loaded_at >= account_keys.known_from
        and (account_keys.known_to is null or lead_keys.first_loaded_at < account_keys.known_to)

),

-- An account that was opened after the delivery, perhaps for this very lead, was not there yet.
there as (

    select * from shared
    where
        created_at is null
        or case
            when created_written_on is not null or delivered_written_on is not null then created_on <= delivered_on
            else created_at <= delivered_at
        end

),

ranked as (

    select
        *,
        min(strength) over (partition by lead_id, state) as strongest

    from there

),

found as (

    select * from ranked
    where strength = strongest

),

first_sales as (

    select
        found.lead_id,
        found.state,
        found.account_id,
        min(deals_current.closed_on) as first_sold_on

    from found
    inner join deals_current
        on found.account_id = deals_current.account_id
        and found.first_loaded_at >= deals_current.first_loaded_at
        and found.first_loaded_at >= deals_current.closed_at
    where deals_current.status = 'won' and not deals_current.is_deleted
    group by found.lead_id, found.state, found.account_id

),

final as (

    select
        cast(found.lead_id as string) as lead_id,
        cast(found.state as string) as state,
        cast(found.account_id as string) as account_id,
        cast(found.account_name as string) as account_name,
        cast(found.account_domain as string) as account_domain,
        cast(
            case
                when first_sales.first_sold_on < found.delivered_on then true
                when not found.is_customer then false
                when found.customer_known_from <= found.delivered_at then true
                -- It buys now, and the first sale that anybody knows of came after the delivery: perhaps that of this very lead.
                when first_sales.first_sold_on is not null then null
                else true
            end as boolean
        ) as is_customer,
        cast(found.is_competitor as boolean) as is_competitor,
        cast(found.is_partner as boolean) as is_partner

    from found
    left join first_sales
        on found.lead_id = first_sales.lead_id
        and found.state = first_sales.state
        and found.account_id = first_sales.account_id

)

select * from final
