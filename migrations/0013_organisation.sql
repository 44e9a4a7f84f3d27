-- Organisation: who the operator is, where and in which units it works, who does it, and who acts for it. What held on a day is asked by
-- that day. Records are named by the operator's own codes, which never change; so keys and references are codes, each with the operator.

-- One row per operator, locked by every change of its organisation: rules that span records (a tree without cycles, full-time shares) are
-- decided by one change after the other.
create table aeo.organisation_heads (
  operator_id uuid not null,
  version bigint not null,
  constraint organisation_heads_pkey primary key (operator_id)
);

-- Five kinds of records whose values change by day. Of each: the record itself, and its states. A state holds from its first day until the
-- next one; of several with the same first day the highest revision holds, and the others show what was thought before.
create table aeo.organisation_profiles (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  revision integer not null default 1,
  constraint organisation_profiles_pkey primary key (operator_id, code),
  constraint organisation_profiles_id_once unique (operator_id, id),
  constraint organisation_profiles_one check (code = 'profile')
);
create table aeo.organisation_profile_states (
  operator_id uuid not null,
  code text collate "C" not null,
  valid_from date not null,
  revision integer not null,
  closed boolean not null,
  recorded_at timestamptz(3) not null,
  name text not null,
  legal_form text not null,
  founded_on date,
  address text,
  owners json not null,
  supply_chain_roles text[] collate "C" not null,
  constraint organisation_profile_states_pkey primary key (operator_id, code, valid_from, revision),
  constraint organisation_profile_states_of foreign key (operator_id, code) references aeo.organisation_profiles,
  constraint organisation_profile_states_legal_form_known check (legal_form in ('limited_company', 'public_company', 'partnership', 'sole_trader', 'cooperative', 'foundation', 'public_body', 'branch', 'other')),
  constraint organisation_profile_states_supply_chain_roles_known check (supply_chain_roles <@ array['manufacturer', 'importer', 'exporter', 'customs_broker', 'carrier', 'freight_forwarder', 'consolidator', 'terminal_operator', 'warehouse_keeper', 'trader', 'other']::text[])
);

create table aeo.units (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  revision integer not null default 1,
  constraint units_pkey primary key (operator_id, code),
  constraint units_id_once unique (operator_id, id)
);
create table aeo.unit_states (
  operator_id uuid not null,
  code text collate "C" not null,
  valid_from date not null,
  revision integer not null,
  closed boolean not null,
  recorded_at timestamptz(3) not null,
  name text not null,
  parent text collate "C",
  constraint unit_states_pkey primary key (operator_id, code, valid_from, revision),
  constraint unit_states_of foreign key (operator_id, code) references aeo.units,
  constraint unit_states_parent foreign key (operator_id, parent) references aeo.units,
  constraint unit_states_not_own_parent check (parent <> code)
);
create index unit_states_of_parent on aeo.unit_states (operator_id, parent) where parent is not null;

create table aeo.sites (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  revision integer not null default 1,
  constraint sites_pkey primary key (operator_id, code),
  constraint sites_id_once unique (operator_id, id)
);
create table aeo.site_states (
  operator_id uuid not null,
  code text collate "C" not null,
  valid_from date not null,
  revision integer not null,
  closed boolean not null,
  recorded_at timestamptz(3) not null,
  name text not null,
  address text not null,
  country text collate "C" not null,
  activities text[] collate "C" not null,
  unit text collate "C",
  constraint site_states_pkey primary key (operator_id, code, valid_from, revision),
  constraint site_states_of foreign key (operator_id, code) references aeo.sites,
  constraint site_states_unit foreign key (operator_id, unit) references aeo.units,
  constraint site_states_activities_known check (activities <@ array['head_office', 'office', 'production', 'storage', 'customs_warehouse', 'temporary_storage', 'tax_warehouse', 'free_zone', 'loading', 'distribution', 'records', 'it', 'retail', 'research', 'other']::text[])
);
create index site_states_of_unit on aeo.site_states (operator_id, unit) where unit is not null;

