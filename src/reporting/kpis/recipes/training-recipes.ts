import type { Recipe } from '../definition.ts'
import { TRAINING_NEEDS } from '../sources/training-sources.ts'
import type { TrainingSources } from '../sources/training-sources.ts'

/** Key figures over training and competence. Pure. */

export const trainingRecipes = ({ competence, effects }: TrainingSources): readonly Recipe[] => [
  {
    name: 'training_coverage_rate', kind: 'ratio', interval: 'wilson', remark: 'Whoever still has time to learn, because a topic is newly required, does not count as covered.',
    numerator: { source: competence, figures: ['covered'], words: 'people who validly know every topic that is required of them' },
    denominator: { source: competence, figures: ['people'], words: 'people of whom any topic is required' }
  },
  {
    name: 'training_overdue_count', kind: 'count', interval: 'none',
    numerator: { source: competence, figures: ['overdue'], words: 'required topics of people that were shown once and are past their last day' },
    denominator: { source: competence, figures: ['required'], words: 'required topics of people' }
  },
  {
    name: 'competence_gap_count', kind: 'count', interval: 'none', remark: 'A role and topic counts once, however many people lack it; an own requirement counts by the unit, position or person that it was made for. Time to learn is no gap.',
    numerator: { source: competence, figures: ['gaps'], words: 'roles and topics of which somebody lacks the level' },
    denominator: { source: competence, figures: ['required'], words: 'required topics of people' }
  },
  {
    name: 'ai_literacy_coverage', kind: 'ratio', interval: 'wilson', remark: 'Required of whoever works with an AI system in use, as user, owner or deputy, and of roles by the matrix.',
    numerator: { source: competence, figures: ['aiCovered'], words: 'people with valid AI literacy at the level required of them' },
    denominator: { source: competence, figures: ['aiPeople'], words: 'people of whom AI literacy is required' }
  },
  {
    name: 'key_person_single_point_count', kind: 'count', interval: 'none', dimensions: [], remark: 'Trained is a deputy who has shown all topics that the matrix asks of the role, at level 2 where it asks for more.',
    numerator: { source: competence, figures: ['withoutDeputy'], words: 'customs responsibilities without a trained deputy' },
    denominator: { source: competence, figures: ['tasks'], words: 'customs responsibilities that somebody bears' }
  },
  {
    name: 'training_need_open_days', kind: 'measured', interval: 'none', remark: 'A need is opened on the day on which it is derived or stated: 0 says that those open were opened that day, no value that none is open. Needs that follow from requirements alone are gaps, and counted as such.',
    numerator: { source: TRAINING_NEEDS, figures: ['medianAge'], words: 'median age in days' },
    denominator: { source: TRAINING_NEEDS, figures: ['openNeeds'], words: 'needs from findings, sanctions and people that are open on the day' }
  },
  {
    name: 'training_effect_delta', kind: 'ratio', interval: 'none',
    remark: 'Of trainings of which something can be said yet; each by what was reviewed after it. A change is no effect: the query trainingEffects says for each training what its interval carries.',
    numerator: { source: effects, figures: ['change'], words: 'declarations with a confirmed error after trainings, less those to be expected at the rate before' },
    denominator: { source: effects, figures: ['reviewed'], words: 'declarations after trainings, in the share that was reviewed' }
  }
]
