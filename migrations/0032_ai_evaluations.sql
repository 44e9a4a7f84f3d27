-- How right an AI system was on the company's own goods, before its use and later: what was tried, against which answers, with what result.
create table aeo.ai_evaluations (
  operator_id uuid not null,
  id uuid not null,
  system_id uuid not null,
  -- The version that was tried.
  version integer not null,
  evaluated_on date not null,
  pillar text collate "C" not null,
  sample_size integer not null,
  errors integer not null,
  compared_with text not null,
  evidence_reference text not null,
  evidence_sha256 text collate "C" not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_evaluations_pkey primary key (operator_id, id),
  constraint ai_evaluations_of foreign key (operator_id, system_id, version) references aeo.ai_system_versions,
  constraint ai_evaluations_pillar_known check (pillar in ('identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle')),
  constraint ai_evaluations_counted check (sample_size > 0 and errors between 0 and sample_size)
);
create index ai_evaluations_of_version on aeo.ai_evaluations (operator_id, system_id, version);
create index ai_evaluations_by_day on aeo.ai_evaluations (operator_id, system_id, evaluated_on, id);
create index ai_evaluations_by_pillar on aeo.ai_evaluations (operator_id, system_id, pillar, evaluated_on, id);

alter table aeo.ai_evaluations enable row level security;
alter table aeo.ai_evaluations force row level security;
create policy own_operator on aeo.ai_evaluations for all to aeo_app, aeo_owner
  using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
  with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid);
-- Added and never changed.
grant select, insert on aeo.ai_evaluations to aeo_app;
