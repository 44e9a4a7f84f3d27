-- What follows on an output: how long a look takes, wrong proposals that are planted, and the declared items that carry a proposal.

-- Timed reviews in earnest of a type of item: whoever decides faster than nineteen in twenty of them cannot have looked. The latest holds.
create table aeo.ai_reference_times (
  operator_id uuid not null,
  id uuid not null,
  pillar text collate "C" not null,
  -- '' for all steps that have none of their own.
  process_step text collate "C" not null,
  measured_on date not null,
  -- The 5 % quantile, in seconds.
  seconds double precision not null,
  sample_size integer not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_reference_times_pkey primary key (operator_id, id),
  constraint ai_reference_times_pillar_known check (pillar in ('identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle')),
  constraint ai_reference_times_measured check (seconds > 0 and sample_size > 0)
);
create index ai_reference_times_latest on aeo.ai_reference_times (operator_id, pillar, process_step, measured_on, id);
create index ai_reference_times_by_day on aeo.ai_reference_times (operator_id, measured_on, id);

create table aeo.ai_planted_checks (
  operator_id uuid not null,
  id uuid not null,
  revision integer not null default 1,
  system_id uuid not null,
  pillar text collate "C" not null,
  unit text collate "C" not null,
  from_on date not null,
  to_on date not null,
  planned integer not null,
  -- Of the draw of days and times: the same again is the same plan.
  seed text not null,
  cancelled_at timestamptz(3),
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_planted_checks_pkey primary key (operator_id, id),
  constraint ai_planted_checks_of foreign key (operator_id, system_id) references aeo.ai_systems,
  constraint ai_planted_checks_pillar_known check (pillar in ('identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle')),
  constraint ai_planted_checks_period check (from_on <= to_on)
);
create index ai_planted_checks_by_system on aeo.ai_planted_checks (operator_id, system_id, id);

-- Each becomes an output when it is due.
create table aeo.ai_planted_proposals (
  operator_id uuid not null,
  check_id uuid not null,
  number integer not null,
  due_at timestamptz(3) not null,
  reference text collate "C" not null,
  -- The wrong one, and what is right.
  proposal text not null,
  right_value text not null,
  content json not null,
  -- Null until it is due; then the output with which it is shown.
  output_id uuid,
  cancelled boolean not null default false,
  -- A declaration whose item carries it all the same.
  declared_in uuid,
  declared_item integer,
  constraint ai_planted_proposals_pkey primary key (operator_id, check_id, number),
  constraint ai_planted_proposals_of foreign key (operator_id, check_id) references aeo.ai_planted_checks,
  constraint ai_planted_proposals_output foreign key (operator_id, output_id) references aeo.ai_outputs
);
create index ai_planted_proposals_due on aeo.ai_planted_proposals (operator_id, due_at) where output_id is null and not cancelled;
create unique index ai_planted_proposals_of_output on aeo.ai_planted_proposals (operator_id, output_id) where output_id is not null;

-- Items of declarations that carry a proposal, as their version in force says, with the output that it is; null where none is logged.
create table aeo.ai_declared_items (
  operator_id uuid not null,
  declaration_id uuid not null,
  item_number integer not null,
  pillar text collate "C" not null,
  -- As the item states them: a code or an id, a version or ''.
  system text collate "C" not null,
  version text collate "C" not null,
  unit text collate "C" not null,
  counted_on date not null,
  goods_ref text collate "C",
  output_id uuid,
  constraint ai_declared_items_pkey primary key (operator_id, declaration_id, item_number, pillar),
  constraint ai_declared_items_output foreign key (operator_id, output_id) references aeo.ai_outputs
);
create index ai_declared_items_of_output on aeo.ai_declared_items (operator_id, output_id) where output_id is not null;
create index ai_declared_items_not_logged on aeo.ai_declared_items (operator_id, counted_on, declaration_id, item_number) where output_id is null;
create index ai_declared_items_of_goods on aeo.ai_declared_items (operator_id, goods_ref) where goods_ref is not null;

-- How far the log was followed for the outputs.
create table aeo.ai_oversight_followers (
  operator_id uuid not null,
  epoch integer not null,
  seq bigint not null,
  constraint ai_oversight_followers_pkey primary key (operator_id)
);

do $$
declare t text;
begin
  foreach t in array array['ai_reference_times', 'ai_planted_checks', 'ai_planted_proposals', 'ai_declared_items', 'ai_oversight_followers'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
-- Times are added and never changed; plans are cancelled, and shown once due.
grant select, insert on aeo.ai_reference_times, aeo.ai_planted_checks, aeo.ai_planted_proposals, aeo.ai_declared_items, aeo.ai_oversight_followers to aeo_app;
grant update (revision, cancelled_at) on aeo.ai_planted_checks to aeo_app;
grant update (output_id, cancelled, declared_in, declared_item) on aeo.ai_planted_proposals to aeo_app;
grant update, delete on aeo.ai_declared_items to aeo_app;
grant update on aeo.ai_oversight_followers to aeo_app;
