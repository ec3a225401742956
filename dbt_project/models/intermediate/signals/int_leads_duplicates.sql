{# Leads of a key from the earliest delivery on; of one instant, in the order of their ids. -#}
{%- set in_order -%}
partition by state, contact_key, known_at
            order by delivered_on asc nulls last, delivered_at asc nulls last, lead_id asc nulls last
{%- endset -%}
{%- set of_source = 'partition by state, contact_key, known_at, row_number_of_source' -%}
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

agreement_briefs as (

    select * from {{ ref('stg_leadline__agreement_briefs') }}

),

duplicate_keys as (

    select * from {{ ref('stg_leadline__agreement_brief_duplicate_keys') }}

),

emails as (

    select * from {{ source('reference', 'emails') }}

),

phones as (

    select * from {{ source('reference', 'phones') }}

),

-- By what, and among which leads, each brief counts. Without a brief (and in one that does not say) a person is told everywhere by
-- address and number.
briefs as (

    select distinct
        brief_id,
        brief_version,
        duplicate_scope

    from agreement_briefs

    union all

    select
        '' as brief_id,
        0 as brief_version,
        'everywhere' as duplicate_scope

),

asked as (

    select
        briefs.brief_id,
        briefs.brief_version,
        duplicate_keys.duplicate_key,
        briefs.duplicate_scope

    from briefs
    inner join duplicate_keys
        on briefs.brief_id = duplicate_keys.brief_id
        and briefs.brief_version = duplicate_keys.brief_version

    {% for key in ['email', 'phone'] -%}
    union all

    select
        briefs.brief_id,
        briefs.brief_version,
        '{{ key }}' as duplicate_key,
        briefs.duplicate_scope

    from briefs
    left join duplicate_keys
        on briefs.brief_id = duplicate_keys.brief_id
        and briefs.brief_version = duplicate_keys.brief_version
    where duplicate_keys.brief_id is null
    {% if not loop.last %}
    {% endif -%}
    {% endfor %}
),

asked_of_anybody as (

    select distinct
        duplicate_key,
        duplicate_scope

    from asked

),

looked_up as (

    select
        leads_states.lead_id,
        leads_states.state,
        leads_states.source,
        leads_states.is_latest_state,
        leads_states.delivered_at,
        leads_states.delivered_on,
        leads_states.delivered_written_on,
        leads_states.first_loaded_at,
        leads_states.campaign_id,
        {{ folded('leads_states.vendor') }} as vendor,
        coalesce(leads_briefs.brief_id, '') as brief_id,
        coalesce(leads_briefs.brief_version, 0) as brief_version,
        -- What nobody can read, or many share, makes nobody the same person.
        case when emails.is_valid and not emails.is_role_account then emails.email end as email_key,
        phones.e164 as phone_key,
        leads_domains.company_domain as domain_key

    from leads_states
    left join leads_briefs on leads_states.lead_id = leads_briefs.lead_id
    left join leads_domains
        on leads_states.lead_id = leads_domains.lead_id
        and leads_states.state = leads_domains.state
    left join emails on {{ folded('leads_states.email') }} = emails.email
    left join phones
        on leads_states.phone = phones.phone
        and coalesce(leads_states.country_code, '') = phones.country_code

),

-- Every lead as it is seen from each state: one that was never corrected looks the same from both.
seen as (

    select
        looked_up.*,
        state as seen_from,
        true as is_asked_for

    from looked_up

    union all

    select
        looked_up.*,
        'current' as seen_from,
        false as is_asked_for

    from looked_up
    where is_latest_state and state = 'first_known'

),

keys as (

    {% for key in ['email', 'phone', 'domain'] -%}
    select
        seen.*,
        '{{ key }}' as duplicate_key,
        {{ key }}_key as key_value

    from seen
    where {{ key }}_key is not null
    {% if not loop.last %}
    union all

    {% endif -%}
    {% endfor %}
),

-- An earlier lead counts whatever its own brief asks for: each one stands under every key that some brief asks for.
scoped as (

    select
        keys.*,
        asked_of_anybody.duplicate_scope,
        case asked_of_anybody.duplicate_scope
            when 'vendor' then keys.vendor
            when 'campaign' then keys.campaign_id
            else ''
        end as scope_value

    from keys
    inner join asked_of_anybody on keys.duplicate_key = asked_of_anybody.duplicate_key

),

contact_keys as (

    select
        scoped.lead_id,
        scoped.seen_from as state,
        scoped.source,
        scoped.delivered_at,
        scoped.delivered_on,
        scoped.delivered_written_on,
        scoped.first_loaded_at,
        scoped.is_asked_for and asked.brief_id is not null as is_asked_for,
        -- Another source is told of by address and number, of all leads, whatever the brief counts by.
        scoped.is_asked_for and scoped.duplicate_scope = 'everywhere' and scoped.duplicate_key in ('email', 'phone') as is_person,
        scoped.duplicate_key || ':' || scoped.duplicate_scope || ':' || scoped.scope_value || ':' || scoped.key_value as contact_key

    from scoped
    left join asked
        on scoped.brief_id = asked.brief_id
        and scoped.brief_version = asked.brief_version
        and scoped.duplicate_key = asked.duplicate_key
        and scoped.duplicate_scope = asked.duplicate_scope
    -- Who has no vendor shares none.
    where scoped.scope_value is not null

),

loads as (

    select distinct
        state,
        contact_key,
        first_loaded_at as known_at

    from contact_keys
    where is_asked_for or is_person

),

-- The leads of a key as they were known at each load of one: an older lead that turns up later makes no duplicate of one that
-- was judged already.
known as (

    select
        contact_keys.*,
        loads.known_at

    from contact_keys
    inner join loads
        on contact_keys.state = loads.state
        and contact_keys.contact_key = loads.contact_key
        and contact_keys.first_loaded_at <= loads.known_at

),

preceded as (

    select
        known.*,
        -- Leads of one instant are in the order of their ids: the second of two is a duplicate of the first.
        lag(source) over ({{ in_order }}) as before_source,
        lag(delivered_at) over ({{ in_order }}) as before_at,
        lag(delivered_on) over ({{ in_order }}) as before_on,
        lag(delivered_written_on) over ({{ in_order }}) as before_written_on

    from known

),

-- Leads of one source in a row stand behind the same last lead of another one.
rows_of_one_source as (

    select
        preceded.*,
        sum(case when before_source = source then 0 else 1 end)
            over ({{ in_order }} rows between unbounded preceding and current row) as row_number_of_source

    from preceded

),

elsewhere as (

    select
        rows_of_one_source.*,
        max(case when before_source <> source then before_at end) over ({{ of_source }}) as elsewhere_at,
        max(case when before_source <> source then before_on end) over ({{ of_source }}) as elsewhere_on,
        max(case when before_source <> source then before_written_on end) over ({{ of_source }}) as elsewhere_written_on

    from rows_of_one_source

),

nearest as (

    select
        lead_id,
        state,
        min(case when is_asked_for then {{ days_apart('before', 'delivered') }} end) as days_since_duplicate,
        min(case when is_person then {{ days_apart('elsewhere', 'delivered') }} end) as days_since_other_source

    from elsewhere
    where known_at = first_loaded_at
    group by lead_id, state

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(days_since_duplicate as double) as days_since_duplicate,
        cast(days_since_other_source as double) as days_since_other_source

    from nearest
    where days_since_duplicate is not null or days_since_other_source is not null

)

select * from final
