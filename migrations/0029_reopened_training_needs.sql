-- Why a need that was closed by hand was opened again. Words of a person: they go with the others.
alter table aeo.training_needs add column reopening_reason text;
