-- Every version of a lead in any file, without the rows that hold something unreadable.
create table lead_versions as
with

typed as (

    select
        "Lead ID" as id,
        "Created"::text as created_text, try_cast("Created" as timestamp) as created_at,
        "Updated"::text as updated_text, try_cast("Updated" as timestamp) as updated_at,
        "Delivered"::text as delivered_text, try_cast("Delivered" as timestamp) as delivered_stated,
        "Assigned"::text as assigned_text, try_cast("Assigned" as timestamp) as assigned_at,
        "First response"::text as response_text, try_cast("First response" as timestamp) as first_response_at,
        "Converted"::text as converted_text, try_cast("Converted" as timestamp) as converted_at,
        "Employees"::text as employees_text, whole_number("Employees") as employees,
        "Consent"::text as consent_text, yes_or_no("Consent") as consent,
        "Do not contact"::text as refusal_text, yes_or_no("Do not contact") as do_not_contact,
        "Test lead"::text as test_text, yes_or_no("Test lead") as is_test,
        "Deleted"::text as deleted_text, yes_or_no("Deleted") as is_deleted,
        "E-mail" as email,
        "Phone" as phone,
        "First name" as first_name,
        "Last name" as last_name,
        "Company" as company,
        "Website" as website,
        "Job title" as title,
        "Seniority" as seniority,
        "Country" as country,
        "IP country" as ip_country,
        "Time zone" as timezone,
        "Language" as language,
        "IP address" as ip_address,
        "Form" as form_id,
        "Campaign" as campaign_id,
        "Industry" as industry,
        "Vendor" as vendor,
        "Lead source" as source_word,
        "Status" as status_word,
        "Rejection reason" as rejection_reason,
        "Deal" as deal_id,
        "Contact" as contact_id,
        "Account" as account_id,
    from raw_leads

)

select
    *,
    coalesce(delivered_stated, created_at) as delivered_at,
    -- People are told by when they filled in the form.
    coalesce(created_at, delivered_stated) as came_at,
    (timezone('Europe/Berlin', timezone('UTC', coalesce(delivered_stated, created_at))))::date as delivered_on,
    case lower(status_word)
        when 'untouched' then 'new'
        when 'in progress' then 'working'
        when 'sales accepted' then 'accepted'
        when 'back to marketing' then 'recycled'
        else lower(status_word)
    end as status,
    channel_of(source_word) as channel,
from typed
where
    id is not null
    and (created_text is null or created_at is not null)
    and (updated_text is null or updated_at is not null)
    and (delivered_text is null or delivered_stated is not null)
    and (assigned_text is null or assigned_at is not null)
    and (response_text is null or first_response_at is not null)
    and (converted_text is null or converted_at is not null)
    and (employees_text is null or employees is not null)
    and (consent_text is null or consent is not null)
    and (refusal_text is null or do_not_contact is not null)
    and (test_text is null or is_test is not null)
    and (deleted_text is null or is_deleted is not null);

-- A delivery is judged by what it brought: by the first version of the lead.
create table leads as
select *
from lead_versions
qualify row_number() over (partition by id order by updated_at) = 1;

-- What became of a lead stands in the last one.
create table leads_now as
select *
from lead_versions
qualify row_number() over (partition by id order by updated_at desc) = 1;
