-- Training: what is taught, who must know it, and who has shown that he does. People are pseudonyms, topics are codes of the shipped
-- catalogue or of the operator's own; records and requirements are dated, so that the answer for a past day is asked by that day.

-- The operator's own topics, beside those of the catalogue.
create table aeo.training_topics (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  name text not null,
  -- `procedure`: shown by having read and understood its version in force.
  kind text collate "C" not null,
  refresher_months smallint,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_topics_pkey primary key (operator_id, id),
  constraint training_topics_code_once unique (operator_id, code),
  constraint training_topics_kind_known check (kind in ('subject', 'procedure')),
  constraint training_topics_refresher check (refresher_months between 1 and 120)
);

-- Own requirements; of one topic that of the person goes before that of the position, that before that of the unit, and all before the
-- matrix of roles. Level 0: not required, for the reason stated.
create table aeo.training_requirements (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  unit text collate "C",
  position text collate "C",
  person text collate "C",
  topic text collate "C" not null,
  level smallint not null,
  refresher_months smallint,
  -- Days that whoever newly comes under it has.
  grace_days smallint not null,
  legal_source text not null,
  severity text collate "C" not null,
  reason text,
  valid_from date not null,
  valid_to date,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_requirements_pkey primary key (operator_id, id),
  constraint training_requirements_code_once unique (operator_id, code),
  constraint training_requirements_unit foreign key (operator_id, unit) references aeo.units,
  constraint training_requirements_position foreign key (operator_id, position) references aeo.positions,
  constraint training_requirements_person foreign key (operator_id, person) references aeo.people,
  constraint training_requirements_of_one check (num_nonnulls(unit, position, person) = 1),
  constraint training_requirements_level check (level between 0 and 4),
  constraint training_requirements_refresher check (refresher_months between 1 and 120),
  constraint training_requirements_grace check (grace_days between 0 and 730),
  constraint training_requirements_severity_known check (severity in ('critical', 'important', 'advisable')),
  constraint training_requirements_period check (valid_to >= valid_from)
);
create index training_requirements_day on aeo.training_requirements (operator_id, valid_from, id);
create index training_requirements_of_unit on aeo.training_requirements (operator_id, unit, valid_from, id);
create index training_requirements_of_position on aeo.training_requirements (operator_id, position, valid_from, id);
create index training_requirements_of_person on aeo.training_requirements (operator_id, person, valid_from, id);
create index training_requirements_of_topic on aeo.training_requirements (operator_id, topic, valid_from, id);

create table aeo.training_courses (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  title text not null,
  kind text collate "C" not null,
  provider text not null,
  provider_type text collate "C" not null,
  -- Proof of practical competence under UCC-IA 27(1)(b).
  recognised_for_ia27 boolean not null,
  -- Activity IRI by which a learning system names the course in xAPI statements.
  activity text collate "C",
  closed_on date,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_courses_pkey primary key (operator_id, id),
  constraint training_courses_code_once unique (operator_id, code),
  constraint training_courses_kind_known check (kind in ('course', 'e_learning', 'certificate', 'practice', 'read_and_understood')),
  constraint training_courses_provider_type_known check (provider_type in ('customs', 'recognised_school', 'recognised_body', 'internal', 'vendor'))
);
create unique index training_courses_activity_once on aeo.training_courses (operator_id, activity) where activity is not null;

-- A version holds from its first day until the next one; what it teaches and how long that lasts is never changed.
create table aeo.training_course_versions (
  operator_id uuid not null,
  course text collate "C" not null,
  version integer not null,
  valid_from date not null,
  hours numeric not null,
  -- Null: it does not end by itself.
  validity_months smallint,
  -- Per cent; null: no test.
  pass_mark smallint,
  -- Of read and understood: days from the first one in which whoever knew the version before must know this one.
  acknowledge_within_days smallint not null default 0,
  document_reference text,
  document_sha256 text collate "C",
  recorded_at timestamptz(3) not null,
  constraint training_course_versions_pkey primary key (operator_id, course, version),
  constraint training_course_versions_day_once unique (operator_id, course, valid_from),
  constraint training_course_versions_of foreign key (operator_id, course) references aeo.training_courses (operator_id, code),
  constraint training_course_versions_hours check (hours >= 0),
  constraint training_course_versions_validity check (validity_months between 1 and 240),
  constraint training_course_versions_pass_mark check (pass_mark between 1 and 100),
  constraint training_course_versions_acknowledge check (acknowledge_within_days between 0 and 365)
);
create table aeo.training_course_topics (
  operator_id uuid not null,
  course text collate "C" not null,
  version integer not null,
  topic text collate "C" not null,
  level smallint not null,
  constraint training_course_topics_pkey primary key (operator_id, course, version, topic),
  constraint training_course_topics_of foreign key (operator_id, course, version) references aeo.training_course_versions,
  constraint training_course_topics_level check (level between 1 and 4)
);
create index training_course_topics_of_topic on aeo.training_course_topics (operator_id, topic, course, version);

