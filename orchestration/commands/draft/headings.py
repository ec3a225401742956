"""Headings as exports write them: which of Leadline's columns a heading may mean, and which entity a file's name may mean.

Belongs here: the words of HubSpot, Salesforce, Dynamics and Pipedrive, English and German, and how headings are compared.
Does not belong here: what the values say (see `looks`), choosing among candidates (see `guesses`).
"""

from __future__ import annotations

import re
from functools import cache

from orchestration.extract.entities import ENTITIES

# One line a column, after the entity it belongs to (`*` for all that have it): the words of headings, the likeliest first.
# `~` before a word: it may well mean something else, so the draft says that it guessed. A line that begins with spaces goes on.
_WORDS = """
*
email: email, e mail, email address, e mail adresse, mail, emailaddress1, work email, person email, ~contact email
phone: phone, phone number, telephone, telefon, telefonnummer, tel, telephone1, mobile phone, mobile, mobilephone, handy, mobil,
    person phone
first_name: first name, firstname, given name, vorname
last_name: last name, lastname, surname, family name, nachname, ~full name, ~name, ~person name, ~contact name
title: title, job title, jobtitle, position, funktion
company: company, company name, companyname, company account, firma, unternehmen, organization name, organisation, organization,
    ~account name
domain: domain, company domain name, website, web site, website url, webseite, websiteurl
country: country, country region, land, billing country, mailing country, address1 country, ~office location, ~standort
region: region, state, state region, billing state, bundesland
city: city, billing city, mailing city, stadt, ort
postcode: postcode, postal code, zip, zip code, mailing postal code, plz
industry: industry, sector, branche, industrycode
employees: employees, number of employees, numberofemployees, mitarbeiter, anzahl mitarbeiter, mitarbeiterzahl
annual_revenue: annual revenue, annualrevenue, jahresumsatz, umsatz, ~revenue
created_at: created at, created, created on, created date, create date, createdate, createdon, date created, creation date,
    angelegt am, angelegt, erstellt am, erstellt, erstelldatum
updated_at: updated at, updated, updated on, last modified date, last modified, modified on, modifiedon, hs lastmodifieddate,
    lastmodifieddate, update time, geaendert am, geaendert, zuletzt geaendert
owner_id: owner id, owner, hubspot owner id, ownerid, assigned to, zustaendig, besitzer, verantwortlich, ~rep, ~sales rep, ~sales
    agent, ~verkaeufer, ~vertriebler, ~betreuer
account_id: account id, accountid, company id, organization id, parentaccountid, associated company ids, account, account name,
    associated company, organization, potential customer, ~company, ~kunde, ~firma, ~customer
contact_id: contact id, contactid, person id, associated contact ids, contact person, contact, associated contact,
    ansprechpartner, ~person
campaign_id: campaign id, campaignid, campaign, kampagne, primary campaign source, utm campaign
product_id: product id, productid, product2 id, product, product name, produkt, artikel, artikelnummer, article, sku
deal_id: deal id, dealid, opportunity id, opportunityid, deal, opportunity, verkaufschance, hs deal id
lead_id: lead id, leadid, lead, lead nr, lead nummer, hs lead id
channel: channel, lead source, leadsource, source, original source, hs analytics source, leadsourcecode, kanal, quelle,
    leadquelle, herkunft
vendor: vendor, supplier, lead vendor, anbieter, lieferant, ~agency, ~agentur, ~provider
amount: amount, value, deal value, estimatedvalue, est revenue, betrag, wert, summe, auftragswert, volumen, ~close value, ~total,
    ~price, ~revenue
currency: currency, currency code, currencyisocode, currency iso code, currency of value, deal currency code, waehrung
probability: probability, probability percent, deal probability, hs deal stage probability, closeprobability, win probability,
    wahrscheinlichkeit
forecast_category: forecast category, forecastcategory, forecast category name, hs forecast category, forecast, forecastkategorie,
    prognosekategorie
payment_terms: payment terms, zahlungsbedingungen, zahlungsziel, ~terms
rejection_reason: rejection reason, disqualification reason, unqualified reason, ablehnungsgrund, ~status reason, ~reason
is_deleted: is deleted, deleted, archived, geloescht
is_test: is test, test
merged_into_id: merged into id, master record id, masterrecordid, merged into
do_not_contact: do not contact, donotcontact, do not call, opted out, has opted out of email, unsubscribed from all email
parent_account_id: parent account id, parent id, parentid, parent company, parent account, muttergesellschaft, ~subsidiary of
content_id: content id, contentid, asset id, inhalt
order_id: order id, orderid, order number, order, auftragsnummer, bestellnummer, auftrag
quantity: quantity, qty, menge, anzahl, stueck
status: status, state
changed_at: changed at, changed, changed on, change date, created date, createddate, timestamp, geaendert am, datum, ~date
changed_by: changed by, created by id, createdbyid, created by, modified by, geaendert von
old_value: old value, before, alter wert
new_value: new value, after, neuer wert
submitted_at: submitted at, submitted, submitted on, gemeldet am

leads
lead_id: lead id, id, record id, leadid, lead number, lead nr, lead nummer, nr, nummer, do not modify lead
delivered_at: delivered at, delivered, delivered on, delivery date, geliefert am, uebergeben am
seniority: seniority, seniority level, karrierestufe
status: status, lead status, hs lead status, leadstatus, statuscode, ~lifecycle stage, ~lifecyclestage
assigned_at: assigned at, assigned, assigned on, owner assigned date, hubspot owner assigneddate, zugewiesen am
first_response_at: first response at, first response, first contacted, first contact, first activity date, hs sa first engagement
    date, erste antwort, erstkontakt am
consent: consent, opt in, optin, gdpr consent, einwilligung
ip_address: ip address, ip, ipadresse
ip_country: ip country, ip country code
timezone: timezone, time zone, browser timezone, browser time zone, zeitzone
language: language, browser language, locale, hs language, preferred language, sprache
form_id: form id, form, formular
landing_page: landing page, landingpage, first page seen, landingpage url, zielseite
converted_at: converted at, converted date, converteddate, converted on, converted, konvertiert am
converted_deal_id: converted deal id, converted opportunity id, convertedopportunityid, deal, deal id, opportunity, opportunity id
converted_contact_id: converted contact id, convertedcontactid
converted_account_id: converted account id, convertedaccountid
company: company, company name, company account, firma, unternehmen, organization name, account name

contacts
contact_id: contact id, id, record id, contactid, person id, nr, kontaktnummer, do not modify contact
preferred_channel: preferred channel, preferred contact method, bevorzugter kanal
birth_date: birth date, birthdate, birthday, date of birth, geburtsdatum
timezone: timezone, time zone, zeitzone

accounts
account_id: account id, id, record id, accountid, company id, kundennummer, organization id, nr, debitor, ~account, ~customer id
name: name, account name, company name, organization name, firma, firmenname, kunde, ~account, ~company
employees: employees, number of employees, numberofemployees, mitarbeiter, anzahl mitarbeiter
is_customer: is customer, customer
is_competitor: is competitor, competitor, wettbewerber
is_partner: is partner, partner

deals
deal_id: deal id, id, record id, dealid, opportunity id, opportunityid, opportunity number, nr, nummer, ~deal, ~opportunity, do
    not modify opportunity
stage: stage, stage name, stagename, deal stage, dealstage, sales stage, salesstage, pipeline phase, stepname, pipeline stage,
    phase, verkaufsphase, vertriebsphase, ~stufe
name: name, deal name, dealname, opportunity name, title, deal title, topic, bezeichnung, thema
pipeline: pipeline
kind: deal type, type, dealtype, kind, opportunity type, art
amount: amount, value, deal value, deal amount, estimatedvalue, est revenue, betrag, wert, auftragswert, volumen, ~close value,
    ~actual revenue, ~actualvalue, ~total, ~umsatz
created_at: created at, created, created on, created date, create date, createdate, createdon, deal created, add time, date
    created, angelegt am, erstellt am, erstellt, ~engage date, ~open date, ~start date
expected_close_date: expected close date, expected close, est close date, estimatedclosedate, estimated close date, erwarteter
    abschluss, voraussichtlicher abschluss, abschluss erwartet
closed_at: closed at, closed, closed on, actual close date, actualclosedate, won time, close date, closedate, deal closed date,
    abgeschlossen am, abschlussdatum, ~end date
status: status, deal status, statecode, ~state
loss_reason: loss reason, lost reason, closed lost reason, reason lost, lossreason, verlustgrund, ~reason
next_step: next step, nextstep, hs next step, naechster schritt
next_step_at: next step at, next step on, next activity date, naechster termin
owner_id: owner id, owner, deal owner, opportunity owner, hubspot owner id, ownerid, zustaendig, besitzer, verantwortlich, ~rep,
    ~sales rep, ~sales agent, ~verkaeufer

lead_status_history
lead_id: lead id, leadid, lead
status: new value, status, lead status, newvalue

deal_stage_history
stage: stage, stage name, stagename, new stage, to stage, deal stage, phase, ~new value
entered_at: entered at, entered, entered on, created date, createddate, changed at, changed on, timestamp, date entered,
    eingetreten am, ~date, ~datum
expected_close_date: expected close date, close date, closedate
recorded_at: recorded at, system modstamp, systemmodstamp

deal_field_history
field: field, field name, property, feld

quotes
quote_id: quote id, id, quoteid, quote number, quotenumber, angebotsnummer, nr
requested_at: requested at, requested, requested on, angefragt am
sent_at: sent at, sent, sent on, versendet am, angebotsdatum
viewed_at: viewed at, viewed, gesehen am
accepted_at: accepted at, accepted, angenommen am
expires_at: expires at, expiration date, expirationdate, valid until, gueltig bis
amount: amount, grand total, grandtotal, total, betrag, summe

activities
activity_id: activity id, id, record id, activityid, task id, nr
kind: kind, type, activity type, task subtype, tasksubtype, art
occurred_at: occurred at, activity date, activitydate, date, datum, completed at, completed date, hs timestamp, ~created date
duration_minutes: duration minutes, duration, minutes, dauer, dauer minuten
starts_at: starts at, start, start time, startdatetime, start date time, beginn
ends_at: ends at, end, end time, enddatetime, end date time, ende
direction: direction, call direction, richtung
outcome: outcome, call outcome, result, ergebnis
is_automatic: is automatic, automatic, automated, automatisch

touches
touch_id: touch id, id
occurred_at: occurred at, timestamp, date, datum, time
cost: cost, kosten

contents
content_id: content id, id
kind: kind, type, format, art
topic: topic, thema
offer: offer, angebot

campaigns
campaign_id: campaign id, id, record id, campaignid, ~campaign
name: name, campaign name, kampagne, ~campaign
channel: channel, type, campaign type, kanal
starts_on: starts on, start date, startdate, start, begins, beginn
ends_on: ends on, end date, enddate, end, ends, ende
budget: budget, budgeted cost, budgetedcost

campaign_spend
date: date, day, datum, tag
cost: cost, spend, amount spent, kosten, ausgaben

owners
owner_id: owner id, id, user id, userid, hubspot owner id, personalnummer, kuerzel, owner, ~sales agent, ~sales rep, ~username,
    ~email
name: name, full name, owner name, user name, mitarbeiter, ~sales agent, ~sales rep, ~owner
team: team, department, abteilung, ~regional office, ~user role
manager_id: manager id, managerid, manager, reports to, vorgesetzter, teamleiter
role: role, userrole, rolle, title
is_active: is active, active, isactive, aktiv
hired_on: hired on, hired, hire date, eintritt, eintrittsdatum

coaching_sessions
session_id: session id, id
topic: topic, thema
held_at: held at, date, held on, datum
kind: kind, type, art

products
product_id: product id, id, product code, productcode, sku, artikelnummer, artikelnr, article, ~product, ~produkt, ~name
name: name, product name, produktname, bezeichnung, ~product, ~produkt, ~artikel
list_price: list price, listprice, unit price, unitprice, price, listenpreis, preis, ~sales price
lead_time_days: lead time days, lead time, days to deliver, lieferzeit, lieferzeit tage

deal_lines
unit_price: unit price, unitprice, price, sales price, einzelpreis, preis

orders
order_id: order id, id, order number, ordernumber, auftragsnummer, bestellnummer, nr
amount: amount, total amount, totalamount, total, net value, nettowert, betrag, summe, auftragswert
ordered_at: ordered at, order date, orderdate, ordered, ordered on, effective date, bestelldatum, auftragsdatum, bestellt am
promised_at: promised at, promised, promised on, promised date, promise date, zugesagt, zugesagt am, liefertermin
delivered_at: delivered at, delivered, delivered on, delivery date, geliefert am, lieferdatum
cancelled_at: cancelled at, cancelled, cancelled on, canceled at, storniert am

invoices
invoice_id: invoice id, id, invoice number, rechnungsnummer, nr
issued_at: issued at, invoice date, issue date, issued, rechnungsdatum
due_on: due on, due date, due, faellig am, faelligkeit
paid_at: paid at, paid, paid on, payment date, bezahlt am

stock
on_hand: on hand, in stock, stock, available, bestand, lagerbestand
inbound: inbound, incoming, on order, zulauf
inbound_at: inbound at, expected at, arrival date, zulauf am, arrives
as_of: as of, date, stand, stichtag, datum, counted

service_cases
case_id: case id, id, case number, casenumber, ticket id, ticket number, nr
opened_at: opened at, opened, opened on, created date, createddate, create date, eroeffnet am
closed_at: closed at, closed, closed on, closed date, closeddate, close date, geschlossen am
severity: severity, priority, prioritaet, dringlichkeit

forecast_calls
period: period, month, quarter, zeitraum, monat, quartal
category: category, forecast category, kategorie

exchange_rates
currency: currency, currency code, iso code, isocode, waehrung
date: date, day, start date, startdate, datum, stichtag
rate: rate, exchange rate, conversion rate, conversionrate, kurs
"""

