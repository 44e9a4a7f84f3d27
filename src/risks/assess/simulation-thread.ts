import { serveJobs } from '../../platform/threads/serve-jobs.ts'
import { simulate } from '../../risk/simulate.ts'

/** The thread that simulates years. */
serveJobs(simulate)
