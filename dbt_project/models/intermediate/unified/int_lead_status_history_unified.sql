with

versions as (

    {{ union_of_kinds('lead_status_history', added=['lead_source', 'status_is_known']) }}

),

sources as (

    select * from {{ ref('stg_leadline__sources') }}

),

-- Sales may keep its decisions in a sheet that is a source of its own; its lead_id then names the lead's source (crm:00Q5). Staging has
-- put the sheet's own source before it (decisions:crm:00Q5), and cannot know which words are sources: that is another kind's table.
-- Later is too late: what is checked before anything is computed must be the lead that is meant.
addressed as (

    select
        case when sources.source is null then versions.lead_id else {{ own_key('versions.lead_id') }} end as lead_id,
        coalesce(sources.source, versions.source) as lead_source,
        versions.status,
        versions.status in ({{ vocabulary('lead_status') }}) as status_is_known,
        versions.changed_by,
        versions.reason,
        versions.changed_at,
        versions.changed_on,
        versions.source,
        versions.record_key,
        versions.source_file,
        versions.source_line,
        versions.is_tombstone,
        versions.is_late,
        versions.load_id,
        versions.load_seq,
        versions.loaded_at

    from versions
    left join sources
        on substr({{ own_key('versions.lead_id') }}, 1, length(sources.source) + 1) = sources.source || ':'

),

in_order as (

    select
        addressed.*,
        {{ version_columns() }}

    from addressed

)

select * from in_order