-- Units and sites of a step are lists of codes that the service has looked up: those records are never deleted.
create table aeo.production_steps (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  revision integer not null default 1,
  constraint production_steps_pkey primary key (operator_id, code),
  constraint production_steps_id_once unique (operator_id, id)
);
create table aeo.production_step_states (
  operator_id uuid not null,
  code text collate "C" not null,
  valid_from date not null,
  revision integer not null,
  closed boolean not null,
  recorded_at timestamptz(3) not null,
  name text not null,
  phase text collate "C" not null,
  ordinal integer not null,
  units text[] collate "C" not null,
  sites text[] collate "C" not null,
  constraint production_step_states_pkey primary key (operator_id, code, valid_from, revision),
  constraint production_step_states_of foreign key (operator_id, code) references aeo.production_steps,
  constraint production_step_states_phase_known check (phase in ('definition', 'design', 'classification', 'purchasing', 'inbound', 'production', 'processing', 'quality', 'storage', 'packing', 'outbound', 'sales', 'marketing', 'after_sales'))
);

create table aeo.positions (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  revision integer not null default 1,
  constraint positions_pkey primary key (operator_id, code),
  constraint positions_id_once unique (operator_id, id)
);
create table aeo.position_states (
  operator_id uuid not null,
  code text collate "C" not null,
  valid_from date not null,
  revision integer not null,
  closed boolean not null,
  recorded_at timestamptz(3) not null,
  title text not null,
  unit text collate "C" not null,
  responsibilities text[] collate "C" not null,
  -- Whom UCC-IA 24(1) looks at: in charge of the applicant, in control of its management, in charge of its customs matters.
  circle text[] collate "C" not null,
  -- How much of the work of a full-time holder is customs work.
  customs_percent smallint not null,
  constraint position_states_pkey primary key (operator_id, code, valid_from, revision),
  constraint position_states_of foreign key (operator_id, code) references aeo.positions,
  constraint position_states_unit foreign key (operator_id, unit) references aeo.units,
  constraint position_states_customs_percent check (customs_percent between 0 and 100),
  constraint position_states_responsibilities_known check (responsibilities <@ array['head_of_customs', 'deputy_head_of_customs', 'customs_specialist', 'classification_owner', 'purchasing', 'sales_export', 'logistics', 'finance', 'production', 'it_interfaces', 'ai_reviewer', 'security_officer', 'internal_auditor', 'management', 'board_member']::text[]),
  constraint position_states_circle_known check (circle <@ array['in_charge', 'in_control', 'in_charge_of_customs']::text[])
);
create index position_states_of_unit on aeo.position_states (operator_id, unit);

-- People are pseudonyms. What names them stands in person_contacts alone and goes on request; nothing else points there.
create table aeo.people (
  operator_id uuid not null,
  id uuid not null,
  pseudonym text collate "C" not null,
  employment_kind text collate "C" not null,
  customs_experience_since date,
  erased_on date,
  revision integer not null default 1,
  constraint people_pkey primary key (operator_id, pseudonym),
  constraint people_id_once unique (operator_id, id),
  constraint people_employment_kind_known check (employment_kind in ('employee', 'temporary_agency', 'contractor', 'apprentice', 'board', 'group_company', 'other'))
);
create table aeo.person_contacts (
  operator_id uuid not null,
  pseudonym text collate "C" not null,
  name text,
  email text,
  phone text,
  -- `sub` of the person's tokens.
  subject text collate "C",
  revision integer not null,
  constraint person_contacts_pkey primary key (operator_id, pseudonym),
  constraint person_contacts_of foreign key (operator_id, pseudonym) references aeo.people
);
create unique index person_contacts_subject_once on aeo.person_contacts (operator_id, subject) where subject is not null;

create table aeo.assignments (
  operator_id uuid not null,
  id uuid not null,
  person text collate "C" not null,
  position text collate "C" not null,
  valid_from date not null,
  valid_to date,
  fte_percent smallint not null,
  revision integer not null default 1,
  constraint assignments_pkey primary key (operator_id, id),
  constraint assignments_person foreign key (operator_id, person) references aeo.people,
  constraint assignments_position foreign key (operator_id, position) references aeo.positions,
  constraint assignments_period check (valid_to >= valid_from),
  constraint assignments_share check (fte_percent between 0 and 100)
);
create index assignments_of_person on aeo.assignments (operator_id, person, valid_from);
create index assignments_of_position on aeo.assignments (operator_id, position, valid_from);

