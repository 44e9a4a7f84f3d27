-- Words of people about AI systems can be erased: on request, and once the years of a retired system are over. What was decided, when, by
-- whom and on what proof stays.

alter table aeo.ai_system_statuses alter column reason drop not null;
alter table aeo.ai_evaluations alter column compared_with drop not null;
-- Where a reason is asked for, its absence says that it was erased.
alter table aeo.ai_obligations add column words_erased boolean not null default false,
  drop constraint ai_obligations_excused_why,
  add constraint ai_obligations_excused_why check (state <> 'not_applicable' or reason is not null or words_erased);
alter table aeo.ai_control_ratings add column words_erased boolean not null default false,
  drop constraint ai_control_ratings_excused_why,
  add constraint ai_control_ratings_excused_why check (rating <> 'not_applicable' or reason is not null or words_erased);
-- What is retired, by its day: that is where the years of keeping begin.
create index ai_systems_retired on aeo.ai_systems (operator_id, status_on, id) where status = 'retired';

grant update (reason) on aeo.ai_system_statuses to aeo_app;
grant update (compared_with) on aeo.ai_evaluations to aeo_app;
grant update (reason, words_erased) on aeo.ai_control_ratings to aeo_app;
