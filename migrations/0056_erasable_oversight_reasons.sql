-- Why thresholds of oversight were set, in words of people, can be erased; what was set, when and by whom stays.

alter table aeo.ai_oversight_rules alter column reason drop not null;
grant update (reason) on aeo.ai_oversight_rules to aeo_app;