# What a file or sheet may be called; the longest that fits wins.
_FILES = {
    "leads": "lead, leads, interessent, interessenten, prospects, anfragen",
    "lead_status_history": "lead history, lead status, lead status history, leads history",
    "contacts": "contact, contacts, people, person, persons, kontakt, kontakte, ansprechpartner",
    "accounts": "account, accounts, company, companies, organization, organizations, organisations, firma, firmen, unternehmen, "
    "kunden, customers",
    "deals": "deal, deals, opportunity, opportunities, pipeline, sales pipeline, verkaufschancen, verkaufschance, chancen, geschaefte",
    "deal_contacts": "opportunity contact role, opportunity contact roles, deal contacts",
    "deal_stage_history": "opportunity history, deal stages, stage changes, deal stage history,"
    " stage history, deal history, phasenverlauf, verkaufschancen verlauf",
    "deal_field_history": "opportunity field history, deal field history, deal changes, field history",
    "quotes": "quote, quotes, angebot, angebote",
    "activities": "activity, activities, task, tasks, event, events, calls, meetings, aktivitaeten, aufgaben, termine",
    "touches": "touch, touches, touchpoints, campaign member, campaign members, web visits",
    "contents": "content, contents, assets, inhalte",
    "campaigns": "campaign, campaigns, kampagne, kampagnen",
    "campaign_spend": "spend, campaign spend, ad spend, ads, kosten, ausgaben, werbekosten",
    "owners": "user, users, owner, owners, team, teams, sales team, sales teams, reps, sales reps, employees, benutzer, "
    "mitarbeiter, vertrieb",
    "coaching_sessions": "coaching, coachings, coaching sessions",
    "products": "product, products, product2, produkt, produkte, artikel, preisliste, price list",
    "deal_lines": "opportunity line item, opportunity line items, line items, deal lines, deal products, positionen",
    "orders": "order, orders, auftrag, auftraege, bestellungen",
    "invoices": "invoice, invoices, rechnung, rechnungen",
    "stock": "stock, inventory, bestand, bestaende, lager, lagerbestand",
    "service_cases": "case, cases, ticket, tickets, service cases, faelle",
    "forecast_calls": "forecast, forecasts, forecast calls, commits, prognose",
    "exchange_rates": "exchange rates, rates, fx, kurse, wechselkurse, dated conversion rate",
}

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def plain(heading: str) -> str:
    """A heading as it is compared: lower-case words with single spaces, `StageName` and `stage_name` as `stage name`."""
    text = re.sub(r"__c$", "", heading.strip())
    text = re.sub(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])", " ", text)
    text = text.casefold().translate(_UMLAUTS).replace("%", " percent ")
    return " ".join(re.findall(r"[^\W_]+", text))


