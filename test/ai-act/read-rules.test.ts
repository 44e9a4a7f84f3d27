import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { classFunction } from '../../src/ai-act/class-function.ts'
import { readRules } from '../../src/ai-act/read-rules.ts'
import { RULE_SET } from '../../src/ai-act/shipped-rules.ts'

type Json = Record<string, unknown>
interface File extends Json { questions: Json[], rules: Json[], obligations: Json[] }
const shipped = (): File => JSON.parse(readFileSync(join(import.meta.dirname, '../../src/ai-act/rules.json'), 'utf8')) as File

const named = (list: Json[], id: string): Json => list.find((one) => one['id'] === id) ?? {}
const changedRule = (id: string, change: Json) => (file: File): void => { Object.assign(named(file.rules, id), change) }
const changedObligation = (id: string, change: Json) => (file: File): void => { Object.assign(named(file.obligations, id), change) }
const when = (condition: unknown) => changedRule('N-DUAL', { when: condition })

const REFUSED: [name: string, spoil: (file: File) => void, message: RegExp][] = [
  ['an unknown operator', when({ q: 's_oss', equals: true }), /N-DUAL asks s_oss by an unknown operator: equals/],
  ['two operators at once', when({ q: 's_oss', eq: true, ne: false }), /unknown operator: eq, ne/],
  ['no operator', when({ q: 's_oss' }), /unknown operator/],
  ['an operator that only an object\'s prototype has', when({ q: 's_oss', toString: true }), /unknown operator: toString/],
  ['an unknown form', when({ some: [] }), /unknown form "some"/],
  ['two forms at once', when({ all: [], any: [] }), /more than one form: all, any/],
  ['no form', when({}), /unknown form ""/],
  ['a condition that is none', when('s_oss'), /no object/],
  ['no parts', when({ all: [] }), /no parts/],
  ['an unknown question', when({ q: 's_moon', eq: true }), /unknown question "s_moon"/],
  ['a truth value compared with text', when({ q: 's_oss', eq: 'true' }), /compares s_oss with what it cannot be/],
  ['an option that is none', when({ q: 'r_actor', eq: 'judge' }), /compares r_actor with what it cannot be: "judge"/],
  ['an option of several that is none', when({ q: 'r_actor', in: ['private_own_account', 'judge'] }), /compares r_actor/],
  ['an empty list of options', when({ q: 'r_actor', in: [] }), /compares r_actor/],
  ['a choice of several compared as one', when({ q: 'r_roles', eq: 'provider' }), /asks r_roles, of type multi, whether it is eq/],
  ['a truth value looked up in a list', when({ q: 's_oss', in: [true] }), /asks s_oss, of type boolean/],
  ['a role that is none', when({ q: 'r_roles', has: 'landlord' }), /compares r_roles/],
  ['nonEmpty that is not true', when({ q: 'r_roles', nonEmpty: false }), /compares r_roles/],
  ['a day that does not exist', when({ q: 'r_placed_on', before: '2027-02-30' }), /compares r_placed_on/],
  ['a rule that does not exist', when({ rule: 'R-99' }), /asks about the rule "R-99", which does not stand before it/],
  ['a rule that stands later', when({ rule: 'R-MIN' }), /asks about the rule "R-MIN", which does not stand before it/],
  ['itself', when({ not: { rule: 'N-DUAL' } }), /asks about the rule "N-DUAL"/],
  ['an unknown class', when({ anyClass: ['limited'] }), /unknown class "limited"/],
  ['no class', when({ anyClass: [] }), /no class/],
  ['an unknown effect', changedRule('N-DUAL', { effect: 'warn' }), /effect of "N-DUAL" is none of/],
  ['a note with a class', changedRule('N-DUAL', { class: 'minimal' }), /N-DUAL has a class and does not classify/],
  ['a classification without class', changedRule('R-5-1-E', { class: null }), /R-5-1-E has a class and does not classify, or classifies without one/],
  ['an unknown basis', changedRule('N-DUAL', { basis: 'rumour' }), /basis of "N-DUAL"/],
  ['an unknown member of a rule', changedRule('N-DUAL', { unless: {} }), /a rule \("N-DUAL"\) has the unknown member unless/],
  ['a rule without reason', changedRule('N-DUAL', { rationale: '' }), /rationale of "N-DUAL" is no text/],
  ['a rule that applies from no day', changedRule('R-5-1-E', { appliesFrom: 'soon' }), /appliesFrom of "R-5-1-E" is no day/],
  ['a review that is neither', changedRule('N-DUAL', { requiresLegalReview: 'yes' }), /requiresLegalReview of N-DUAL/],
  ['an obligation that does not exist', changedRule('N-DUAL', { obligations: ['OB-0'] }), /obligation of N-DUAL, OB-0, is not there/],
  ['two rules of one name', (file) => { file.rules.push({ ...named(file.rules, 'N-DUAL') }) }, /two rules N-DUAL/],
  ['two questions of one name', (file) => { file.questions.push({ ...named(file.questions, 's_oss') }) }, /question s_oss is there twice/],
  ['two obligations of one name', (file) => { file.obligations.push({ ...named(file.obligations, 'OB-5-SCREEN') }) }, /obligation OB-5-SCREEN is there twice/],
  ['a question of an unknown type', (file) => { named(file.questions, 's_oss')['type'] = 'number' }, /type of "s_oss"/],
  ['a choice without options', (file) => { delete named(file.questions, 'r_actor')['options'] }, /r_actor has options and is no choice, or is one without/],
  ['a prefill that is no answer', (file) => { named(file.questions, 'r_actor')['default'] = 'judge' }, /r_actor is prefilled with what is no answer/],
  ['an obligation of an unknown role', changedObligation('OB-4-LITERACY', { appliesTo: ['reader'] }), /OB-4-LITERACY is owed by the unknown role reader/],
  ['an obligation of an unknown class', changedObligation('OB-4-LITERACY', { class: ['limited'] }), /OB-4-LITERACY names the unknown class limited/],
  ['an obligation due on no day', changedObligation('OB-4-LITERACY', { dueFrom: '2025-02-30' }), /dueFrom of "OB-4-LITERACY" is no day/],
  ['an obligation that hangs on no rule', changedObligation('OB-4-LITERACY', { onlyWithRule: 'R-99' }), /OB-4-LITERACY asks about the rule "R-99"/],
  ['an obligation put off by no rule', changedObligation('OB-4-LITERACY', { deferredBy: ['R-99'] }), /OB-4-LITERACY asks about the rule "R-99"/],
  ['an unknown member of an obligation', changedObligation('OB-4-LITERACY', { fine: 1 }), /unknown member fine/],
  ['an unknown member of a variant', changedObligation('OB-50-2-MARK', { dueVariants: [{ when: { rule: 'R-50-2' }, dueFrom: '2026-12-02', until: '2027-01-01' }] }), /a variant of OB-50-2-MARK .* unknown member until/],
  ['an unknown member of the file', (file) => { file['extends'] = 'other.json' }, /unknown member extends/],
  ['a class left out of the precedence', (file) => { file['precedence'] = ['prohibited', 'high_risk', 'transparency', 'minimal'] }, /precedence does not name every class/],
  ['a question of roles that is none', (file) => { file['rolesQuestion'] = 'r_actor' }, /rolesQuestion names no question of type multi/],
  ['a role granted that is none', (file) => { file['roleEffectGrants'] = 'landlord' }, /roleEffectGrants/]
]