create table aeo.training_sessions (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  course text collate "C" not null,
  version integer not null,
  starts_on date not null,
  ends_on date not null,
  hours numeric not null,
  unit text collate "C",
  site text collate "C",
  state text collate "C" not null,
  places integer,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_sessions_pkey primary key (operator_id, id),
  constraint training_sessions_code_once unique (operator_id, code),
  constraint training_sessions_of foreign key (operator_id, course, version) references aeo.training_course_versions,
  constraint training_sessions_unit foreign key (operator_id, unit) references aeo.units,
  constraint training_sessions_site foreign key (operator_id, site) references aeo.sites,
  constraint training_sessions_period check (ends_on >= starts_on),
  constraint training_sessions_hours check (hours >= 0),
  constraint training_sessions_state_known check (state in ('planned', 'held', 'cancelled'))
);
create index training_sessions_day on aeo.training_sessions (operator_id, starts_on, id);
create index training_sessions_of_course on aeo.training_sessions (operator_id, course, version, starts_on, id);
create index training_sessions_of_unit on aeo.training_sessions (operator_id, unit, starts_on, id);

-- What a person completed: a version of a course, or, without one, a topic at a level.
create table aeo.training_records (
  operator_id uuid not null,
  id uuid not null,
  -- Of the record in the system that it comes from.
  reference text collate "C" not null,
  person text collate "C" not null,
  course text collate "C",
  version integer,
  session text collate "C",
  topic text collate "C",
  level smallint,
  completed_on date not null,
  result text collate "C" not null,
  -- Per cent. Goes with the person.
  score numeric,
  hours numeric,
  -- As the certificate says.
  valid_until date,
  -- Last day on which it shows anything: that of the certificate, else that of the course's validity; null: open.
  ends_on date,
  provider text,
  provider_type text collate "C",
  recognised_for_ia27 boolean,
  sha256 text collate "C",
  archive text,
  locator text,
  -- First day on which it shows nothing any more; that of completion: it never did.
  revoked_from date,
  revocation_reason text,
  source text collate "C" not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  revision integer not null default 1,
  constraint training_records_pkey primary key (operator_id, id),
  constraint training_records_reference_once unique (operator_id, reference),
  constraint training_records_person foreign key (operator_id, person) references aeo.people,
  constraint training_records_course foreign key (operator_id, course, version) references aeo.training_course_versions,
  constraint training_records_session foreign key (operator_id, session) references aeo.training_sessions (operator_id, code),
  constraint training_records_of_one check (((course is null) <> (topic is null)) and (course is null) = (version is null) and (topic is null) = (level is null)),
  constraint training_records_level check (level between 1 and 4),
  constraint training_records_result_known check (result in ('passed', 'failed', 'attended')),
  constraint training_records_score check (score between 0 and 100),
  constraint training_records_hours check (hours >= 0),
  constraint training_records_valid_until check (valid_until >= completed_on),
  constraint training_records_provider_type_known check (provider_type in ('customs', 'recognised_school', 'recognised_body', 'internal', 'vendor')),
  constraint training_records_revoked check (revoked_from >= completed_on),
  constraint training_records_source_known check (source in ('single', 'bulk', 'xapi'))
);
create index training_records_day on aeo.training_records (operator_id, completed_on, id);
create index training_records_of_person on aeo.training_records (operator_id, person, completed_on, id);
create index training_records_of_course on aeo.training_records (operator_id, course, completed_on, id);
create index training_records_of_session on aeo.training_records (operator_id, session, completed_on, id);
create index training_records_of_topic on aeo.training_records (operator_id, topic, completed_on, id);

do $$
declare t text;
begin
  foreach t in array array['training_topics', 'training_requirements', 'training_courses', 'training_course_versions', 'training_course_topics', 'training_sessions', 'training_records'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert%s on aeo.%I to aeo_app', case when t in ('training_course_versions', 'training_course_topics') then '' else ', update' end, t);
  end loop;
end $$;

-- What requirements, sessions and records of training said before they were changed stands with that of other records.
alter table aeo.record_revisions drop constraint record_revisions_kind_known;
alter table aeo.record_revisions add constraint record_revisions_kind_known check (kind in (
  'supporting_documents', 'goods_movements', 'excise_movements', 'exit_proofs', 'criteria_evidence',
  'training_topics', 'training_requirements', 'training_courses', 'training_sessions', 'training_records'));
