with

agreement_briefs as (

    select * from {{ source('leadline', 'agreement_briefs') }}

),

first_loads as (

    select
        brief_id,
        version,
        min(loaded_at) as first_loaded_at

    from agreement_briefs
    group by brief_id, version

),

originals as (

    select distinct
        brief_id,
        version

    from agreement_briefs
    where {{ of_first_agreement() }}

),

in_force as (

    select
        agreement_briefs.brief_id,

        agreement_briefs.version as brief_version,
        agreement_briefs.specificity,

        agreement_briefs.name,
        agreement_briefs.objective,
        agreement_briefs.scope_kind,
        agreement_briefs.scope_value,
        agreement_briefs.marketing_approver,
        agreement_briefs.sales_approver,
        agreement_briefs.change_note,

        agreement_briefs.volume_goal,
        agreement_briefs.volume_unit,
        agreement_briefs.volume_per,
        agreement_briefs.volume_due_at,
        coalesce(agreement_briefs.volume_pacing, 'even') as volume_pacing,

        agreement_briefs.price_amount,
        agreement_briefs.price_currency,
        agreement_briefs.price_per,
        agreement_briefs.price_cap,
        agreement_briefs.return_within_days,
        agreement_briefs.decide_within_days,
        -- What a load from before Leadline asked for it does not say is as without a brief.
        coalesce(agreement_briefs.duplicate_scope, 'everywhere') as duplicate_scope,
        coalesce(agreement_briefs.is_reason_required, true) as is_reason_required,

        agreement_briefs.valid_from,
        agreement_briefs.valid_to,

        originals.brief_id is not null as is_original,
        coalesce(agreement_briefs.is_retroactive, false) as is_retroactive,

        agreement_briefs.load_id,
        agreement_briefs.loaded_at,
        first_loads.first_loaded_at

    from agreement_briefs
    inner join first_loads
        on agreement_briefs.brief_id = first_loads.brief_id
        and agreement_briefs.version = first_loads.version
    left join originals
        on agreement_briefs.brief_id = originals.brief_id
        and agreement_briefs.version = originals.version
    where agreement_briefs.{{ of_latest_agreement() }}

)

select * from in_force
