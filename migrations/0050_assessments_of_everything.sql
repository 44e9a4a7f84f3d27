-- The last assessment of the whole company is what is looked at where none is named. Among those of a site or a pillar the planner guesses that hardly any is of everything, and reads them all.
create index risk_assessments_of_everything on aeo.risk_assessments (operator_id, recorded_at desc, id desc)
  where json_array_length(scope -> 'sites') = 0 and json_array_length(scope -> 'procedures') = 0 and json_array_length(scope -> 'pillars') = 0;
