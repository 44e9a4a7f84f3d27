import { Parser } from 'tap-parser'
import type { Result } from 'tap-parser'

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

/**
 * Reads tap's output and tells it briefly: a line per file, failures in full, skipped tests by name, the counts last.
 * Only leaves are counted: a subtest repeats what its assertions said, and carries its time.
 */
export class TapReport {
  readonly counts: Counts = { passed: 0, failed: 0, skipped: 0 }
  readonly parser = new Parser()
  readonly #skipped: string[] = []
  readonly #write: (line: string) => void
  #failures: string[] = []

  constructor (write: (line: string) => void) {
    this.#write = write
    this.#follow(this.parser, [])
    this.parser.on('bailout', (reason: string) => this.#fail([`Bail out! ${reason}`], undefined))
  }

  /** A run that said nothing has failed, whatever it claims. */
  finish (code: number): void {
    if (this.counts.passed + this.counts.failed === 0) this.#fail(['The test run ended without an assertion'], undefined)
    else if (code !== 0 && this.counts.failed === 0) this.#fail([`The test run ended with code ${code}`], undefined)
    this.#tellFailures()
    if (this.#skipped.length > 0) this.#write(`\nSkipped:\n${this.#skipped.map((name) => `  ${name}`).join('\n')}`)
    const { passed, failed, skipped } = this.counts
    this.#write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }

  #follow (parser: Parser, path: string[]): void {
    let before = { ...this.counts }
    parser.on('child', (child: Parser) => this.#follow(child, [...path, child.name]))
    parser.on('assert', (result: Result) => {
      const names = [...path, result.name]
      if (isSummary(result, path)) this.#closeGroup(result, names, before)
      else this.#countLeaf(result, names)
      if (path.length === 0) this.#tellFile(result, before)
      before = { ...this.counts }
    })
  }

  #countLeaf (result: Result, names: string[]): void {
    // Its reason tells a failure that is known and excused from a test that did not run; neither is a pass.
    if (result.skip !== false || result.todo !== false) {
      this.counts.skipped++
      const reason = [result.skip, result.todo].find((words) => typeof words === 'string')
      this.#skipped.push(`${names.join(' > ')}${reason === undefined ? '' : ` (${String(reason)})`}`)
    } else if (result.ok) this.counts.passed++
    else this.#fail(names, result.diag)
  }

  /** A group that failed although each assertion in it passed: it was killed, ran out of time or broke its plan. */
  #closeGroup (result: Result, names: string[], before: Counts): void {
    const silent = this.counts.passed === before.passed && this.counts.failed === before.failed && this.counts.skipped === before.skipped
    if (typeof result.skip === 'string' && result.skip !== 'no tests found') this.#countLeaf(result, names)
    else if (!result.ok && this.counts.failed === before.failed) this.#fail(names, result.diag)
    else if (names.length === 1 && silent) this.#fail([...names, 'has no assertion'], undefined)
  }

  #fail (names: string[], diagnostics: Record<string, unknown> | null | undefined): void {
    this.counts.failed++
    this.#failures.push(`  not ok  ${names.join(' > ')}${describe(diagnostics)}`)
  }

  #tellFile (result: Result, before: Counts): void {
    const [passed, failed] = [this.counts.passed - before.passed, this.counts.failed - before.failed]
    const time = typeof result.time === 'number' ? `  ${Math.round(result.time)} ms` : ''
    this.#write(`${failed > 0 ? 'FAILED' : 'ok    '}  ${result.name}  ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}${time}`)
    this.#tellFailures()
  }

  #tellFailures (): void {
    for (const failure of this.#failures) this.#write(failure)
    this.#failures = []
  }
}

/** At the top every line is a file's. */
function isSummary (result: Result, path: string[]): boolean {
  return typeof result.time === 'number' || path.length === 0
}

/** What helps to find the fault; how tap started the file does not. */
const TELLING = ['at', 'found', 'wanted', 'diff', 'compare', 'exitCode', 'signal', 'timeout', 'error', 'code', 'message', 'stack', 'source']

function describe (diagnostics: Record<string, unknown> | null | undefined): string {
  if (diagnostics === null || diagnostics === undefined) return ''
  const entries = TELLING.filter((name) => diagnostics[name] !== undefined && diagnostics[name] !== null).map((name) => `${name}: ${show(name, diagnostics[name])}`)
  return entries.map((entry) => `\n${entry.trimEnd().replaceAll(/^/gm, '          ')}`).join('')
}

function show (name: string, value: unknown): string {
  if (name === 'at' && typeof value === 'object' && value !== null) {
    const { fileName, lineNumber, columnNumber } = value as Record<string, unknown>
    return `${String(fileName)}:${String(lineNumber)}:${String(columnNumber)}`
  }
  return typeof value === 'string' ? value.includes('\n') ? `\n${value}` : value : JSON.stringify(value)
}
