-- An acceptance names an assessment that has figures of its risk.

alter table aeo.risk_acceptances add constraint risk_acceptances_assessment
  foreign key (operator_id, assessment_id, risk_id) references aeo.risk_assessment_figures (operator_id, assessment_id, risk_id);
create index risk_acceptances_of_assessment on aeo.risk_acceptances (operator_id, assessment_id, risk_id) where assessment_id is not null;
