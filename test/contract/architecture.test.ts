import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import t from 'tap'

const source = join(import.meta.dirname, '../../src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => join(source, file))
const FEATURES = ['ai-systems', 'authorisations', 'declarations', 'findings', 'goods', 'organisation', 'questionnaire', 'records', 'reporting', 'risks', 'sanctions', 'training', 'webhooks']

interface Import { readonly from: string, readonly to: string, readonly typeOnly: boolean }

const imports: Import[] = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'/gm)].map((match) => ({
  from: relative(source, file),
  to: (match[2] ?? '').startsWith('.') ? relative(source, resolve(dirname(file), match[2] ?? '')) : match[2] ?? '',
  typeOnly: match[1] !== undefined
})))

const featureOf = (path: string): string | undefined => FEATURES.find((feature) => path.startsWith(`${feature}/`))

t.test('the platform knows no feature, and no feature another', (t) => {
  t.strictSame(imports.filter(({ from, to }) => from.startsWith('platform/') && featureOf(to) !== undefined), [])
  t.strictSame(imports.filter(({ from, to }) => featureOf(from) !== undefined && featureOf(to) !== undefined && featureOf(from) !== featureOf(to)), [])
  t.strictSame(imports.filter(({ from, to }) => featureOf(from) !== undefined && !to.includes('node_modules') && /^(app|cli|serve|commands|contract)\.ts$/.test(to)), [])
  t.end()
})

t.test('whoever composes the app reads of a feature its index alone', (t) => {
  t.strictSame(imports.filter(({ from, to }) => !from.includes('/') && featureOf(to) !== undefined && basename(to) !== 'index.ts'), [])
  t.end()
})

/** By feature, without what does the work: the decisions. */
const PURE = new RegExp([
  /ai-act\//,
  /ai-oversight\//,
  /ai-systems\/(literacy\/use-of-systems|incidents\/incident)\.ts$/,
  /ai-systems\/(wire|register\/(contradictions|life-cycle|system|wire)|assessments\/(rerun|wire)|obligations\/(obligation|wire)|controls\/(control|coverage|read-catalogue|themes|wire)|evaluations\/wire)\.ts$/,
  /ai-systems\/oversight\/(rules\/own-rules|reports\/(ai-share|oversight-report|proposer-counts|question-measures|shown-measure))\.ts$/,
  /ai-systems\/oversight\/outputs\/(kept-output|stated-output|watched-features|wire)\.ts$/,
  /ai-systems\/oversight\/(decisions\/(decision|stated-steps)|outcomes\/(derived-outcomes|right-value)|joins\/(event-concerns|match-items|portion|settle-output)|planted\/schedule|steps\/output-state)\.ts$/,
  /authorisations\/(days|decide|guarantee|model|obligations|state|terms|utilisation|wire|notification\/rules)\.ts$/,
  /declarations\/(ai-proposals|proposed-items|attribution|canonical|countable|course|figure-totals|customs-message|data-elements|derivation|difference|life-cycle|month-ranges|reference-use|totals)\.ts$/,
  /declarations\/ingest\/ledger\.ts$/,
  /declarations\/formats\/(wco|xml-tree|xml-decode)/,
  /declarations\/checks\/(?!catalogue)/,
  /declarations\/examination\/(observations|outcome-letters|quality|named-declarations|register-needs|knowledge-digest)/,
  /declarations\/reconciliation\/(compare|extract|settlement|tally)/,
  /findings\/(model|wire|shares|sampling\/)/,
  /goods\/(change-record|days|decisions|evidence|fields|field-types|knowledge|legal-limits|licence-balance|merging|model|nomenclature-lapse|on-day|record-rules|spans|wire)\.ts$/,
  /organisation\/(model\/|wire)/,
  /records\/(documents\/required|movements\/quantity|excise\/working|evidence\/expected|retention\/retention-classes)/,
  /platform\/keeping\/(legal-holds|record-kind|record-trace|judge-change)/,
  /reference\/(measure|reference-data)/,
  /risk\//,
  /sanctions\/(model|appeal|derivation|draft|wire|analysis\/)/,
  /risks\/(catalogue\/(?!shipped)|register\/(risk|wire)\.ts$|appetite\/(appetite|wire)\.ts$|controls\/(automatic-test|control|effectiveness|wire)\.ts$)/,
  /reporting\/kpis\/(definition|figures|measure|points|threshold|recipes\/)/,
  /risks\/treatments\/(plan-wire|stated-plan|treatment|treatments-plan|wire)\.ts$/,
  /risks\/acceptances\/(acceptance|wire)\.ts$/,
  /risks\/assess\/stated-risk\.ts$/,
  /risks\/evidence\/(combined-scope|events|evidence-facts|evidence-of|exposure|kept-events|risk-evidence|settings|unreviewed|windows)\.ts$/,
  /risks\/assessments\/(assessed-risks|assessment|movement|wire)\.ts$/,
  /risks\/(notices\/acknowledgement-state|follow-ups\/follow-up|report\/facts)\.ts$/,
  /risks\/audits\/(audit|gates|left-out|results|snapshot|stage-gates|stages|verify-stage|wire)\.ts$/,
  /risks\/words\/(kinds|reference|sealed-stage)\.ts$/,
  /risks\/report\/(charts\/|document\/|(markup|model|page|page-style|report-of|safe-text|summary|words)\.ts$)/,
  /platform\/(touching-events|spelling|log\/event-types)/,
  /questionnaire\/(catalogue\/(?!shipped)|answers\/(answer-state|kept-answer|progress|seen-state|touching|wire)\.ts$|reports\/questionnaire-file\.ts$)/,
  /statistics\//,
  /training\/(courses\/(course|version-stated)|sessions\/(training-session|complete-session)|records\/(training-record|complete-record|xapi\/(statement|as-record)))\.ts$/,
  /training\/competence\/(?!shipped|loader)/,
  /training\/effects\/(cuts|effect)\.ts$/,
  /training\/figures\/(competence-figures|trained-deputies)\.ts$/,
  /training\/needs\/(concerned|cuts|derive|gaps|model|settle|wire)\.ts$/,
  /training\/reports\/(coverage|gaps|hours|people-cells|wire)\.ts$/,
  /training\/calendar\/(icalendar|expiries)\.ts$/,
  /training\/personal\/stated-again\.ts$/,
  /training\/messages\/(message|duties|wire)\.ts$/,
  /webhooks\/(addresses|event-selection|message|patience|signature|target|wire)\.ts$/,
  /synthetic\/(?!index|demo|load-|measure-checks|real-declarations|temporary-database|write-year)/
].map(({ source }) => `^${source}`).join('|'))
const IO = /^(node:(fs|net|http|https|child_process|dgram|tls|timers|worker_threads)|pg|fastify|mercurius)/

