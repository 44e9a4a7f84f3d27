-- The register of risks: what each is, who answers for it and what it covers, what people stated of it, and what an area may cost.

create table aeo.risks (
  operator_id uuid not null,
  id uuid not null,
  code text collate "C" not null,
  -- Moves with every change of the risk and with every statement of its inputs.
  revision integer not null default 1,
  -- catalogue: taken over from what ships; own: added by the company.
  origin text collate "C" not null,
  -- proposed: no person has confirmed or changed its inputs, so it has no figures; stated; retired: not of this company, with a reason.
  state text collate "C" not null default 'proposed',
  area text collate "C" not null,
  criterion text collate "C" not null,
  title text not null,
  description text not null,
  typical_causes text[] not null,
  -- Names of key figures.
  indicators text[] collate "C" not null,
  example_controls text[] not null,
  -- Questions of the self-assessment questionnaire.
  questions text[] collate "C" not null,
  owner_kind text collate "C",
  owner_code text collate "C",
  -- What it covers; empty: everything.
  sites text[] collate "C" not null default '{}',
  procedures text[] collate "C" not null default '{}',
  pillars text[] collate "C" not null default '{}',
  period_from date,
  period_to date,
  -- What the catalogue proposes for its inputs, as of that version; null for the company's own.
  defaults_version integer,
  proposal json,
  -- The statement that holds; null: none yet.
  input integer,
  retired_because text,
  recorded_at timestamptz(3) not null,
  constraint risks_pkey primary key (operator_id, id),
  constraint risks_code_once unique (operator_id, code),
  constraint risks_origin_known check (origin in ('catalogue', 'own')),
  constraint risks_state_known check (state in ('proposed', 'stated', 'retired')),
  constraint risks_stated_has_input check (state <> 'stated' or input is not null),
  constraint risks_proposed_has_none check (state <> 'proposed' or input is null),
  constraint risks_retired_says_why check ((state = 'retired') = (retired_because is not null)),
  constraint risks_proposal_of_catalogue check ((origin = 'catalogue') = (proposal is not null) and (proposal is null) = (defaults_version is null)),
  constraint risks_owner_whole check ((owner_kind is null) = (owner_code is null)),
  constraint risks_owner_known check (owner_kind in ('person', 'position')),
  constraint risks_period_ordered check (period_from <= period_to),
  constraint risks_pillars_known check (pillars <@ array['identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle'] collate "C")
);
create index risks_by_area on aeo.risks (operator_id, area, code);
create index risks_by_criterion on aeo.risks (operator_id, criterion, code);
create index risks_by_state on aeo.risks (operator_id, state, code);
create index risks_by_owner on aeo.risks (operator_id, owner_code, code);

-- What people state of a risk: all that its figures rest on but the evidence itself. Added and never changed; the last holds.
create table aeo.risk_inputs (
  operator_id uuid not null,
  risk_id uuid not null,
  number integer not null,
  -- Expert likelihood before controls, band 1 to 5.
  likelihood smallint not null,
  -- One event, 90 % interval, EUR.
  loss_low numeric(14, 2) not null,
  loss_high numeric(14, 2) not null,
  -- For the authorisation, 1 to 5; 5: revocation.
  consequence smallint not null,
  exposure_basis text collate "C" not null,
  -- Which confirmed findings, sanctions and AI errors are its evidence.
  evidence json not null,
  -- Version of the defaults that were confirmed as they stand; null: a person stated something else.
  confirms_version integer,
  reason text not null,
  stated_on date not null,
  stated_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint risk_inputs_pkey primary key (operator_id, risk_id, number),
  constraint risk_inputs_of foreign key (operator_id, risk_id) references aeo.risks,
  constraint risk_inputs_bands check (likelihood between 1 and 5 and consequence between 1 and 5),
  constraint risk_inputs_losses check (loss_low > 0 and loss_low <= loss_high),
  constraint risk_inputs_basis_known check (exposure_basis in ('declarations', 'items', 'ai_outputs', 'authorisations', 'people'))
);
alter table aeo.risks add constraint risks_input foreign key (operator_id, id, input) references aeo.risk_inputs (operator_id, risk_id, number);
create index risks_of_input on aeo.risks (operator_id, id, input);

-- What an area may cost in a year, and which score is acceptable in it. Added and never changed; the last holds.
create table aeo.risk_appetites (
  operator_id uuid not null,
  area text collate "C" not null,
  number integer not null,
  acceptable_score smallint not null,
  appetite_eur numeric(14, 2) not null,
  reason text not null,
  set_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint risk_appetites_pkey primary key (operator_id, area, number),
  constraint risk_appetites_score check (acceptable_score between 1 and 25),
  constraint risk_appetites_above_zero check (appetite_eur > 0)
);

do $$
declare t text;
begin
  foreach t in array array['risks', 'risk_inputs', 'risk_appetites'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
grant select, insert on aeo.risk_inputs, aeo.risk_appetites to aeo_app;
grant select, insert, update on aeo.risks to aeo_app;
