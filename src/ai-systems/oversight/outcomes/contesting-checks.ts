import CONTESTING from './contesting-checks.json' with { type: 'json' }

/** Checks whose finding doubts the proposed element itself, by pillar; others say nothing of who proposed it. */
export const CONTESTING_CHECKS: Readonly<Record<string, readonly string[]>> = CONTESTING.checks
