import '../../support/bare-processes.ts'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { Problem } from '../../../src/platform/problem.ts'
import { reportDocument } from '../../../src/risks/report/document/report-document.ts'
import { reportPage } from '../../../src/risks/report/page.ts'
import { reportPdf } from '../../../src/risks/report/pdf.ts'
import { CONFINED, reportRenderer } from '../../../src/risks/report/render-apart.ts'
import { reportOf } from '../../../src/risks/report/report-of.ts'
import { sampleReport } from '../../support/sample-report.ts'

const report = reportOf(await sampleReport())
const render = reportRenderer()

/** What makes readers do something, outside the streams that hold texts and fonts. */
const acting = (pdf: string): string[] => pdf.replaceAll(/\bstream\r?\n[\s\S]*?\nendstream/g, '').match(/\/(?:JavaScript|JS|URI|Launch|EmbeddedFile|OpenAction|AA)\b/g) ?? []

/** How many texts are shown on each sheet. */
const textsOfSheets = (pdf: string): number[] => [...pdf.matchAll(/\bstream\r?\n([\s\S]*?)\nendstream/g)].map(([, stream = '']) => stream).filter((stream) => / Tf\n/.test(stream)).map((stream) => (stream.match(/ TJ\n/g) ?? []).length)

t.test('a PDF is the same bytes each time, says what it is of, and holds nothing that acts', async (t) => {
  const [one, other] = await Promise.all([render(report, 'pdf'), render(report, 'pdf')])
  t.ok(one.equals(other))
  const text = one.toString('latin1')
  t.ok(text.startsWith('%PDF-'))
  t.ok(text.includes('/Lang (en-GB)') && text.includes('/DisplayDocTitle true'))
  t.ok(text.includes(`Data hash ${report.dataHash}`), 'the data hash stands in its properties')
  t.ok((text.match(/\/Type \/Page\b/g) ?? []).length >= 8)
  t.ok(text.includes('/Outlines'), 'sections are bookmarks')
  t.strictSame(acting(text), [])
  t.match(text, /D:20251211163100/, 'the day of the figures, not of the drawing')
  t.end()
})

t.test('another process draws the same page', async (t) => {
  t.equal((await render(report, 'page')).toString('utf8'), (await reportPage(reportDocument(report))).body)
  t.end()
})

t.test('hostile words are drawn as words', async (t) => {
  const words = '<script>alert(1)</script> (a) \\) /JS \u202E\u0000 endstream endobj </svg><image href="file:///etc/passwd"/> ' + 'W'.repeat(120)
  const pdf = await render(reportOf(await sampleReport((text) => `${text} ${words}`)), 'pdf')
  const text = pdf.toString('latin1')
  t.ok(text.startsWith('%PDF-') && text.trimEnd().endsWith('%%EOF'))
  t.strictSame([...acting(text), ...text.match(/root:x:0/g) ?? []], [])
  t.end()
})

t.test('wherever sheets end, none is empty', async (t) => {
  for (const length of [0, 60, 120, 180]) {
    const document = reportDocument(reportOf(await sampleReport((text) => `${text} <b>x</b> ${'W'.repeat(length)} 漢字`)))
    const sheets = textsOfSheets((await reportPdf(document, { on: new Date(0) })).toString('latin1'))
    t.ok(sheets.length > 8 && sheets.every((texts) => texts > 10), `${length}: ${sheets.join(' ')}`)
  }
  t.end()
})

t.test('an empty report is drawn, too', async (t) => {
  const facts = await sampleReport()
  const empty = reportOf({
    ...facts, risks: [], unscored: [], areas: [], treatments: [], plan: null, acceptances: [], aiSystems: [], trainingNeeds: [], duties: [], followUps: [], recipients: [], sanctions: { periods: [], comparison: null },
    audit: { ...facts.audit, closedStages: [], reopenedBecause: null }, portfolio: { ...facts.portfolio, exceedance: [], planned: null }, operator: { ...facts.operator, authorisations: [] }, scope: { ...facts.scope, sites: [], procedures: [], pillars: [], leftOut: [], considered: [] }
  })
  const document = reportDocument(empty)
  t.ok((await reportPage(document)).body.includes('No risk has been scored'))
  t.ok((await reportPdf(document, { on: new Date(0) })).byteLength > 10_000)
  t.end()
})

t.test('who takes too long is ended, and who comes when all places are taken is told to come back', async (t) => {
  await t.rejects(reportRenderer({ timeoutMs: 20, atOnce: 1, waiting: 0 })(report, 'pdf'), { message: /not drawn.*SIGKILL/ })
  const one = reportRenderer({ timeoutMs: 30_000, atOnce: 1, waiting: 1 })
  const [first, second, third] = await Promise.allSettled([one(report, 'page'), one(report, 'page'), one(report, 'page')])
  t.strictSame([first.status, second.status, third.status], ['fulfilled', 'fulfilled', 'rejected'])
  t.ok(third.status === 'rejected' && third.reason instanceof Problem && third.reason.status === 503)
  t.equal((await one(report, 'page')).byteLength > 0, true, 'and afterwards is served')
  t.end()
})

t.test('the process reads nothing but the program, writes nothing, starts nothing and reaches nobody', async (t) => {
  let reached = 0
  const server = createServer((_request, response) => {
    reached++
    response.end()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const noNetwork = new URL('../../../src/risks/report/no-network.ts', import.meta.url).href
  const cases: [name: string, code: string, expected: RegExp][] = [
    ['another file', 'require("node:fs").readFileSync("/etc/passwd")', /ERR_ACCESS_DENIED/],
    ['writing', 'require("node:fs").writeFileSync("/tmp/aeo-never", "")', /ERR_ACCESS_DENIED/],
    ['a program', 'require("node:child_process").execSync("true")', /ERR_ACCESS_DENIED/],
    ['a thread', 'new (require("node:worker_threads").Worker)("1", { eval: true })', /ERR_ACCESS_DENIED/],
    ['the network', `import(${JSON.stringify(noNetwork)}).then(() => fetch(${JSON.stringify(url)})).catch((error) => { console.error(error.cause ?? error); process.exitCode = 1 })`, /works without a network/]
  ]
  for (const [name, code, expected] of cases) {
    const { status, stderr } = spawnSync(process.execPath, [...CONFINED, '-e', code], { env: {}, encoding: 'utf8', timeout: 20_000 })
    t.not(status, 0, name)
    t.match(stderr, expected, name)
  }
  t.equal(reached, 0)
  t.end()
})
