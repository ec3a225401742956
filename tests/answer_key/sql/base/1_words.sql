-- What the words of the rules mean in the vocabulary of the demo's files. tests/answer_key/test_vocabulary.py proves that the files
-- hold nothing that these words do not cover.

-- Text that says something: what an export writes for "nothing here" is nothing.
create macro given(t) as
    case when lower(trim(t)) in ('', 'empty', 'null', '(null)', 'n/a', '#n/a', '\n') then null else trim(t) end;

create macro yes_or_no(t) as
    case when lower(t) in ('yes', 'y', 'true', 't', '1') then true when lower(t) in ('no', 'n', 'false', 'f', '0') then false end;

-- 1200 or 1,200
create macro whole_number(t) as
    case when regexp_full_match(t, '-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)') then try_cast(replace(t, ',', '') as bigint) end;

-- German exports: 31.12.2025, 31.12.2025 23:59, 1.234,56.
create macro german_day(t) as try_strptime(t, '%d.%m.%Y')::date;
create macro german_minute(t) as try_strptime(t, '%d.%m.%Y %H:%M');
create macro german_number(t) as
    case
        when regexp_full_match(t, '-?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)(,[0-9]+)?')
            then try_cast(replace(replace(t, '.', ''), ',', '.') as decimal(38, 4))
    end;

-- 12,5 or 12,5 %
create macro german_percent(t) as german_number(trim(rtrim(t, '%')));

create macro email_is_valid(address) as
    regexp_full_match(
        lower(address),
        '[a-z0-9]+([._+''-][a-z0-9]+)*@[\p{Ll}0-9]+(-[\p{Ll}0-9]+)*([.][\p{Ll}0-9]+(-[\p{Ll}0-9]+)*)*[.][a-z]{2,}'
    );

create macro email_is_throw_away(address) as
    regexp_full_match(
        lower(split_part(address, '@', 2)),
        '(.*[.])?(mailinator|guerrillamail|yopmail|10minutemail|trashmail)[.]com'
    );

-- Anybody may have an address there.
create macro email_is_of_anybody(address) as
    lower(split_part(address, '@', 2)) in ('gmail.com', 'googlemail.com', 'web.de', 'gmx.net', 't-online.de', 'yahoo.co.uk');

create macro email_is_of_a_university(address) as
    regexp_full_match(lower(split_part(address, '@', 2)), '(.+[.])?(edu|edu[.][a-z]{2}|ac[.][a-z]{2})');

-- Titles of people who still learn, as they stand in the files.
create macro is_learning(title) as
    lower(title) in ('student', 'werkstudentin', 'phd student, process engineering', 'trainee (purchasing)', 'purchasing intern');

-- https://www.example.demo/ or example.demo
create macro domain_of(page) as regexp_extract(lower(page), '^(https?://)?(www[.])?([^/]+)', 3);

create macro email_is_of_a_function(address) as
    split_part(lower(split_part(address, '@', 1)), '+', 1) in
    ('info', 'sales', 'office', 'contact', 'support', 'marketing', 'hello', 'admin', 'team', 'service', 'purchasing');

-- Keys side by side, the form's own words, signs; and the two people who stand in every manual.
create macro is_no_name(name) as
    lower(name) in ('test', 'tester', 'testing', 'asdf', 'asdfgh', 'qwertz', 'qwerty', 'firstname', 'lastname')
    or not regexp_matches(name, '\p{L}');

create macro is_nobody(first_name, last_name) as
    coalesce(is_no_name(first_name), false)
    or coalesce(is_no_name(last_name), false)
    or coalesce((lower(first_name), lower(last_name)) in (('john', 'doe'), ('max', 'mustermann')), false);

-- Fingers along the keyboard, there or back, or on one key.
create macro is_keys(name) as
    lower(name) in ('asdf', 'asdfgh', 'asdasd', 'fghjk', 'hjkl', 'qwertz', 'qwerty', 'yxcvbn', 'poiuz', 'kkkkkk');

