-- Every coded value of a deal is one of the words that Leadline knows: its channel, its status and its forecast category.
select id
from deals
where
    (channel_of(source_word) is not null and not is_channel(channel_of(source_word)))
    or (status_stated is not null and status_stated not in ('open', 'won', 'lost'))
    or (
        forecast_category is not null
        and forecast_category not in ('omitted', 'pipeline', 'best_case', 'commit', 'closed')
    )
