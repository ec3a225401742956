with

agreement_company as (

    select * from {{ source('leadline', 'agreement_company') }}

),

in_force as (

    select
        time_zone,
        base_currency,
        period,
        country_code,

        fiscal_year_start_month,

        go_live_on,

        load_id,
        loaded_at

    from agreement_company
    where {{ of_latest_agreement() }}

)

select * from in_force
