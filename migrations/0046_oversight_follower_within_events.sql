-- Where the follower of the log stopped within the event after its position: an event may stand for thousands of outputs, which are looked
-- at in portions, each in a transaction of its own.
alter table aeo.ai_oversight_followers
  -- Outputs come first (0), then declarations to look at whole (1), then changed ones (2).
  add column after_kind smallint,
  add column after_id uuid,
  add constraint ai_oversight_followers_within check ((after_kind is null) = (after_id is null) and after_kind between 0 and 2);
