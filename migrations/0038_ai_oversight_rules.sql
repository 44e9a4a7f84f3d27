-- Thresholds that measures of oversight go by, each state kept; without a row the defaults hold.
create table aeo.ai_oversight_rules (
  operator_id uuid not null,
  revision integer not null,
  rules json not null,
  reason text not null,
  changed_at timestamptz(3) not null,
  changed_by uuid not null,
  constraint ai_oversight_rules_pkey primary key (operator_id, revision)
);
alter table aeo.ai_oversight_rules enable row level security;
alter table aeo.ai_oversight_rules force row level security;
create policy own_operator on aeo.ai_oversight_rules for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
-- Added and never changed.
grant select, insert on aeo.ai_oversight_rules to aeo_app;
