with

agreement_stage_names as (

    select * from {{ ref('stg_leadline__agreement_stage_names') }}

),

stages_in_force as (

    select * from {{ ref('int_stages_in_force') }}

),

sources as (

    select * from {{ ref('stg_leadline__sources') }}

),

words as (

    select
        process_version,
        source,
        {{ folded('stage_name') }} as word,
        stage_id,
        1 as preference

    from agreement_stage_names

    union all

    -- A stage's id is a word for it in every source.
    select
        stages_in_force.process_version,
        sources.source,
        {{ folded('stages_in_force.stage_id') }} as word,
        stages_in_force.stage_id,
        2 as preference

    from stages_in_force
    cross join sources

),

ranked as (

    select
        words.*,
        row_number() over (
            partition by process_version, source, word
            order by preference asc nulls last, stage_id asc nulls last
        ) as choice

    from words

),

chosen as (

    select
        cast(process_version as bigint) as process_version,
        cast(source as string) as source,
        cast(word as string) as word,
        cast(stage_id as string) as stage_id

    from ranked
    where choice = 1

)

select * from chosen
