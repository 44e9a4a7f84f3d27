import type { TrainingDeps } from '../deps.ts'

/** What messages ask of the rest of the system. */
export type MessageDeps = Pick<TrainingDeps, 'db' | 'clock' | 'holds' | 'workforce' | 'personOfSubject' | 'responsibilities' | 'knownUnits' | 'knownPositions' | 'knownPeople' | 'erasedPeople'>
