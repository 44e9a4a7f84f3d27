/** Flags and environment that `npm start` gives the runtime. */
export const SERVICE_FLAGS = ['--max-semi-space-size=4', '--max-old-space-size=384']
export const SERVICE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' }
