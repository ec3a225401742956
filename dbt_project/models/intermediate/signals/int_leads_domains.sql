with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

emails as (

    select * from {{ source('reference', 'emails') }}

),

domains as (

    select * from {{ source('reference', 'domains') }}

),

companies as (

    select
        leads_states.lead_id,
        leads_states.state,
        of_address.is_academic,
        case when not of_address.is_free and not of_address.is_disposable then of_address.domain end as domain_of_address,
        case when not stated.is_free and not stated.is_disposable then stated.domain end as stated_domain

    from leads_states
    left join emails on {{ folded('leads_states.email') }} = emails.email and emails.is_valid
    left join domains as of_address on emails.domain = of_address.value
    left join domains as stated on {{ folded('leads_states.domain') }} = stated.value

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(coalesce(domain_of_address, stated_domain) as string) as company_domain,
        cast(is_academic as boolean) as is_academic

    from companies

)

select * from final
