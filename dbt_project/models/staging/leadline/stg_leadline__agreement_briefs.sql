with

agreement_briefs as (

    select * from {{ source('leadline', 'agreement_briefs') }}

),

in_force as (

    select
        brief_id,

        version as brief_version,
        specificity,

        name,
        objective,
        scope_kind,
        scope_value,
        marketing_approver,
        sales_approver,
        change_note,

        valid_from,
        valid_to,

        load_id,
        loaded_at

    from agreement_briefs
    where {{ of_latest_agreement() }}

)

select * from in_force
