/**
 * Imported by tests of what draws in a confined process: tap gives each process that a test starts a loader of its own, which such a
 * process may not run. From here on processes are started as the service starts them.
 */
const state = (globalThis as unknown as Record<symbol, { listeners: unknown[] } | undefined>)[Symbol.for('process-on-spawn@*:singletonId')]
if (state !== undefined) state.listeners = []
