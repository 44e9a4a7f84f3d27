-- The oversight log: what AI systems proposed, one row an output, what people decided about it and what left the company; with the totals
-- that every measure of oversight is made of.

create table aeo.ai_outputs (
  operator_id uuid not null,
  id uuid not null,
  -- Moves with the decision, the use, an outcome and a second review.
  revision integer not null default 1,
  system_id uuid not null,
  -- The sender's, once for each system.
  reference text collate "C" not null,
  -- Of what was sent, whatever was erased since: the same again is a replay.
  content_sha256 bytea not null,
  -- All that makes proposals change, as one text: model|prompt|nomenclature|data, without bars at the end.
  version text collate "C" not null,
  model_version text collate "C" not null,
  prompt_version text collate "C",
  nomenclature_version text collate "C",
  data_version text collate "C",
  pillar text collate "C" not null,
  process_step text collate "C",
  -- Code; '' where there is none.
  unit text collate "C" not null,
  made_at timestamptz(3) not null,
  -- Whether the system was in use on that day, as the register had it when the output came.
  approved boolean not null,
  input_reference text collate "C" not null,
  mrn text collate "C",
  lrn text collate "C",
  declarant text collate "C",
  item_number integer,
  goods_ref text collate "C",
  proposal text not null,
  confidence double precision,
  alternatives json,
  explanation text,
  -- Whether one was offered: known after it is erased as well.
  explained boolean not null,
  evidence_refs text[] collate "C",
  -- Length in words of what a reviewer was shown.
  shown_words integer,
  -- A wrong proposal planted to see whether it is caught; it is never used and never declared.
  planted boolean not null default false,
  planted_check_id uuid,
  -- When alternatives, explanation and the words of the decision went.
  words_erased_at timestamptz(3),
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,

  decision text collate "C",
  final_value text,
  -- The reviewer's own, given before the proposal was shown.
  blind_value text,
  rationale_code text collate "C",
  rationale text,
  -- Group of the reason (rationaleBucket), which outlives its words.
  rationale_bucket smallint,
  -- Pseudonym.
  reviewer text collate "C",
  competence text collate "C",
  shown_at timestamptz(3),
  explanation_opened_at timestamptz(3),
  decided_at timestamptz(3),
  -- Looked at, as far as the sender knows; null: from showing to deciding.
  active_seconds double precision,
  -- As they were set when it was decided.
  reference_seconds double precision,
  reading_seconds double precision,
  -- log: it came with or for the output; declaration: from the item that carries the proposal.
  decision_source text collate "C",
  decision_recorded_at timestamptz(3),

  used_at timestamptz(3),
  use text collate "C" not null default 'not_used',
  under_rule boolean,

  constraint ai_outputs_pkey primary key (operator_id, id),
  constraint ai_outputs_reference_once unique (operator_id, system_id, reference),
  constraint ai_outputs_of foreign key (operator_id, system_id) references aeo.ai_systems,
  constraint ai_outputs_pillar_known check (pillar in ('identifiers', 'classification', 'origin', 'value', 'duties', 'trade_defence', 'licences', 'procedures', 'excise', 'lifecycle')),
  constraint ai_outputs_confidence_share check (confidence between 0 and 1),
  constraint ai_outputs_one_declaration check (mrn is null or lrn is null),
  constraint ai_outputs_declared_by check ((lrn is null) = (declarant is null)),
  constraint ai_outputs_decision_known check (decision in ('accepted', 'overridden', 'rejected')),
  constraint ai_outputs_decision_whole check ((decision is null) = (decided_at is null) and (decision is null) = (reviewer is null) and (decision is null) = (competence is null)
    and (decision is null) = (decision_source is null)),
  constraint ai_outputs_competence_known check (competence in ('competent', 'not_competent', 'unknown')),
  constraint ai_outputs_decision_source_known check (decision_source in ('log', 'declaration')),
  constraint ai_outputs_final_value check ((final_value is not null) = (decision is not null and decision <> 'rejected')),
  constraint ai_outputs_decision_reasoned check (decision_source is distinct from 'log' or decision not in ('overridden', 'rejected') or rationale_code is not null),
  constraint ai_outputs_times_in_order check (shown_at <= decided_at and explanation_opened_at between shown_at and decided_at),
  constraint ai_outputs_use_known check (use in ('not_used', 'reviewed', 'reviewed_without_competence', 'unreviewed_by_rule', 'unreviewed')),
  constraint ai_outputs_use_whole check ((used_at is null) = (use = 'not_used')),
  constraint ai_outputs_use_reviewed check (use not in ('reviewed', 'reviewed_without_competence') or decided_at <= used_at),
  -- Whatever way it got there.
  constraint ai_outputs_planted_unused check (not planted or used_at is null)
);
create index ai_outputs_by_day on aeo.ai_outputs (operator_id, made_at, id);
create index ai_outputs_by_system on aeo.ai_outputs (operator_id, system_id, made_at, id);
create index ai_outputs_by_mrn on aeo.ai_outputs (operator_id, mrn, item_number, made_at, id) where mrn is not null;
create index ai_outputs_by_lrn on aeo.ai_outputs (operator_id, lrn, declarant, item_number, made_at, id) where lrn is not null;
create index ai_outputs_by_goods on aeo.ai_outputs (operator_id, goods_ref, made_at, id) where goods_ref is not null;
-- What somebody must look at.
create index ai_outputs_open on aeo.ai_outputs (operator_id, made_at, id) where decision is null;
create index ai_outputs_unreviewed on aeo.ai_outputs (operator_id, made_at, id) where use in ('reviewed_without_competence', 'unreviewed_by_rule', 'unreviewed');
create index ai_outputs_unapproved on aeo.ai_outputs (operator_id, made_at, id) where not approved;
create index ai_outputs_planted on aeo.ai_outputs (operator_id, made_at, id) where planted;

