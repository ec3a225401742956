-- A lead comes while its campaign runs, or within the days of grace that the brief allows: a fortnight.
select leads_in_brief.id
from leads_in_brief
inner join raw_campaigns as campaigns on leads_in_brief.campaign_id = campaigns."Campaign"
where
    leads_in_brief.has_more_limits
    and (
        leads_in_brief.delivered_on < campaigns."Begins"::date - 14
        or leads_in_brief.delivered_on > campaigns."Ends"::date + 14
    )
