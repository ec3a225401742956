{#
    What a delivery brings: frozen as first known, and judged as such. The rest of a lead (status, rejection, conversion, …) is
    what became of it: current, whichever state is judged. Together they are the columns of the entity, and `personal` those that
    hold people's data: a test compares both with extract's words and with the tags in the models' yml.
#}
{% macro lead_columns(part) -%}
    {%- set columns = {
        'delivery': [
            'created_at', 'email', 'phone', 'first_name', 'last_name', 'company', 'domain', 'title', 'seniority', 'country',
            'region', 'city', 'industry', 'employees', 'campaign_id', 'vendor', 'channel', 'consent', 'do_not_contact',
            'ip_address', 'ip_country', 'timezone', 'language', 'form_id', 'landing_page', 'is_test',
        ],
        'outcome': [
            'updated_at', 'owner_id', 'status', 'rejection_reason', 'assigned_at', 'first_response_at', 'converted_at',
            'converted_deal_id', 'converted_contact_id', 'converted_account_id', 'is_deleted',
        ],
        'frozen': ['lead_id', 'delivered_at'],
        'personal': [
            'email', 'phone', 'first_name', 'last_name', 'company', 'domain', 'title', 'city', 'ip_address', 'landing_page',
        ],
    } -%}
    {{ return(columns[part]) }}
{%- endmacro %}
