with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

agreement_briefs as (

    select * from {{ ref('stg_leadline__agreement_briefs') }}

),

briefs_in_force as (

    select * from {{ ref('int_briefs_in_force') }}

),

campaigns_unified as (

    select * from {{ ref('int_campaigns_unified') }}

),

delivered as (

    select
        leads_states.lead_id,
        leads_states.delivered_on,
        leads_states.campaign_id,
        leads_states.vendor,
        leads_states.channel,
        campaigns_unified.name as campaign_name

    from leads_states
    left join campaigns_unified
        on leads_states.campaign_id = campaigns_unified.campaign_id
        and campaigns_unified.is_latest
    where leads_states.state = 'first_known'

),

-- What a brief's scope may name of a lead. A campaign goes by its key, by the source's own part of it, or by its name.
scopes as (

    select
        lead_id,
        delivered_on,
        'campaign' as scope_kind,
        campaign_id as scope_value

    from delivered

    union

    select
        lead_id,
        delivered_on,
        'campaign' as scope_kind,
        {{ own_key('campaign_id') }} as scope_value

    from delivered

    union

    select
        lead_id,
        delivered_on,
        'campaign' as scope_kind,
        campaign_name as scope_value

    from delivered

    union

    select
        lead_id,
        delivered_on,
        'vendor' as scope_kind,
        vendor as scope_value

    from delivered

    union

    select
        lead_id,
        delivered_on,
        'channel' as scope_kind,
        channel as scope_value

    from delivered

    union

    select
        lead_id,
        delivered_on,
        'default' as scope_kind,
        '' as scope_value

    from delivered

),

-- The most specific brief wins. Ties are refused when the agreement is read; the order is total all the same.
in_force as (

    select
        scopes.lead_id,
        agreement_briefs.brief_id,
        agreement_briefs.brief_version,
        agreement_briefs.duplicate_scope,
        agreement_briefs.is_reason_required,
        briefs_in_force.is_retroactive,
        row_number() over (
            partition by scopes.lead_id
            order by
                agreement_briefs.specificity desc nulls last,
                briefs_in_force.in_force_from desc nulls last,
                agreement_briefs.brief_id asc nulls last,
                agreement_briefs.brief_version desc nulls last
        ) as choice

    from scopes
    inner join agreement_briefs
        on scopes.scope_kind = agreement_briefs.scope_kind
        and {{ folded('scopes.scope_value') }} = {{ folded('agreement_briefs.scope_value') }}
    inner join briefs_in_force
        on agreement_briefs.brief_id = briefs_in_force.brief_id
        and agreement_briefs.brief_version = briefs_in_force.brief_version
        and scopes.delivered_on >= briefs_in_force.in_force_from
        and (briefs_in_force.in_force_to is null or scopes.delivered_on < briefs_in_force.in_force_to)

),

chosen as (

    select
        lead_id,
        brief_id,
        brief_version,
        duplicate_scope,
        is_reason_required,
        is_retroactive

    from in_force
    where choice = 1

)

select * from chosen
