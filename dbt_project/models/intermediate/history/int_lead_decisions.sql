with

lead_status_history_unified as (

    select * from {{ ref('int_lead_status_history_unified') }}

),

-- Being worked on is no decision, and takes none back; being recycled does.
entries as (

    select
        lead_id,
        source,
        changed_at,
        changed_by,
        reason,
        loaded_at,
        load_id,
        load_seq,
        record_key,
        case
            when status = 'rejected' then 'rejected'
            when status in ('accepted', 'qualified', 'converted') then 'accepted'
            when status = 'recycled' then 'recycled'
        end as decision

    from lead_status_history_unified
    where is_latest and not is_tombstone and status in ('accepted', 'rejected', 'qualified', 'converted', 'recycled')

),

-- Of two entries of one instant (a sheet knows days only) the one that was loaded later is later.
in_order as (

    select
        *,
        row_number() over (
            partition by lead_id
            order by
                changed_at asc nulls last, loaded_at asc nulls last, load_id asc nulls last, load_seq asc nulls last,
                source asc nulls last, record_key asc nulls last
        ) as entry_number

    from entries

),

with_before as (

    select
        *,
        lag(decision) over (partition by lead_id order by entry_number asc nulls last) as decision_before

    from in_order

),

-- What repeats a decision (qualified after accepted) is not another one: it stands since its first entry.
decisions as (

    select
        *,
        cast(row_number() over (partition by lead_id order by entry_number asc nulls last) as bigint) as decision_number,
        row_number() over (partition by lead_id order by entry_number desc nulls last) = 1 as is_last,
        row_number() over (partition by lead_id, decision order by entry_number desc nulls last) = 1 as is_last_of_its_kind

    from with_before
    where decision_before is null or decision_before <> decision

),

final as (

    select
        lead_id,
        decision_number,
        decision,
        changed_at as decided_at,
        changed_by as decided_by,
        reason,
        source,
        is_last,
        is_last_of_its_kind

    from decisions

)

select * from final
