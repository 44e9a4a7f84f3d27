-- What went wrong with AI systems, whom that must be reported to by when, and what was done about it.

create table aeo.ai_incidents (
  operator_id uuid not null,
  id uuid not null,
  system_id uuid not null,
  -- The version that held on the day.
  version integer not null,
  -- Of the system when it was recorded; null: open, or never assessed.
  class text collate "C",
  kind text collate "C" not null,
  occurred_on date not null,
  -- Days for reports count from here.
  aware_on date not null,
  -- Words of people; null once erased.
  description text,
  stated_references text[] not null default '{}',
  state text collate "C" not null default 'open',
  closed_on date,
  root_cause text,
  corrective_action text,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  closed_by uuid,
  revision integer not null default 1,
  constraint ai_incidents_pkey primary key (operator_id, id),
  constraint ai_incidents_of foreign key (operator_id, system_id, version) references aeo.ai_system_versions,
  constraint ai_incidents_kind_known check (kind in ('death', 'serious_harm_to_health', 'critical_infrastructure', 'fundamental_rights', 'widespread_infringement', 'property_or_environment', 'wrong_output_declared', 'data_disclosure', 'malfunction')),
  constraint ai_incidents_state_known check (state in ('open', 'closed')),
  constraint ai_incidents_days check (aware_on >= occurred_on),
  constraint ai_incidents_closed_whole check ((state = 'closed') = (closed_on is not null) and (closed_on is null) = (closed_by is null))
);
create index ai_incidents_of_version on aeo.ai_incidents (operator_id, system_id, version);
create index ai_incidents_by_day on aeo.ai_incidents (operator_id, aware_on, id);
create index ai_incidents_by_state on aeo.ai_incidents (operator_id, state, aware_on, id);
create index ai_incidents_by_kind on aeo.ai_incidents (operator_id, kind, aware_on, id);
create index ai_incidents_by_system on aeo.ai_incidents (operator_id, system_id, aware_on, id);

create table aeo.ai_incident_reports (
  operator_id uuid not null,
  incident_id uuid not null,
  recipient text collate "C" not null,
  legal_ref text not null,
  due_on date not null,
  state text collate "C" not null default 'open',
  reported_on date,
  -- Words of people; null where nothing was said, or once erased.
  reason text,
  evidence_reference text,
  evidence_sha256 text collate "C",
  decided_by uuid,
  decided_at timestamptz(3),
  constraint ai_incident_reports_pkey primary key (operator_id, incident_id, recipient),
  constraint ai_incident_reports_of foreign key (operator_id, incident_id) references aeo.ai_incidents,
  constraint ai_incident_reports_recipient_known check (recipient in ('provider', 'market_surveillance', 'data_protection')),
  constraint ai_incident_reports_state_known check (state in ('open', 'made', 'not_owed')),
  constraint ai_incident_reports_made_proved check ((state = 'made') = (reported_on is not null) and (state <> 'made' or evidence_reference is not null)),
  constraint ai_incident_reports_evidence_whole check ((evidence_reference is null) = (evidence_sha256 is null))
);
create index ai_incident_reports_due on aeo.ai_incident_reports (operator_id, due_on, incident_id) where state = 'open';

do $$
declare t text;
begin
  foreach t in array array['ai_incidents', 'ai_incident_reports'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert, update on aeo.ai_incidents, aeo.ai_incident_reports to aeo_app;
