import t from 'tap'
import './support/bare-processes.ts'
import { readConfig } from '../src/config.ts'
import { firstSteps } from '../src/first-steps.ts'
import { testApp } from './support/app.ts'
import { testDatabase } from './support/postgres.ts'
import { RiskAudits } from './support/risk-audits.ts'

const { appUrl } = await testDatabase(t)
const { app, db } = await testApp(t, appUrl)
const config = readConfig({ DATA_DIR: t.testdir() })

t.test('the first start prints the page of the last risk audit once there is one', async (t) => {
  const before = await firstSteps(config, db, 8080)
  t.match(before, /http:\/\/127\.0\.0\.1:8080\/v1\/declarations/)
  t.notMatch(before, /reports/)
  const audits = new RiskAudits(app)
  await audits.prepare()
  await audits.risksIn(['VAL-X1'])
  const { id } = await audits.draft()
  await audits.close(id, 'identified', 'residual_determined')
  t.notMatch(await firstSteps(config, db, 8080), /reports/, 'not before it is decided what is to be told')
  await audits.close(id, 'treated')
  const path = /http:\/\/127\.0\.0\.1:8080(\/reports\/[A-Za-z0-9_-]{43})\n/.exec(await firstSteps(config, db, 8080))?.[1] ?? ''
  t.equal((await app.inject({ method: 'HEAD', url: path })).statusCode, 200)
})