t.test('decisions are pure: no database, no network, no files, no clock', (t) => {
  const pure = files.filter((file) => PURE.test(relative(source, file)))
  t.ok(pure.length > 20, 'the pure files are found')
  t.strictSame(imports.filter(({ from, to, typeOnly }) => PURE.test(from) && !typeOnly && IO.test(to)), [])
  for (const file of pure) t.notMatch(readFileSync(file, 'utf8'), /Date\.now\(|new Date\(\)|Math\.random\(|process\.(env|cwd|hrtime|exit)/, relative(source, file))
  t.end()
})

t.test('domain code does not know what crosses the wire', (t) => {
  t.strictSame(imports.filter(({ from, to }) => /\/(ledger|life-cycle|totals|canonical|batch|record-new)\.ts$/.test(from) && to.endsWith('/schemas.ts')), [])
  t.end()
})

t.test('a file has one subject, and its name says which', (t) => {
  for (const file of files) {
    const path = relative(source, file)
    t.ok(readFileSync(file, 'utf8').split('\n').length <= 400, `${path} fits its subject`)
    t.match(basename(file), /^[a-z0-9]+(-[a-z0-9]+)*\.ts$/, `${path} is kebab-case`)
    t.notMatch(basename(file), /^(utils?|helpers?|common|misc)\.ts$/, path)
  }
  t.end()
})

t.test('no text of a request can become a statement', (t) => {
  for (const file of files.filter((path) => !path.endsWith('operator-tx.ts'))) {
    const text = readFileSync(file, 'utf8')
    t.notMatch(text, /sql\.raw\(|sql\.identifier\(|set_config\(|set local app\./i, relative(source, file))
  }
  t.end()
})
