with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

own_domains as (

    select * from {{ ref('stg_leadline__agreement_own_domains') }}

),

emails as (

    select * from {{ source('reference', 'emails') }}

),

domains as (

    select * from {{ source('reference', 'domains') }}

),

mail_domains as (

    select * from {{ source('reference', 'mail_domains') }}

),

own as (

    select distinct domains.domain

    from own_domains
    inner join domains on {{ folded('own_domains.domain') }} = domains.value

),

companies as (

    select
        leads_states.lead_id,
        leads_states.state,
        of_address.is_academic,
        of_address.is_free,
        mail_domains.takes_mail,
        case
            when of_address.domain is not null
                then own.domain is not null or own_registered.domain is not null or own_above.domain is not null
        end as is_ours,
        case
            when not of_address.is_free and not of_address.is_disposable
                then coalesce(of_address.registered_domain, of_address.domain)
        end as domain_of_address,
        case
            when not stated.is_free and not stated.is_disposable
                then coalesce(stated.registered_domain, stated.domain)
        end as stated_domain

    from leads_states
    left join emails on {{ folded('leads_states.email') }} = emails.email and emails.is_valid
    left join mail_domains on emails.domain = mail_domains.domain
    left join domains as of_address on emails.domain = of_address.value
    left join own on of_address.domain = own.domain
    -- An address may be of a part of ours: of mail.acme.com, where acme.com is ours. Where only eu.acme.com is, the rest is not.
    left join own as own_registered on of_address.registered_domain = own_registered.domain
    left join own as own_above on substr(of_address.domain, instr(of_address.domain, '.') + 1) = own_above.domain
    left join domains as stated on {{ folded('leads_states.domain') }} = stated.value

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(coalesce(domain_of_address, stated_domain) as string) as company_domain,
        cast(is_academic as boolean) as is_academic,
        cast(is_free as boolean) as is_free,
        cast(is_ours as boolean) as is_ours,
        cast(takes_mail as boolean) as takes_mail

    from companies

)

select * from final
