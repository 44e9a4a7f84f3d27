-- When a record of the organisation that holds for one period was last recorded or changed: what others conclude from it may have been right until then.
alter table aeo.people add column changed_at timestamptz(3);
alter table aeo.assignments add column changed_at timestamptz(3);
alter table aeo.deputies add column changed_at timestamptz(3);
alter table aeo.legal_entities add column changed_at timestamptz(3);
alter table aeo.software_systems add column changed_at timestamptz(3);
alter table aeo.representatives add column changed_at timestamptz(3);
alter table aeo.mandates add column changed_at timestamptz(3);
