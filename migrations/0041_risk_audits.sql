-- Risk audits: what is looked at, how far each version has come, and every closed stage as it was frozen.

create table aeo.risk_audits (
  operator_id uuid not null,
  id uuid not null,
  -- Moves with every change of the audit, of any of its versions and of what is stated for them.
  revision integer not null default 1,
  title text not null,
  -- The one that is worked on; those before it are kept as they were.
  version integer not null default 1,
  recorded_at timestamptz(3) not null,
  constraint risk_audits_pkey primary key (operator_id, id)
);
create index risk_audits_by_day on aeo.risk_audits (operator_id, recorded_at, id);

-- An audit from its beginning on. To open it again makes the next one, which starts over.
create table aeo.risk_audit_versions (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  -- The last stage that is closed; draft: none is.
  stage text collate "C" not null default 'draft',
  period_from date not null,
  period_to date not null,
  -- What it covers; empty: everything.
  sites text[] collate "C" not null default '{}',
  procedures text[] collate "C" not null default '{}',
  pillars text[] collate "C" not null default '{}',
  -- The years of every stage are simulated by it, so that stages differ by what was found and not by luck.
  seed text collate "C" not null,
  reopened_because text,
  opened_by uuid not null,
  opened_at timestamptz(3) not null,
  constraint risk_audit_versions_pkey primary key (operator_id, audit_id, version),
  constraint risk_audit_versions_of foreign key (operator_id, audit_id) references aeo.risk_audits,
  constraint risk_audit_versions_stage_known check (stage in ('draft', 'identified', 'residual_determined', 'treated', 'communicated', 'closed')),
  constraint risk_audit_versions_period check (period_from <= period_to),
  constraint risk_audit_versions_reopened_says_why check ((version = 1) = (reopened_because is null)),
  constraint risk_audit_versions_pillars_known check (pillars <@ array['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] collate "C")
);
create index risk_audit_versions_by_stage on aeo.risk_audit_versions (operator_id, stage, audit_id, version);

-- What stage 1 takes into account beside the register: a document, or why there is none.
create table aeo.risk_audit_inputs (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  kind text collate "C" not null,
  title text,
  reference text,
  sha256 text collate "C",
  dated_on date,
  absent_because text,
  stated_by uuid not null,
  stated_at timestamptz(3) not null,
  constraint risk_audit_inputs_pkey primary key (operator_id, audit_id, version, kind),
  constraint risk_audit_inputs_of foreign key (operator_id, audit_id, version) references aeo.risk_audit_versions,
  constraint risk_audit_inputs_kind_known check (kind in ('security_plan', 'threat_assessment', 'measures', 'internal_controls')),
  constraint risk_audit_inputs_whole check (case when absent_because is null then title is not null and reference is not null and sha256 is not null and dated_on is not null else title is null and reference is null and sha256 is null and dated_on is null end)
);

-- What a gate would ask for and a person explained instead: an area without a risk that has figures, a risk without an evaluation of its controls.
create table aeo.risk_audit_exceptions (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  kind text collate "C" not null,
  -- The area, or the code of the risk.
  subject text collate "C" not null,
  reason text not null,
  stated_by uuid not null,
  stated_at timestamptz(3) not null,
  constraint risk_audit_exceptions_pkey primary key (operator_id, audit_id, version, kind, subject),
  constraint risk_audit_exceptions_of foreign key (operator_id, audit_id, version) references aeo.risk_audit_versions,
  constraint risk_audit_exceptions_kind_known check (kind in ('area_left_out', 'risk_not_evaluated'))
);

-- A closed stage: all that it rests on and all that came of it, as one text that never changes.
create table aeo.risk_audit_stages (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  stage text collate "C" not null,
  -- Canonical JSON; what the hash is of.
  snapshot text not null,
  sha256 text collate "C" not null,
  method_version integer not null,
  seed text collate "C" not null,
  closed_by uuid not null,
  closed_at timestamptz(3) not null,
  constraint risk_audit_stages_pkey primary key (operator_id, audit_id, version, stage),
  constraint risk_audit_stages_of foreign key (operator_id, audit_id, version) references aeo.risk_audit_versions,
  constraint risk_audit_stages_stage_known check (stage in ('identified', 'residual_determined', 'treated', 'communicated', 'closed')),
  constraint risk_audit_stages_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

do $$
declare t text;
begin
  foreach t in array array['risk_audits', 'risk_audit_versions', 'risk_audit_inputs', 'risk_audit_exceptions', 'risk_audit_stages'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert on aeo.risk_audit_stages to aeo_app;
grant select, insert, delete on aeo.risk_audit_inputs, aeo.risk_audit_exceptions to aeo_app;
grant update (title, reference, sha256, dated_on, absent_because, stated_by, stated_at) on aeo.risk_audit_inputs to aeo_app;
grant update (reason, stated_by, stated_at) on aeo.risk_audit_exceptions to aeo_app;
grant select, insert on aeo.risk_audits, aeo.risk_audit_versions to aeo_app;
grant update (revision, title, version) on aeo.risk_audits to aeo_app;
grant update (stage, period_from, period_to, sites, procedures, pillars) on aeo.risk_audit_versions to aeo_app;
