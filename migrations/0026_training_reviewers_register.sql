-- The check of who decided proposals of AI systems asks training once its first record is there.
create trigger announce_register after insert on aeo.training_records referencing new table as added
  for each statement execute function aeo.announce_register('reviewers');
