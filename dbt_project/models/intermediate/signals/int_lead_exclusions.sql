with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

leads_briefs as (

    select * from {{ ref('int_leads_briefs') }}

),

leads_domains as (

    select * from {{ ref('int_leads_domains') }}

),

lead_accounts as (

    select * from {{ ref('int_lead_accounts') }}

),

brief_exclusions as (

    select * from {{ ref('stg_leadline__agreement_brief_exclusions') }}

),

source_columns as (

    select * from {{ ref('stg_leadline__source_columns') }}

),

domains as (

    select * from {{ source('reference', 'domains') }}

),

exclusions as (

    select
        brief_id,
        brief_version,
        sort,
        {{ joined('account', ', ') }} as value

    from brief_exclusions
    group by brief_id, brief_version, sort

),

-- Where no source tells who is one, nobody can say that a lead is none. Who bought is told by deals as well.
told_by_sources as (

    {% for sort, column in [('customers', 'is_customer'), ('competitors', 'is_competitor'), ('partners', 'is_partner')] -%}
    select '{{ sort }}' as sort
    from source_columns
    where entity = 'accounts' and column_name = '{{ column }}'

    union

    {% endfor -%}
    select 'customers' as sort
    from source_columns
    where entity = 'deals' and column_name = 'account_id'

),

applied as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.source,
        exclusions.*,
        leads_domains.company_domain,
        coalesce(leads_domains.is_academic, false) as is_academic,
        leads_domains.is_free,
        {{ folded('leads_states.company') }} as company_name,
        {{ folded('leads_states.title') }} as title,
        {{ folded('leads_states.seniority') }} as seniority

    from leads_states
    inner join leads_briefs on leads_states.lead_id = leads_briefs.lead_id
    inner join exclusions
        on leads_briefs.brief_id = exclusions.brief_id
        and leads_briefs.brief_version = exclusions.brief_version
    inner join leads_domains
        on leads_states.lead_id = leads_domains.lead_id
        and leads_states.state = leads_domains.state

),

-- By sort: an account of the lead that is one, and whether of one nobody can tell.
of_accounts as (

    {% for sort, column in [('customers', 'is_customer'), ('competitors', 'is_competitor'), ('partners', 'is_partner')] -%}
    select
        lead_id,
        state,
        '{{ sort }}' as sort,
        min(case when {{ column }} then account_id end) as matched,
        max(case when {{ column }} is null then 1 else 0 end) = 1 as is_doubtful

    from lead_accounts
    group by lead_id, state
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

-- What a brief may call a lead's company: its domain or its name, or those of an account that it belongs to.
named as (

    select
        lead_id,
        state,
        brief_id,
        brief_version,
        company_domain as called,
        'domain' as called_by

    from applied
    where sort = 'accounts'

    union

    select
        lead_id,
        state,
        brief_id,
        brief_version,
        company_name as called,
        'name' as called_by

    from applied
    where sort = 'accounts'

    {% for called_by in ['domain', 'name'] %}
    union

    select
        applied.lead_id,
        applied.state,
        applied.brief_id,
        applied.brief_version,
        lead_accounts.account_{{ called_by }} as called,
        '{{ called_by }}' as called_by

    from applied
    inner join lead_accounts
        on applied.lead_id = lead_accounts.lead_id
        and applied.state = lead_accounts.state
    where applied.sort = 'accounts'
    {% endfor %}
),

listed as (

    select
        brief_exclusions.brief_id,
        brief_exclusions.brief_version,
        brief_exclusions.account,
        coalesce(domains.registered_domain, domains.domain) as called,
        'domain' as called_by

    from brief_exclusions
    inner join domains on {{ folded('brief_exclusions.account') }} = domains.value
    where brief_exclusions.sort = 'accounts'

    union

    select
        brief_id,
        brief_version,
        account,
        {{ folded('account') }} as called,
        'name' as called_by

    from brief_exclusions
    where sort = 'accounts'

),

of_list as (

    select
        named.lead_id,
        named.state,
        min(listed.account) as matched

    from named
    inner join listed
        on named.brief_id = listed.brief_id
        and named.brief_version = listed.brief_version
        and named.called_by = listed.called_by
        and named.called = listed.called
    group by named.lead_id, named.state

),

judged as (

    select
        applied.*,
        case
            when applied.sort = 'accounts' then of_list.matched
            when applied.sort = 'free_mail' then case when applied.is_free then 'free mail address' end
            when applied.sort <> 'students' then of_accounts.matched
            when applied.is_academic then 'academic address'
            when {{ is_student('applied.seniority') }} then 'seniority'
            when {{ is_student('applied.title') }} then 'title'
        end as matched,
        case
            when applied.sort = 'students'
                then applied.company_domain is not null or applied.title is not null or applied.seniority is not null
            when applied.sort = 'free_mail' then applied.is_free is not null
            else
                (applied.company_domain is not null or applied.company_name is not null)
                and (applied.sort = 'accounts' or told_by_sources.sort is not null)
                and not coalesce(of_accounts.is_doubtful, false)
        end as can_be_told

    from applied
    left join told_by_sources on applied.sort = told_by_sources.sort
    left join of_accounts
        on applied.lead_id = of_accounts.lead_id
        and applied.state = of_accounts.state
        and applied.sort = of_accounts.sort
    left join of_list
        on applied.lead_id = of_list.lead_id
        and applied.state = of_list.state
        and applied.sort = 'accounts'

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(source as string) as source,
        cast(brief_id as string) as brief_id,
        cast(brief_version as bigint) as brief_version,
        cast(sort as string) as sort,
        cast(value as string) as value,
        cast(matched as string) as matched,
        cast(case when matched is not null then true when can_be_told then false end as boolean) as is_excluded

    from judged

)

select * from final