@cache
def words(entity: str) -> dict[str, list[tuple[str, bool]]]:
    """Words of an entity's columns, the likeliest first: column, then (plain heading, whether it is a guess)."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for name, column in ENTITIES[entity].by_name.items():
        stated = _read().get((entity, name)) or _read().get(("*", name)) or []
        base = name.rsplit("_", 1)[0].replace("_", " ")
        own = [(name.replace("_", " "), False)]
        if name.endswith(("_at", "_on")):
            # `Next step` alone is the step, not its day.
            bare = [] if base.replace(" ", "_") in ENTITIES[entity].by_name else [(base, False)]
            stated = [*stated, *bare, *((f"{base} {word}", False) for word in ("on", "at", "date"))]
        elif name.startswith("is_"):
            own.append((name.removeprefix("is_").replace("_", " "), False))
        elif column.in_key and name.endswith("_id") and (base, False) not in stated:
            stated = [*stated, (base, True)]
        found[name] = list(dict.fromkeys([*own, *stated]))
    return found


def stated() -> list[tuple[str, str]]:
    """Entity (`*` for all) and column of every line of words."""
    return list(_read())


@cache
def _read() -> dict[tuple[str, str], list[tuple[str, bool]]]:
    found: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    entity = "*"
    for line in filter(None, _WORDS.replace("\n    ", " ").splitlines()):
        column, mark, said = line.partition(": ")
        if not mark:
            entity = line
            continue
        listed = [word.strip() for word in said.split(",")]
        found[entity, column] = [(word.removeprefix("~"), word.startswith("~")) for word in listed]
    return found


def headings_of(entity: str, heading: str) -> set[str]:
    """Ways to read a heading in a file of an entity: as it is, and without the entity's name before it (`Deal - Title`)."""
    whole = plain(heading)
    before, mark, after = heading.partition(" - ")
    is_own = mark and plain(before) in {word.strip() for word in _FILES.get(entity, "").split(",")}
    return {whole, plain(after)} if is_own else {whole}


def file_words(stem: str) -> list[tuple[str, int]]:
    """Entities that a file's or sheet's name may mean, with how many letters of it say so; the likeliest first."""
    name = f" {plain(stem)} "
    found = {}
    for entity, listed in _FILES.items():
        fits = [len(word) for word in listed.split(", ") if f" {word} " in name]
        if fits:
            found[entity] = max(fits)
    return sorted(found.items(), key=lambda item: -item[1])
