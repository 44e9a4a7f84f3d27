import type { OperationsOf } from './expectation.ts'

/** What reports of training need: people of whom the matrix of roles asks much, and who have shown one topic that ends. */
export const trainingReportOperations: OperationsOf = async ({ post }) => {
  await post('/units', { code: 'ACCESS-T', name: 'Access test', validFrom: '2020-01-01' })
  await post('/positions', { code: 'ACCESS-T-1', title: 'Access test', unit: 'ACCESS-T', responsibilities: ['purchasing'], validFrom: '2020-01-01' })
  // Of fewer than five people, who ends is said to nobody who may not see people, and the right is not asked.
  for (const person of [1, 2, 3, 4, 5].map((number) => `ACCESS-T-${number}`)) {
    await post('/people', { pseudonym: person, employmentKind: 'employee' })
    await post('/assignments', { person, position: 'ACCESS-T-1', validFrom: '2020-01-01', ftePercent: 20 })
    await post('/training/records', { reference: person, person, topic: 'origin', level: 2, completedOn: '2026-03-03', result: 'passed', validUntil: '2026-06-30' })
  }
  return {
    ids: {},
    expected: {},
    queries: {
      'Query.trainingMatrix': '{ trainingMatrix(first: 1) { nodes { person cells { topic } } } }',
      'Query.trainingCoverage': '{ trainingCoverage { key } }',
      'Query.trainingGaps': '{ trainingGaps(first: 1) { nodes { topic } } }',
      'Query.trainingExpiring': '{ trainingExpiring(on: "2026-05-31") { nodes { topic } } }',
      'Query.trainingHours': '{ trainingHours(from: "2026-01-01", to: "2026-12-31") { key } }',
      'TrainingGap.who': '{ trainingGaps(first: 1) { nodes { who { person } } } }',
      'TrainingExpiry.who': '{ trainingExpiring(on: "2026-05-31") { nodes { who } } }',
      'ChartUnit.training': '{ orgChart { units { training { people } } } }',
      'OrgPosition.training': '{ orgChart { units { positions { training { people } } } } }'
    },
    ways: { 'TrainingGap.who': 'training:read', 'TrainingExpiry.who': 'training:read', 'ChartUnit.training': 'organisation:read', 'OrgPosition.training': 'organisation:read' }
  }
}
