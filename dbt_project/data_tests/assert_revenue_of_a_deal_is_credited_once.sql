-- A failure means that the revenue of leads is not that of the won deals they led to: a deal counts for two leads, or for none.
with

leads as (

    select * from {{ ref('fct_leads') }}

),

deals as (

    select * from {{ ref('fct_deals') }}

),

credited as (

    select coalesce(sum(revenue_base), 0) as revenue_base
    from leads

),

won as (

    select coalesce(sum(amount_base), 0) as amount_base
    from deals
    where status = 'won' and not is_deleted and lead_id is not null

),

differences as (

    select
        credited.revenue_base,
        won.amount_base

    from credited
    cross join won
    where credited.revenue_base <> won.amount_base

)

select * from differences
