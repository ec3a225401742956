{#
    Whether a title or seniority (lower case, trimmed) is a student's, pupil's or trainee's: such a word stands at its end or before
    what is studied or where. A word within another one (Studentenwerk) is none, nor one that says whom the work is for (student advisor).
#}
{% macro is_student(title) -%}
    {%- set words = 'student studentin studierende studierender studente studentessa estudiante étudiant étudiante etudiant etudiante
        undergraduate pupil schüler schülerin werkstudent werkstudentin intern praktikant praktikantin stagiaire stagista becario becaria
        tirocinante trainee apprentice auszubildende auszubildender azubi'.split() -%}
    {{ matches(title, '(^|[^a-zß-öø-ÿ])(' ~ words | join('|') ~ ')( *$| *[,;:(/|]| [–-] | (of|in|at|with|bei|der|im|am|an|de|en|di|del|à) )') }}
{%- endmacro %}
