import { createHash } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import t from 'tap'
import { reportDocument } from '../../../src/risks/report/document/report-document.ts'
import { PAGE_POLICY, reportPage } from '../../../src/risks/report/page.ts'
import { reportOf } from '../../../src/risks/report/report-of.ts'
import { sampleReport } from '../../support/sample-report.ts'

const HOSTILE = '</style></title></svg><script>fetch("https://evil.example/")</script><img src="https://evil.example/x.png" onerror="alert(1)">\'" style="background:url(//evil.example)" \u202Ereversed\u0007\u0000 {{constructor}} javascript:alert(1)'

const pageOf = async (words?: (text: string) => string): Promise<string> => (await reportPage(reportDocument(reportOf(await sampleReport(words))))).body
const plain = await pageOf()
const hostile = await pageOf((text) => `${text} ${HOSTILE}`)

t.test('codes of risks are not broken at their hyphen, within sentences either', async (t) => {
  const page = await pageOf()
  t.match(page, /<li>The greatest risk is [^<]*\(<span class="code">VAL-01<\/span>\)/)
  t.match(page, /<span class="said code">VAL-01<\/span>/)
  t.match(await pageOf(() => 'A-1 <b>ORI-02</b> X'), /<span class="code">A-1<\/span> &#60;b&#62;<span class="code">ORI-02<\/span>&#60;/)
})

t.test('the same report is the same page', async (t) => {
  t.equal(await pageOf(), plain)
  t.end()
})

t.test('the page needs nothing but itself, and its policy says so', (t) => {
  const style = /<style>([\s\S]*?)<\/style>/.exec(plain)?.[1] ?? ''
  t.ok(PAGE_POLICY.includes(`'sha256-${createHash('sha256').update(style).digest('base64')}'`))
  t.match(PAGE_POLICY, /^default-src 'none'; .*frame-ancestors 'none'/)
  for (const page of [plain, hostile]) {
    const tags = page.match(/<[a-z!/][^>]*>/g) ?? []
    t.strictSame(tags.filter((tag) => /^<(?:script|img|link|iframe|object|embed|form|image|use|a xlink)/i.test(tag)), [])
    t.strictSame(tags.filter((tag) => / (?:style|on[a-z]+|src|xlink:href)=/i.test(tag)), [])
    t.strictSame(tags.filter((tag) => / href="(?!#[a-z-]+")/.test(tag)), [], 'links lead within the page')
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    t.equal(new Set(ids).size, ids.length, 'every id stands once')
  }
  t.end()
})

t.test('hostile words add no tag', (t) => {
  const tagsOf = (page: string): string[] => (page.match(/<\/?[a-z][a-z0-9]*/g) ?? []).toSorted()
  t.strictSame(tagsOf(hostile), tagsOf(plain))
  t.ok(hostile.includes('&#60;script&#62;'))
  t.strictSame(['\u202E', '\u0000', '\u0007'].filter((character) => hostile.includes(character)), [], 'nothing turns the words around it')
  t.end()
})

const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)

