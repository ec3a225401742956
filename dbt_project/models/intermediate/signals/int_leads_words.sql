with

leads_states as (

    select * from {{ ref('int_leads_states') }}

),

names as (

    select * from {{ source('reference', 'names') }}

),

written as (

    select
        lead_id,
        state,
        coalesce(is_test, false) as is_test,
        {{ folded('email') }} as email,
        {{ folded('first_name') }} as first_name,
        {{ folded('last_name') }} as last_name,
        {{ folded('company') }} as company,
        {{ folded("coalesce(first_name, '') || ' ' || coalesce(last_name, '')") }} as full_name,
        {{ folded("coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(title, '')") }} as person

    from leads_states

),

judged as (

    select
        written.lead_id,
        written.state,
        case
            when first_names.value is not null or last_names.value is not null
                then coalesce(first_names.is_keyboard_run, false) or coalesce(last_names.is_keyboard_run, false)
        end as name_is_keyboard_run,
        companies.is_no_company or companies.is_keyboard_run as company_is_placeholder,
        case
            when written.email is not null or written.full_name <> ''
                then
                    not written.is_test
                    and (
                        coalesce({{ is_test_address('written.email') }}, false)
                        or coalesce(written.first_name = 'test', false)
                        or coalesce(written.last_name = 'test', false)
                        or written.full_name in ('test lead', 'lead test', 'test user', 'user test', 'test account')
                    )
        end as is_unmarked_test,
        case
            when written.person <> '' or written.company is not null
                then {{ is_spam('written.person', "coalesce(written.company, '')") }}
        end as has_spam

    from written
    left join names as first_names on written.first_name = first_names.value
    left join names as last_names on written.last_name = last_names.value
    left join names as companies on written.company = companies.value

),

final as (

    select
        cast(lead_id as string) as lead_id,
        cast(state as string) as state,
        cast(name_is_keyboard_run as boolean) as name_is_keyboard_run,
        cast(company_is_placeholder as boolean) as company_is_placeholder,
        cast(is_unmarked_test as boolean) as is_unmarked_test,
        cast(has_spam as boolean) as has_spam

    from judged

)

select * from final
