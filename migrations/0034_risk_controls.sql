-- Controls over risks: what each does, how well it is designed, which risks it is linked to, and how it fared when it was tested.

create table aeo.risk_controls (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  -- Moves with every change of the control, its design, its links and its tests.
  revision integer not null default 1,
  title text not null,
  description text not null,
  kind text collate "C" not null,
  owner_kind text collate "C" not null,
  owner_code text collate "C" not null,
  state text collate "C" not null default 'in_force',
  -- The last of aeo.risk_control_designs.
  design text collate "C" not null,
  in_force_from date not null,
  -- First day on which it does not work any more; null: it works.
  retired_on date,
  retired_because text,
  -- What the system tests by itself; null: only people test it.
  automatic_test json,
  recorded_at timestamptz(3) not null,
  constraint risk_controls_pkey primary key (operator_id, id),
  constraint risk_controls_code_once unique (operator_id, code),
  constraint risk_controls_kind_known check (kind in ('preventive', 'detective', 'corrective')),
  constraint risk_controls_owner_known check (owner_kind in ('person', 'position')),
  constraint risk_controls_design_known check (design in ('none', 'weak', 'partial', 'good', 'strong')),
  constraint risk_controls_state_known check (state in ('in_force', 'retired')),
  constraint risk_controls_retired_says_why check ((state = 'retired') = (retired_on is not null) and (retired_on is null) = (retired_because is null)),
  constraint risk_controls_retired_later check (retired_on >= in_force_from)
);
create index risk_controls_by_state on aeo.risk_controls (operator_id, state, code);
create index risk_controls_by_kind on aeo.risk_controls (operator_id, kind, code);
create index risk_controls_by_owner on aeo.risk_controls (operator_id, owner_code, code);

-- How well it is designed, by whose judgement. Added and never changed; the last holds.
create table aeo.risk_control_designs (
  operator_id uuid not null,
  control_id uuid not null,
  number integer not null,
  design text collate "C" not null,
  reason text not null,
  rated_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint risk_control_designs_pkey primary key (operator_id, control_id, number),
  constraint risk_control_designs_of foreign key (operator_id, control_id) references aeo.risk_controls,
  constraint risk_control_designs_known check (design in ('none', 'weak', 'partial', 'good', 'strong'))
);

-- The risks that a control works against.
create table aeo.risk_control_links (
  operator_id uuid not null,
  risk_id uuid not null,
  control_id uuid not null,
  constraint risk_control_links_pkey primary key (operator_id, risk_id, control_id),
  constraint risk_control_links_risk foreign key (operator_id, risk_id) references aeo.risks,
  constraint risk_control_links_control foreign key (operator_id, control_id) references aeo.risk_controls
);
create index risk_control_links_of_control on aeo.risk_control_links (operator_id, control_id, risk_id);

-- A test of a control in operation. It stays as it was recorded; one recorded in error is withdrawn, and counts no more.
create table aeo.control_tests (
  operator_id uuid not null,
  id uuid not null,
  control_id uuid not null,
  tested_on date not null,
  -- The days that the sample was drawn from.
  sample_from date not null,
  sample_to date not null,
  sample_size integer not null,
  passed integer not null,
  failed integer not null,
  -- manual: a person tested; automatic: the system counted, by the query.
  way text collate "C" not null,
  tester text collate "C",
  query json,
  evidence_reference text,
  evidence_sha256 text collate "C",
  remarks text,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  withdrawn_at timestamptz(3),
  withdrawn_by uuid,
  withdrawn_because text,
  constraint control_tests_pkey primary key (operator_id, id),
  constraint control_tests_of foreign key (operator_id, control_id) references aeo.risk_controls,
  constraint control_tests_counted check (sample_size > 0 and passed >= 0 and failed >= 0 and passed + failed between 1 and sample_size),
  constraint control_tests_days check (sample_from <= sample_to and sample_to <= tested_on),
  constraint control_tests_way_known check (way in ('manual', 'automatic')),
  constraint control_tests_proved check (case way when 'manual' then tester is not null and evidence_reference is not null and evidence_sha256 is not null and query is null else tester is null and query is not null end),
  constraint control_tests_withdrawn_whole check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_because is null))
);
create index control_tests_of_control on aeo.control_tests (operator_id, control_id, tested_on, id);

do $$
declare t text;
begin
  foreach t in array array['risk_controls', 'risk_control_designs', 'risk_control_links', 'control_tests'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert on aeo.risk_control_designs to aeo_app;
grant select, insert, delete on aeo.risk_control_links to aeo_app;
grant select, insert, update on aeo.risk_controls to aeo_app;
grant select, insert on aeo.control_tests to aeo_app;
grant update (withdrawn_at, withdrawn_by, withdrawn_because) on aeo.control_tests to aeo_app;
