-- sales_process.yml: the stages of both versions in their order, with the CRM's words for them. Losing is no step of the way.
create table stages as
select process, position, stage_id, [lower(word) for word in list_append(names, stage_id)] as words
from (
    values
    (1, 1, 'qualified', ['Qualification']),
    (1, 2, 'discovery', ['Needs analysis']),
    (1, 3, 'solution', ['Demo']),
    (1, 4, 'proposal', ['Quote sent']),
    (1, 5, 'negotiation', ['Negotiation']),
    (1, 6, 'contract', ['Contract sent']),
    (1, 7, 'closed_won', ['Won']),
    (1, null, 'closed_lost', ['Lost']),
    (2, 1, 'qualified', ['Qualification']),
    (2, 2, 'discovery', ['Needs analysis']),
    (2, 3, 'solution', ['Demo', 'Solution fit']),
    (2, 4, 'feasibility', ['Feasibility check']),
    (2, 5, 'proposal', ['Quote sent']),
    (2, 6, 'negotiation', ['Negotiation']),
    (2, 7, 'contract', ['Contract sent']),
    (2, 8, 'closed_won', ['Won']),
    (2, null, 'closed_lost', ['Lost'])
) as agreed (process, position, stage_id, names);
