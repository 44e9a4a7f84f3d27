import { buildApp } from '../../src/app.ts'
import type { AppOptions } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import type { Config } from '../../src/config.ts'
import type { Examiner } from '../../src/declarations/index.ts'
import { createLifecycle } from '../../src/platform/http/lifecycle.ts'
import type { Lifecycle } from '../../src/platform/http/lifecycle.ts'
import { createMetrics } from '../../src/platform/http/metrics.ts'
import type { App } from '../../src/platform/http/server.ts'
import { openDatabase } from '../../src/platform/db/pool.ts'
import type { Database } from '../../src/platform/db/pool.ts'
import { addOperator } from '../../src/platform/operators.ts'
import { TEST_OPERATOR, TEST_SECRET } from './tokens.ts'

export interface TestApp {
  readonly app: App
  readonly db: Database
  readonly lifecycle: Lifecycle
  readonly examiner: Examiner
}

export const OTHER_OPERATOR = 'DE98765432109'

interface Teardown { testdir: () => string, teardown: (end: () => Promise<void>) => unknown }

/** The app that production runs, over a test database, with two operators. It turns nobody away for a busy test machine. */
export async function testApp (t: Teardown, url: string, changes: Partial<Config> = {}, more: Pick<AppOptions, 'registers' | 'clock' | 'forAuthorisations' | 'logDestination'> = {}): Promise<TestApp> {
  const config: Config = { ...readConfig({ JWT_SECRET: TEST_SECRET, DATA_DIR: t.testdir() }), logLevel: 'silent', ...changes }
  const db = openDatabase({ url, poolSize: 6, reportPoolSize: 3 })
  await addOperator(db.operations, TEST_OPERATOR, 'Test operator')
  await addOperator(db.operations, OTHER_OPERATOR, 'Other operator')
  const lifecycle = createLifecycle()
  const { app, examiner } = await buildApp({ config, db, metrics: createMetrics(), lifecycle, readiness: async () => ({ ready: true, checks: {} }), overload: { delayMs: () => 0 }, ...more })
  t.teardown(async () => {
    await app.close()
    await db.close()
  })
  return { app, db, lifecycle, examiner }
}