-- What turned out to be right, once for each source.
create table aeo.ai_output_outcomes (
  operator_id uuid not null,
  output_id uuid not null,
  source text collate "C" not null,
  revision integer not null default 1,
  known_on date not null,
  right_value text,
  proposal_right boolean not null,
  final_right boolean,
  blind_right boolean,
  -- Leading digits of a code that agree.
  digits smallint,
  -- Ruling, answer, finding or judgment that it is known from.
  reference text collate "C",
  -- stated: somebody said so; derived: it follows from what this system keeps.
  origin text collate "C" not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_output_outcomes_pkey primary key (operator_id, output_id, source),
  constraint ai_output_outcomes_of foreign key (operator_id, output_id) references aeo.ai_outputs,
  constraint ai_output_outcomes_source_known check (source in ('binding_ruling', 'customs_answer', 'confirmed_finding', 'court', 'amendment', 'blind_sample')),
  constraint ai_output_outcomes_origin_known check (origin in ('stated', 'derived')),
  constraint ai_output_outcomes_digits check (digits between 0 and 10)
);
create index ai_output_outcomes_by_reference on aeo.ai_output_outcomes (operator_id, reference) where reference is not null;

-- A second person's own look at the same input, not knowing of the first.
create table aeo.ai_second_reviews (
  operator_id uuid not null,
  output_id uuid not null,
  -- Pseudonym.
  reviewer text collate "C" not null,
  -- Values that the two chose, and the categories they are counted under.
  first_value text not null,
  second_value text not null,
  first_category text collate "C" not null,
  second_category text collate "C" not null,
  reviewed_at timestamptz(3) not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint ai_second_reviews_pkey primary key (operator_id, output_id),
  constraint ai_second_reviews_of foreign key (operator_id, output_id) references aeo.ai_outputs
);

-- One row for each cell and counter (src/ai-oversight/tally.ts), with the count of each bin: an output moves some fifteen rows, a
-- thousand of them hardly more, and reading a year takes rows by cell and not by bin.
create table aeo.ai_oversight_totals (
  operator_id uuid not null,
  -- Totals of another version are not read and are made anew.
  tally_version integer not null,
  -- Month of the output or of the line; of `outcome_day` the day on which the outcome became known.
  period text collate "C" not null,
  -- Code.
  system text collate "C" not null,
  version text collate "C" not null,
  pillar text collate "C" not null,
  unit text collate "C" not null,
  counter text collate "C" not null,
  bins jsonb not null,
  constraint ai_oversight_totals_pkey primary key (operator_id, tally_version, period, system, version, pillar, unit, counter)
);
create index ai_oversight_totals_by_system on aeo.ai_oversight_totals (operator_id, tally_version, system, period);

create function aeo.added_bins (p_one jsonb, p_other jsonb) returns jsonb language sql immutable set search_path = aeo, pg_temp as $$
  select coalesce(jsonb_object_agg(s.bin, s.count) filter (where s.count <> 0), '{}'::jsonb) from (
    select b.key as bin, sum(b.value::bigint) as count from (select * from jsonb_each_text(p_one) union all select * from jsonb_each_text(p_other)) b group by b.key) s
$$;

-- Callers state each cell and counter once, in the order of the key, so that two never wait for each other. Whoever compares the totals
-- with the rows holds the same lock alone.
create function aeo.move_ai_totals (p_operator uuid, p_tally_version integer, p_periods text[], p_systems text[], p_versions text[], p_pillars text[], p_units text[], p_counters text[], p_bins text[])
returns void language sql volatile set search_path = aeo, pg_temp as $$
  select pg_advisory_xact_lock_shared(hashtextextended('ai oversight totals ' || p_operator, 0));
  insert into aeo.ai_oversight_totals as t (operator_id, tally_version, period, system, version, pillar, unit, counter, bins)
    select p_operator, p_tally_version, c.period, c.system, c.version, c.pillar, c.unit, c.counter, c.bins::jsonb
    from unnest(p_periods, p_systems, p_versions, p_pillars, p_units, p_counters, p_bins) with ordinality as c (period, system, version, pillar, unit, counter, bins, position)
    order by c.position
  on conflict (operator_id, tally_version, period, system, version, pillar, unit, counter) do update set bins = aeo.added_bins(t.bins, excluded.bins)
$$;

do $$
declare t text;
begin
  foreach t in array array['ai_outputs', 'ai_output_outcomes', 'ai_second_reviews', 'ai_oversight_totals'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
  end loop;
end $$;
-- What was proposed is never changed, but its words may go; decision and use are added, an outcome follows what it is known from.
grant select, insert on aeo.ai_outputs, aeo.ai_output_outcomes, aeo.ai_second_reviews, aeo.ai_oversight_totals to aeo_app;
grant update (revision, alternatives, explanation, evidence_refs, words_erased_at, decision, final_value, blind_value, rationale_code, rationale, rationale_bucket, reviewer, competence, shown_at,
  explanation_opened_at, decided_at, active_seconds, reference_seconds, reading_seconds, decision_source, decision_recorded_at, used_at, use, under_rule) on aeo.ai_outputs to aeo_app;
grant update, delete on aeo.ai_output_outcomes to aeo_app;
grant update, delete on aeo.ai_oversight_totals to aeo_app;
grant execute on function aeo.added_bins(jsonb, jsonb), aeo.move_ai_totals(uuid, integer, text[], text[], text[], text[], text[], text[], text[]) to aeo_app;