create macro is_no_company(name) as
    lower(name) in ('none', 'privat', 'unknown', 'test gmbh', 'asdf gmbh') or not regexp_matches(name, '[\p{L}0-9]');

create macro is_a_trial(email, first_name, last_name) as
    coalesce(regexp_full_match(lower(email), '(test|test[+].*)@.*|.*[@.]example[.](com|org)'), false)
    or coalesce(lower(first_name) = 'test', false)
    or coalesce(lower(last_name) = 'test', false);

create macro advertises(person, company) as
    contains(lower(person), 'www.')
    or regexp_matches(lower(person || ' ' || coalesce(company, '')), 'https?://|make money|click here|payday loan')
    or regexp_matches(lower(person), 'seo services');

-- ISO code of a country written as a code or as people write it; null where nobody knows such a country.
create macro country_code(t) as
    case
        when regexp_full_match(t, '[A-Za-z]{2}') then upper(t)
        else
            case lower(t)
                when 'austria' then 'AT' when 'österreich' then 'AT' when 'aut' then 'AT'
                when 'belgium' then 'BE'
                when 'switzerland' then 'CH' when 'schweiz' then 'CH'
                when 'czechia' then 'CZ'
                when 'germany' then 'DE' when 'deutschland' then 'DE'
                when 'denmark' then 'DK'
                when 'spain' then 'ES' when 'españa' then 'ES'
                when 'france' then 'FR'
                when 'united kingdom' then 'GB'
                when 'india' then 'IN'
                when 'italy' then 'IT' when 'italia' then 'IT'
                when 'netherlands' then 'NL' when 'the netherlands' then 'NL'
                when 'poland' then 'PL'
                when 'portugal' then 'PT'
                when 'sweden' then 'SE'
                when 'turkey' then 'TR' when 'türkei' then 'TR'
                when 'usa' then 'US'
            end
    end;

-- Where clocks of a zone are right: the country's own, and those of which the zone database says that theirs is the same. Null for a zone
-- of no place, or that nobody knows.
create macro countries_of_zone(t) as
    case lower(trim(t))
        when 'europe/berlin' then ['DE', 'DK', 'NO', 'SE']
        when 'europe/busingen' then ['DE']
        when 'europe/vienna' then ['AT']
        when 'europe/zurich' then ['CH', 'DE']
        when 'europe/amsterdam' then ['NL']
        when 'europe/brussels' then ['BE', 'LU', 'NL']
        when 'europe/paris' then ['FR']
        when 'europe/rome' then ['IT']
        when 'europe/london' then ['GB']
        when 'europe/warsaw' then ['PL']
        when 'europe/prague' then ['CZ']
        when 'europe/copenhagen' then ['DK']
        when 'europe/stockholm' then ['SE']
        when 'europe/madrid' then ['ES']
        when 'europe/lisbon' then ['PT']
        when 'america/new_york' then ['US'] when 'america/chicago' then ['US'] when 'us/eastern' then ['US']
        when 'asia/calcutta' then ['IN'] when 'asia/kolkata' then ['IN']
        when 'europe/belgrade' then ['RS']
        when 'asia/manila' then ['PH']
        when 'asia/ho_chi_minh' then ['VN']
    end;

-- Where a language is spoken by one in twenty or is official, among the countries of the files; English everywhere. Null for what is no
-- language.
create macro countries_of_language(tag) as
    case split_part(split_part(lower(trim(tag)), ',', 1), '-', 1)
        when 'de' then ['AT', 'BE', 'CH', 'CZ', 'DE', 'DK', 'FR', 'GB', 'LU', 'NL', 'PL']
        when 'fr' then ['AT', 'BE', 'CH', 'DE', 'FR', 'GB', 'IT', 'LU', 'NL', 'PT']
        when 'nl' then ['BE', 'DE', 'NL']
        when 'it' then ['AT', 'CH', 'DE', 'IT']
        when 'pl' then ['PL']
        when 'cs' then ['CZ']
        when 'da' then ['DK']
        when 'sv' then ['DK', 'SE']
        when 'es' then ['DE', 'ES', 'FR', 'GB', 'PT', 'US']
        when 'pt' then ['BR', 'LU', 'PT']
        when 'hi' then ['IN']
        when 'bn' then ['IN']
        when 'vi' then ['VN']
        when 'tl' then ['PH']
        when 'tr' then ['TR']
    end;