t.test('in a real browser', { skip: executable === undefined ? 'no chromium is installed' : false }, async (t) => {
  const browser = await chromium.launch({ executablePath: executable ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  t.teardown(async () => { await browser.close() })

  t.test('it is read by names: one heading of each section, tables, pictures, landmarks', async (t) => {
    const { page, requests } = await opened(browser, plain, 1100)
    t.strictSame(requests, [])
    t.equal(await page.title(), 'Customs risk audit 2025')
    for (const role of ['banner', 'navigation', 'main', 'contentinfo'] as const) t.equal(await page.getByRole(role).count(), 1, role)
    t.equal(await page.getByRole('heading', { level: 1 }).count(), 1)
    const titles = await page.getByRole('main').getByRole('heading', { level: 2 }).allTextContents()
    t.strictSame(titles, ['Summary for management', 'Before and after controls', 'What a year may cost', 'Risks in order of priority', 'Why the figures are what they are', 'Sanctions against declarations', 'The cheapest sufficient plan', 'Treatments', 'Signed acceptances', 'AI systems', 'Training needs', 'Open duties', 'What the audit set off', 'Who was told', 'Scope, method and proof'])
    for (const name of titles) t.equal(await page.getByRole('region', { name, exact: true }).count(), 1, `region ${name}`)
    t.equal(await page.getByRole('img').count(), 4, 'each picture once')
    for (const name of ['Risk matrix, impact by likelihood', 'Chance that a year costs more than a given loss', 'The 15 greatest risks by expected annual loss', 'Sanctions per 1,000 declarations over time']) t.equal(await page.getByRole('img', { name, exact: true }).count(), 1, name)
    const table = page.getByRole('table', { name: 'Loss of a year in EUR' })
    t.equal(await table.getByRole('columnheader').count(), 4)
    t.strictSame([await table.getByRole('rowheader', { name: 'Average year' }).count(), await table.getByRole('row').count()], [1, 6])
    t.equal(await page.getByRole('table').count(), await page.locator('table caption').count(), 'every table has its caption')
    t.end()
  })

  t.test('it is gone through by keyboard', async (t) => {
    const { page } = await opened(browser, plain, 1100)
    await page.keyboard.press('Tab')
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the summary')
    t.ok(await page.evaluate('document.activeElement.getBoundingClientRect().left >= 0'), 'and is seen then')
    await page.keyboard.press('Enter')
    t.equal(await page.evaluate('location.hash'), '#summary')
    t.end()
  })

  t.test('on 360 pixels nothing is cut off, and tables keep their roles', async (t) => {
    const { page } = await opened(browser, plain, 360)
    t.ok(Number(await page.evaluate('document.documentElement.scrollWidth')) <= 360)
    t.strictSame(await page.evaluate('[...document.querySelectorAll("main *")].filter((e) => e.closest(".scroll, svg") === null && e.getBoundingClientRect().right > 361).map((e) => e.outerHTML.slice(0, 80))'), [])
    t.equal(await page.getByRole('img').count(), 4)
    t.ok(await page.getByRole('table', { name: 'Loss of a year in EUR' }).getByRole('rowheader', { name: 'Average year' }).isVisible())
    const file = join(t.testdir({}), 'narrow.png')
    await page.screenshot({ path: file })
    t.ok(statSync(file).size > 10_000, 'there is something to see')
    t.end()
  })

  t.test('no number is broken, however great it is', async (t) => {
    const facts = await sampleReport()
    const great = (figures: typeof facts.portfolio.residual): typeof facts.portfolio.residual => ({ ...figures, expectedAnnualLoss: 6_100_000, p95: 1_100_000_000 })
    const risks = facts.risks.map((risk) => ({ ...risk, expectedAnnualLoss: risk.expectedAnnualLoss * 1000 }))
    const { body } = await reportPage(reportDocument(reportOf({ ...facts, risks, portfolio: { ...facts.portfolio, residual: great(facts.portfolio.residual) } })))
    for (const width of [1200, 360]) {
      const { page } = await opened(browser, body, width)
      t.ok(await page.getByText('EUR\u00A06,100,000', { exact: true }).isVisible(), `${width}`)
      t.strictSame(await page.evaluate(BROKEN_NUMBERS), [], `${width}`)
      t.equal(await page.evaluate('document.documentElement.scrollWidth'), width)
    }
    t.end()
  })

  t.test('a word without end widens no page', async (t) => {
    const { page } = await opened(browser, await pageOf((text) => `${text} ${'W'.repeat(300)}`), 360)
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 360)
    await page.setViewportSize({ width: 1100, height: 900 })
    t.equal(await page.evaluate('document.documentElement.scrollWidth'), 1100)
    t.end()
  })

  t.test('words are dark enough on their ground', async (t) => {
    const { page } = await opened(browser, plain, 1100)
    t.strictSame(await page.evaluate(TOO_FAINT), [])
    t.end()
  })

  t.test('hostile words run nothing and load nothing, and are shown as they are', async (t) => {
    const { page, requests, dialogs } = await opened(browser, hostile, 1100)
    t.strictSame([requests, dialogs], [[], []])
    t.equal(await page.evaluate('document.querySelectorAll("script,img,iframe,[onerror]").length'), 0)
    t.ok((await page.getByRole('heading', { level: 1 }).textContent())?.includes('<script>fetch("https://evil.example/")</script>'))
    t.equal(await page.getByRole('main').getByRole('heading', { level: 2 }).count(), 15)
    t.equal(await page.getByRole('img').count(), 4)
    t.end()
  })
  t.end()
})

/** Words with digits that stand on more than one line; a range may be broken at its dash, and a code at its hyphen. */
const BROKEN_NUMBERS = `(() => {
  const broken = []
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest('svg, .hash, .note') !== null) continue
    for (const found of texts.currentNode.data.matchAll(/(?:EUR\\u00A0)?[0-9][0-9.,]*/g)) {
      const range = document.createRange()
      range.setStart(texts.currentNode, found.index)
      range.setEnd(texts.currentNode, found.index + found[0].length)
      if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(found[0])
    }
  }
  return broken
})()`

/** Texts of the page below a contrast of 4.5 (WCAG 2.2, 1.4.3). */
const TOO_FAINT = `(() => {
  const channel = (value) => (value /= 255, value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b)
  const numbers = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const ground = (element) => { for (let e = element; e; e = e.parentElement) { const [r, g, b, a = 1] = numbers(getComputedStyle(e).backgroundColor); if (a > 0) return [r, g, b] } return [255, 255, 255] }
  return [...document.querySelectorAll('.sheet *')].filter((e) => e.closest('svg') === null && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== '')).filter((e) => {
    const [one, other] = [light(numbers(getComputedStyle(e).color)), light(ground(e))].sort((a, b) => b - a)
    return (one + 0.05) / (other + 0.05) < 4.5
  }).map((e) => e.outerHTML.slice(0, 80))
})()`

/** With the policy as a header, as the service sends it; whatever is asked for beside the page is noted and refused. */
async function opened (browser: Browser, body: string, width: number): Promise<{ page: Page, requests: string[], dialogs: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  const [requests, dialogs]: [string[], string[]] = [[], []]
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  await page.route('**/*', async (route) => {
    if (route.request().url() === 'http://report.test/') await route.fulfill({ body, contentType: 'text/html; charset=utf-8', headers: { 'content-security-policy': PAGE_POLICY } })
    else {
      requests.push(route.request().url())
      await route.abort()
    }
  })
  await page.goto('http://report.test/')
  return { page, requests, dialogs }
}
