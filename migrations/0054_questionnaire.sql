-- Answers of the self-assessment questionnaire. The questions are versioned data of the service; whether an answer still stands is computed, never kept.

-- A row for each question that anybody answered, locked by whoever answers or confirms it.
create table aeo.questionnaire_answers (
  operator_id uuid not null,
  question text collate "C" not null,
  -- Moves with every change, erasure included; the ETag.
  revision integer not null,
  -- Number of the last entry.
  entries integer not null,
  constraint questionnaire_answers_pkey primary key (operator_id, question)
);

-- Every answer, and every time that one was looked at and found right. None is changed, but that words go.
create table aeo.questionnaire_entries (
  operator_id uuid not null,
  question text collate "C" not null,
  number integer not null,
  id uuid not null,
  kind text collate "C" not null,
  -- Number of the answer: its own, or that of the one that is confirmed.
  answer integer not null,
  -- Day on which somebody looked.
  looked_on date not null,
  -- Last day on which it counts as looked at.
  review_on date not null,
  not_applicable boolean,
  -- The answer, or why the question does not apply; null of a confirmation, and once erased.
  words text,
  owner_position text collate "C",
  owner_unit text collate "C",
  -- Documents by title, reference and hash; titles go with the words.
  evidence json,
  words_erased boolean not null default false,
  -- Day of the answer that took its place: from there the years of keeping count.
  replaced_on date,
  -- Pseudonym of the person who confirmed it.
  person text collate "C",
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint questionnaire_entries_pkey primary key (operator_id, question, number),
  constraint questionnaire_entries_id_once unique (operator_id, id),
  constraint questionnaire_entries_of foreign key (operator_id, question) references aeo.questionnaire_answers,
  constraint questionnaire_entries_answer foreign key (operator_id, question, answer) references aeo.questionnaire_entries,
  constraint questionnaire_entries_owner_position foreign key (operator_id, owner_position) references aeo.positions,
  constraint questionnaire_entries_owner_unit foreign key (operator_id, owner_unit) references aeo.units,
  constraint questionnaire_entries_kind_known check (kind in ('answered', 'confirmed')),
  constraint questionnaire_entries_own_answer check ((kind = 'answered') = (answer = number) and answer <= number),
  constraint questionnaire_entries_answer_whole check (kind <> 'answered' or ((words is not null or words_erased) and not_applicable is not null and evidence is not null and num_nonnulls(owner_position, owner_unit) = 1)),
  constraint questionnaire_entries_confirmed_whole check (kind <> 'confirmed' or (num_nonnulls(words, not_applicable, evidence, owner_position, owner_unit, replaced_on) = 0 and person is not null)),
  constraint questionnaire_entries_reviewed_later check (review_on > looked_on)
);
create index questionnaire_entries_replaced on aeo.questionnaire_entries (operator_id, replaced_on, id) where replaced_on is not null;
create index questionnaire_entries_of_answer on aeo.questionnaire_entries (operator_id, question, answer);
create index questionnaire_entries_of_position on aeo.questionnaire_entries (operator_id, owner_position) where owner_position is not null;
create index questionnaire_entries_of_unit on aeo.questionnaire_entries (operator_id, owner_unit) where owner_unit is not null;

do $$
declare t text;
begin
  foreach t in array array['questionnaire_answers', 'questionnaire_entries'] loop
    execute format('alter table aeo.%I enable row level security', t);
    execute format('alter table aeo.%I force row level security', t);
    execute format($p$create policy own_operator on aeo.%I for all to aeo_app, aeo_owner
      using (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)
      with check (operator_id = nullif(current_setting('app.operator_id', true), '')::uuid)$p$, t);
    execute format('grant select, insert on aeo.%I to aeo_app', t);
  end loop;
end $$;
grant update (revision, entries) on aeo.questionnaire_answers to aeo_app;
grant update (words, evidence, words_erased, replaced_on) on aeo.questionnaire_entries to aeo_app;