create macro language_says_country(tag, code) as
    list_contains(string_split(lower(split_part(tag, ',', 1)), '-')[2:], lower(code));

-- A number as it is dialled from abroad: with a plus or two zeros in front it says its country itself, with one zero it is German for
-- somebody in Germany. Null where it cannot be dialled.
create macro phone_number(phone, country) as
    case
        when not regexp_full_match(phone, '[+0-9][0-9 ()./-]*') then null
        when starts_with(phone, '+') then regexp_replace(phone, '[^0-9]', '', 'g')
        when starts_with(phone, '00') then substr(regexp_replace(phone, '[^0-9]', '', 'g'), 3)
        when starts_with(phone, '0') and country_code(country) = 'DE' then '49' || substr(regexp_replace(phone, '[^0-9]', '', 'g'), 2)
    end;

-- How long the numbers of a country are, area by area as far as the files go.
create macro phone_is_valid(phone, country) as
    coalesce(
        regexp_full_match(
            phone_number(phone, country),
            '49(30|40|69|89|221)[0-9]{6,9}|43(1|316)[0-9]{6,11}|41(22|44|61)[0-9]{7}|3120[0-9]{7}|322[0-9]{7}|33[1-5][0-9]{8}'
            || '|3902[0-9]{6,9}|44(20|11[3-8]|1[2-9]1)[0-9]{7,8}|4822[0-9]{7}|4202[0-9]{8}|45[2-9][0-9]{7}|46(8[0-9]{6,8}|(31|40)[0-9]{5,7})'
            || '|1[2-9][0-9]{2}[2-9][0-9]{6}|349[0-9]{8}|35121[0-9]{7}|9180[0-9]{8}|441534[0-9]{6}|4179[0-9]{7}|43[89]00[0-9]{6}'
            || '|49(1512[0-9]{7}|17799[0-9]{7}|1805[0-9]{6}|32[0-9]{9}|700[0-9]{8}|800[0-9]{7}|900[0-9]{7})|447640[0-9]{6}'
        ),
        false
    );

-- What a country is called by from abroad. Null for a country that has nobody to call.
create macro calling_code(country) as
    case country_code(country)
        when 'AT' then '43' when 'BE' then '32' when 'BR' then '55' when 'CH' then '41' when 'CZ' then '420' when 'DE' then '49'
        when 'DK' then '45' when 'ES' then '34' when 'FR' then '33' when 'GB' then '44' when 'IN' then '91' when 'IT' then '39'
        when 'LU' then '352' when 'NL' then '31' when 'NO' then '47' when 'PL' then '48' when 'PT' then '351' when 'SE' then '46'
        when 'TR' then '90' when 'US' then '1'
    end;

-- Numbers where nobody answers: somebody's purse, a switchboard that costs nothing, a pager, a mailbox.
create macro phone_reaches_nobody(phone, country) as
    phone_is_valid(phone, country)
    and regexp_full_match(phone_number(phone, country), '(49|43|1)[89]00.*|447640.*|4917799.*');

-- The company's words for channels; what is not among them stays as it is. Words are read in any case.
create macro channel_of(word) as
    case lower(word)
        when 'web' then 'website'
        when 'paid search' then 'paid_search'
        when 'search' then 'organic_search'
        when 'paid social' then 'paid_social'
        when 'social' then 'organic_social'
        when 'e-mail' then 'email'
        when 'trade fair' then 'event'
        when 'recommendation' then 'referral'
        when 'reseller' then 'partner'
        when 'cold call' then 'outbound'
        when 'typed in' then 'direct'
        when 'content syndication' then 'other'
        else lower(word)
    end;

create macro is_channel(channel) as
    channel in (
        'website', 'paid_search', 'organic_search', 'paid_social', 'organic_social', 'email', 'event', 'referral', 'partner', 'outbound',
        'direct', 'other'
    );
