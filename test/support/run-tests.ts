import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SETTINGS } from '../../src/config.ts'
import { TapReport } from './tap-report.ts'
import { SERVER_FILE_VARIABLE, startTestServer, sweep } from './test-server.ts'

/** `npm test [files]`: one server for all files, tap over them, and a last line `N passed, N failed`. */

const root = join(import.meta.dirname, '../..')
const tapProgram = join(dirname(fileURLToPath(import.meta.resolve('tap'))), 'run.mjs')
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort())

buildTap()
const running = await startTestServer()
const folder = mkdtempSync(join(tmpdir(), 'aeo-run-'))
try {
  writeFileSync(join(folder, 'server.json'), JSON.stringify(running.server), { mode: 0o600 })
  process.exitCode = await runTap(process.argv.slice(2))
} finally {
  await running.stop()
  // Test files that were ended by a signal may have left servers of their own.
  await sweep(folder, 0)
  rmSync(folder, { recursive: true, force: true })
}

/**
 * tap is delivered with its TypeScript plugin built in, which `.taprc` leaves out. It would rebuild itself within the
 * first run and fail that run, so it is built before. No install script may do it: none runs.
 */
function buildTap (): void {
  const built = createRequire(import.meta.resolve('tap')).resolve('@tapjs/test/built')
  if (!readFileSync(built, 'utf8').includes('"@tapjs/typescript"')) return
  const { status, stdout, stderr } = spawnSync(process.execPath, [tapProgram, 'build'], { cwd: root, encoding: 'utf8' })
  if (status === 0) return
  console.error(`${stdout}${stderr}`)
  throw new Error('tap could not be built')
}

async function runTap (files: string[]): Promise<number> {
  const report = new TapReport((line) => console.log(line))
  const child = spawn(process.execPath, [tapProgram, '--reporter=tap', ...files], {
    cwd: root, env: testEnvironment(), stdio: ['ignore', 'pipe', 'inherit']
  })
  interrupted.signal.addEventListener('abort', () => child.kill('SIGTERM'))
  child.stdout.setEncoding('utf8').on('data', (text: string) => report.parser.write(text))
  const code = await new Promise<number>((resolve, reject) => child.once('error', reject).once('close', (status) => resolve(status ?? 1)))
  report.parser.end()
  report.finish(code)
  return code === 0 && report.counts.failed > 0 ? 1 : code
}

/** Settings of the service that happen to be set here are no part of the tests; their temporary files are the run's, and so is what hundreds of files compile alike. */
function testEnvironment (): NodeJS.ProcessEnv {
  const settings = new Set(SETTINGS.flatMap(({ name }) => [name, `${name}_FILE`]))
  const others = Object.entries(process.env).filter(([name]) => !settings.has(name))
  return { ...Object.fromEntries(others), [SERVER_FILE_VARIABLE]: join(folder, 'server.json'), TMPDIR: folder, NODE_COMPILE_CACHE: join(folder, 'compiled') }
}
