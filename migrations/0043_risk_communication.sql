-- How the result of an audit is told: who must know, that they were told and took note, links that open its report, and what became of what it found.

-- Who must know. A position is told, and whoever holds it takes note.
create table aeo.risk_audit_recipients (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  position text collate "C" not null,
  added_by uuid not null,
  added_at timestamptz(3) not null,
  -- Day by which note is to be taken, as the last notice says; null: no notice was sent.
  due_on date,
  -- Pseudonym of the person who took note; null: nobody did.
  acknowledged_by text collate "C",
  -- token: with a token of their own; evidence: somebody recorded a proof of it.
  acknowledged_way text collate "C",
  acknowledged_at timestamptz(3),
  evidence_reference text,
  evidence_sha256 text collate "C",
  acknowledgement_recorded_by uuid,
  -- Why it need not know any more; null: it must.
  withdrawn_because text,
  withdrawn_by uuid,
  withdrawn_at timestamptz(3),
  constraint risk_audit_recipients_pkey primary key (operator_id, audit_id, version, position),
  constraint risk_audit_recipients_of foreign key (operator_id, audit_id, version) references aeo.risk_audit_versions,
  constraint risk_audit_recipients_position foreign key (operator_id, position) references aeo.positions,
  constraint risk_audit_recipients_told_first check (acknowledged_at is null or due_on is not null),
  constraint risk_audit_recipients_acknowledged_whole check ((acknowledged_at is null) = (acknowledged_by is null) and (acknowledged_at is null) = (acknowledged_way is null) and (acknowledged_at is null) = (acknowledgement_recorded_by is null)),
  constraint risk_audit_recipients_way_known check (acknowledged_way in ('token', 'evidence')),
  constraint risk_audit_recipients_proved check ((acknowledged_way is not null and acknowledged_way = 'evidence') = (evidence_reference is not null) and (evidence_reference is null) = (evidence_sha256 is null)),
  constraint risk_audit_recipients_withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_because is null)),
  constraint risk_audit_recipients_ends_once check (acknowledged_at is null or withdrawn_at is null)
);
create index risk_audit_recipients_of_position on aeo.risk_audit_recipients (operator_id, position, audit_id, version);
create index risk_audit_recipients_due on aeo.risk_audit_recipients (operator_id, due_on, audit_id, position) where due_on is not null and acknowledged_at is null and withdrawn_at is null;

-- The report of a closed stage, as it was first sent or opened by a link: facts as canonical JSON, of which the hash is.
create table aeo.risk_reports (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  stage text collate "C" not null,
  facts text not null,
  data_hash text collate "C" not null,
  kept_at timestamptz(3) not null,
  constraint risk_reports_pkey primary key (operator_id, audit_id, version, stage),
  constraint risk_reports_of foreign key (operator_id, audit_id, version, stage) references aeo.risk_audit_stages,
  constraint risk_reports_data_hash check (data_hash ~ '^[0-9a-f]{64}$')
);

-- Each notice that was sent, the first and those that remind.
create table aeo.risk_notices (
  operator_id uuid not null,
  audit_id uuid not null,
  version integer not null,
  position text collate "C" not null,
  number integer not null,
  -- Of the report that it is about.
  data_hash text collate "C" not null,
  due_on date not null,
  sent_by uuid not null,
  sent_at timestamptz(3) not null,
  constraint risk_notices_pkey primary key (operator_id, audit_id, version, position, number),
  constraint risk_notices_to foreign key (operator_id, audit_id, version, position) references aeo.risk_audit_recipients,
  constraint risk_notices_data_hash check (data_hash ~ '^[0-9a-f]{64}$'),
  constraint risk_notices_numbered check (number >= 1)
);

-- What became of what an audit found.
create table aeo.risk_follow_ups (
  operator_id uuid not null,
  id uuid not null,
  audit_id uuid not null,
  version integer not null,
  kind text collate "C" not null,
  -- Code of the risk that it follows from.
  risk text collate "C" not null,
  -- The finding that it follows from as well.
  finding_id uuid,
  title text not null,
  -- What it has become: id of a need or a duty, code of a control, reference of a document, number of a question.
  reference text not null,
  -- Of what the system does not follow itself: when it was done, and what shows it.
  done_on date,
  done_reference text,
  revision integer not null default 1,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint risk_follow_ups_pkey primary key (operator_id, id),
  constraint risk_follow_ups_of foreign key (operator_id, audit_id, version) references aeo.risk_audit_versions,
  constraint risk_follow_ups_risk foreign key (operator_id, risk) references aeo.risks (operator_id, code),
  constraint risk_follow_ups_kind_known check (kind in ('training_need', 'procedure_change', 'questionnaire_update', 'notification_duty', 'control')),
  constraint risk_follow_ups_done_whole check ((done_on is null) = (done_reference is null))
);
create index risk_follow_ups_of_audit on aeo.risk_follow_ups (operator_id, audit_id, version, id);
create index risk_follow_ups_of_risk on aeo.risk_follow_ups (operator_id, risk, id);

-- Links by which the report of a stage is opened without a token. What opens it stands nowhere: whoever reads this table opens nothing.
create table aeo.report_links (
  operator_id uuid not null,
  id uuid not null,
  token_sha256 bytea not null,
  audit_id uuid not null,
  version integer not null,
  stage text collate "C" not null,
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3),
  created_by uuid not null,
  created_at timestamptz(3) not null,
  openings bigint not null default 0,
  last_opened_at timestamptz(3),
  constraint report_links_pkey primary key (operator_id, id),
  constraint report_links_token_once unique (operator_id, token_sha256),
  constraint report_links_of foreign key (operator_id, audit_id, version, stage) references aeo.risk_reports,
  constraint report_links_token_hashed check (octet_length(token_sha256) = 32),
  constraint report_links_week check (expires_at <= created_at + interval '7 days')
);
create index report_links_by_token on aeo.report_links (token_sha256);
create index report_links_of_report on aeo.report_links (operator_id, audit_id, version, stage, id);

do $$
declare t text;
begin
  foreach t in array array['risk_audit_recipients', 'risk_reports', 'risk_notices', 'risk_follow_ups', 'report_links'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert on aeo.risk_audit_recipients, aeo.risk_reports, aeo.risk_notices, aeo.risk_follow_ups, aeo.report_links to aeo_app;
grant update (due_on, acknowledged_by, acknowledged_way, acknowledged_at, evidence_reference, evidence_sha256, acknowledgement_recorded_by, withdrawn_because, withdrawn_by, withdrawn_at) on aeo.risk_audit_recipients to aeo_app;
grant update (done_on, done_reference, revision) on aeo.risk_follow_ups to aeo_app;
grant update (revoked_at, openings, last_opened_at) on aeo.report_links to aeo_app;

-- A link names its operator before any operator is set; see aeo.find_calendar_link.
create policy directory on aeo.report_links for select to aeo_owner using (true);

create function aeo.find_report_link(p_token_sha256 bytea, p_at timestamptz) returns table (operator_id uuid, eori text, id uuid, audit_id uuid, version integer, stage text)
language sql stable security definer set search_path = aeo, pg_temp
as $$ select l.operator_id, o.eori, l.id, l.audit_id, l.version, l.stage from aeo.report_links l join aeo.operators o on o.operator_id = l.operator_id
  where l.token_sha256 = p_token_sha256 and l.revoked_at is null and l.expires_at > p_at and o.status = 'active' $$;
grant execute on function aeo.find_report_link(bytea, timestamptz) to aeo_app;
