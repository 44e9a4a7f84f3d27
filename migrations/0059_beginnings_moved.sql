-- From when what a record of the organisation said is not so: the first day of what had begun, where its beginning was moved to a day to come. Null where it was not.
alter table aeo.assignments add column stated_from date;
alter table aeo.deputies add column stated_from date;
alter table aeo.legal_entities add column stated_from date;
alter table aeo.software_systems add column stated_from date;
alter table aeo.mandates add column stated_from date;
