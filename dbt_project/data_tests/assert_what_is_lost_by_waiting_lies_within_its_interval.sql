-- A failure means that the estimate and its interval are told of different leads.
select *
from {{ ref('mart_response_decay') }}
where lost_ratio < lost_ratio_low or lost_ratio > lost_ratio_high