t.test('a file of rules that is not understood in every place is refused', (t) => {
  t.doesNotThrow(() => readRules(shipped()))
  for (const [name, spoil, message] of REFUSED) {
    const file = shipped()
    spoil(file)
    t.throws(() => readRules(file), message, name)
  }
  for (const nothing of [null, [], 'rules', 5]) t.throws(() => readRules(nothing), /the file is no object/)
  t.end()
})

t.test('rules that leave answers without a class are refused', (t) => {
  const file = shipped()
  file.rules = file.rules.filter(({ id }) => id !== 'R-MIN')
  t.throws(() => classFunction(readRules(file)), /Some answers are of no class/)
  t.end()
})

t.test('other data is another version', (t) => {
  const file = shipped()
  t.equal(readRules(file).version, RULE_SET.version)
  t.match(RULE_SET.version, /^2026-11-22-[0-9a-f]{8}$/)
  Object.assign(named(file.rules, 'N-DUAL'), { rationale: 'Another.' })
  t.not(readRules(file).version, RULE_SET.version)
  t.end()
})

t.test('the engine knows no rule, question or obligation of the file by its name', (t) => {
  const names = [...RULE_SET.rules, ...RULE_SET.questions, ...RULE_SET.obligations.values()].map(({ id }) => id)
  const folder = join(import.meta.dirname, '../../src/ai-act')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
    const text = readFileSync(join(folder, file), 'utf8')
    t.strictSame(names.filter((name) => text.includes(`'${name}'`)), [], file)
  }
  t.end()
})