-- Who stands in for the holder of a position.
create table aeo.deputies (
  operator_id uuid not null,
  id uuid not null,
  position text collate "C" not null,
  person text collate "C" not null,
  valid_from date not null,
  valid_to date,
  revision integer not null default 1,
  constraint deputies_pkey primary key (operator_id, id),
  constraint deputies_person foreign key (operator_id, person) references aeo.people,
  constraint deputies_position foreign key (operator_id, position) references aeo.positions,
  constraint deputies_period check (valid_to >= valid_from)
);
create index deputies_of_person on aeo.deputies (operator_id, person, valid_from);
create index deputies_of_position on aeo.deputies (operator_id, position, valid_from);

create table aeo.legal_entities (
  operator_id uuid not null,
  id uuid not null,
  eori text collate "C" not null,
  name text not null,
  country text collate "C",
  relation text collate "C" not null,
  valid_from date not null,
  valid_to date,
  revision integer not null default 1,
  constraint legal_entities_pkey primary key (operator_id, eori),
  constraint legal_entities_id_once unique (operator_id, id),
  constraint legal_entities_eori_shape check (eori ~ '^[A-Z]{2}[A-Za-z0-9]{1,15}$'),
  constraint legal_entities_period check (valid_to >= valid_from),
  constraint legal_entities_relation_known check (relation in ('parent', 'subsidiary', 'sister', 'branch', 'permanent_establishment', 'other'))
);

create table aeo.software_systems (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  name text not null,
  kind text collate "C" not null,
  vendor text,
  hosting text collate "C" not null,
  valid_from date not null,
  valid_to date,
  revision integer not null default 1,
  constraint software_systems_pkey primary key (operator_id, code),
  constraint software_systems_id_once unique (operator_id, id),
  constraint software_systems_period check (valid_to >= valid_from),
  constraint software_systems_kind_known check (kind in ('erp', 'customs_declaration', 'warehouse_management', 'transport_management', 'classification', 'document_archive', 'accounting', 'interface', 'screening', 'other')),
  constraint software_systems_hosting_known check (hosting in ('own_premises', 'data_centre', 'cloud', 'provider'))
);

create table aeo.representatives (
  operator_id uuid not null,
  id uuid not null,
  eori text collate "C" not null,
  name text not null,
  kind text collate "C" not null,
  revision integer not null default 1,
  constraint representatives_pkey primary key (operator_id, eori),
  constraint representatives_id_once unique (operator_id, id),
  constraint representatives_eori_shape check (eori ~ '^[A-Z]{2}[A-Za-z0-9]{1,15}$'),
  constraint representatives_kind_known check (kind in ('customs_representative', 'freight_forwarder', 'carrier', 'group_company', 'other'))
);
create table aeo.mandates (
  operator_id uuid not null,
  id uuid not null,
  representative text collate "C" not null,
  representation text collate "C" not null,
  valid_from date not null,
  valid_to date,
  procedures text[] collate "C" not null,
  directions text[] collate "C" not null,
  sites text[] collate "C" not null,
  document_reference text,
  document_sha256 text collate "C",
  -- First day on which it covers nothing any more, whatever its term.
  revoked_on date,
  revocation_reason text,
  revision integer not null default 1,
  constraint mandates_pkey primary key (operator_id, id),
  constraint mandates_representative foreign key (operator_id, representative) references aeo.representatives,
  constraint mandates_period check (valid_to >= valid_from),
  constraint mandates_revoked_within check (revoked_on >= valid_from),
  constraint mandates_representation_known check (representation in ('direct', 'indirect')),
  constraint mandates_directions_known check (directions <@ array['import', 'export', 'transit']::text[])
);
create index mandates_of_representative on aeo.mandates (operator_id, representative, valid_from);

do $$
declare t text;
begin
  foreach t in array array['organisation_heads', 'organisation_profiles', 'organisation_profile_states', 'units', 'unit_states', 'sites', 'site_states', 'production_steps',
    'production_step_states', 'positions', 'position_states', 'people', 'person_contacts', 'assignments', 'deputies', 'legal_entities', 'software_systems', 'representatives', 'mandates'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    -- States are added and never changed.
    execute format('grant select, insert%s on aeo.%I to aeo_app', case when t like '%\_states' then '' else ', update' end, t);
  end loop;
end $$;
-- What names a person goes on request.
grant delete on aeo.person_contacts to aeo_app;
