-- Every deal stands in a stage of the agreed sales process: of the version in force when it was created.
select id from deals where stage_id is null
