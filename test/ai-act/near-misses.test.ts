import t from 'tap'
import type { AiActClass, Answers } from '../../src/ai-act/rule-set.ts'
import { CASES, idsOf, judgedWhole } from '../support/ai-act.ts'

/** A case, one answer changed, the rule that then fires no more, and the class that is left: what each single condition is there for. */
const NEAR_MISSES: readonly [of: string, change: Answers, rule: string, left: AiActClass, why: string][] = [
  ['C44', { s_prerelease_rd: false }, 'N-RWT', 'minimal', 'released systems are not tested in the real world, they are used'],
  ['C60', { p_technique: 'none' }, 'R-5-1-A', 'transparency', 'lawful persuasion'],
  ['C60', { p_distortion: false }, 'R-5-1-A', 'transparency', 'nobody decides otherwise than informed'],
  ['C60', { p_significant_harm: false }, 'R-5-1-A', 'transparency', 'no significant harm'],
  ['C59', { p_vulnerability: [] }, 'R-5-1-B', 'minimal', 'no vulnerability exploited'],
  ['C59', { p_distortion: false }, 'R-5-1-B', 'minimal', 'unintended inaccessibility'],
  ['C59', { p_significant_harm: false }, 'R-5-1-B', 'minimal', 'no significant harm'],
  ['C42', { p_social_scoring: false }, 'R-5-1-C', 'high_risk', 'nobody is evaluated over time; the work relation stays'],
  ['C42', { p_score_effect: [] }, 'R-5-1-C', 'high_risk', 'a score without detriment'],
  ['C13', { p_crime_target: 'goods_or_consignment' }, 'R-5-1-D', 'high_risk', 'goods are no person'],
  ['C13', { p_crime_target: 'legal_entity' }, 'R-5-1-D', 'high_risk', 'nor are legal entities'],
  ['C13', { p_crime_nature: 'administrative' }, 'R-5-1-D', 'high_risk', 'administrative offences are no crimes'],
  ['C13', { p_crime_basis: 'profiling_plus_objective_facts' }, 'R-5-1-D', 'high_risk', 'not solely profiling'],
  ['C13', { p_crime_supports_human: true }, 'R-5-1-D', 'high_risk', 'supports a human assessment that rests on facts'],
  ['C14', { p_crime_is_purpose: false }, 'R-5-1-D', 'high_risk', 'incidental to a private company\'s own protection'],
  ['C19', { p_emotion: 'non_biometric_text' }, 'R-5-1-F', 'high_risk', 'text is not biometric'],
  ['C19', { p_emotion_context: 'other' }, 'R-5-1-F', 'high_risk', 'customers do not work there'],
  ['C19', { p_emotion_exception: true }, 'R-5-1-F', 'high_risk', 'medical or safety reasons'],
  ['C61', { p_biocat: 'sensitive_not_listed' }, 'R-5-1-G', 'high_risk', 'not one of the listed attributes'],
  ['C61', { p_biocat_individual: false }, 'R-5-1-G', 'high_risk', 'groups, not individuals'],
  ['C61', { p_biocat_exception: true }, 'R-5-1-G', 'high_risk', 'labelling of a lawful data set'],
  ['C61', { p_biocat_ancillary: true }, 'R-5-1-G', 'minimal', 'purely ancillary is no categorisation at all, Art. 3(40)'],
  ['C27', { p_biometric_id: 'remote_post' }, 'R-5-1-H', 'high_risk', 'not in real time'],
  ['C27', { p_public_space: false }, 'R-5-1-H', 'high_risk', 'a fenced site is no public space'],
  ['C27', { p_rbi_law_enforcement: false }, 'R-5-1-H', 'high_risk', 'private own purposes'],
  ['C27', { p_rbi_authorised_exception: true }, 'R-5-1-H', 'high_risk', 'a listed objective, authorised'],
  ['X09', { p_intimate: 'csam' }, 'R-5-1-BA', 'prohibited', 'the other point'],
  ['X09', { p_intimate_route: 'foreseeable_with_safeguards' }, 'R-5-1-BA', 'transparency', 'adequate safeguards'],
  ['X10', { p_intimate: 'ncii' }, 'R-5-1-BB', 'prohibited', 'the other point'],
  ['X10', { r_roles: ['deployer'] }, 'R-5-1-BB', 'transparency', 'the limb of foreseeable misuse is the provider\'s'],
  ['C46', { h_product: 'none' }, 'R-6-1-A', 'minimal', 'no product of Annex I'],
  ['C46', { h_safety: false }, 'R-6-1-A', 'minimal', 'quality control is no safety function, Art. 6(1a)'],
  ['C46', { h_third_party_ca: false }, 'R-6-1-A', 'minimal', 'no third-party assessment'],
  ['C45', { h_safety: false }, 'R-6-1-B', 'minimal', 'no safety function'],
  ['C45', { h_third_party_ca: false }, 'R-6-1-B', 'minimal', 'no third-party assessment'],
  ['C26', { p_biometric_id: 'identification_active' }, 'R-A3-1A', 'minimal', 'persons present themselves'],
  ['C54', { p_biocat: 'non_sensitive' }, 'R-A3-1B', 'transparency', 'age or hair: Art. 50(3) alone'],
  ['C54', { p_biocat_ancillary: true }, 'R-A3-1B', 'minimal', 'ancillary to another service'],
  ['C23', { p_emotion: 'physical_state_only' }, 'R-A3-1C', 'minimal', 'fatigue is no emotion'],
  ['C35', { h_5b_fraud: true }, 'R-A3-5B', 'minimal', 'detecting financial fraud'],
  ['C36', { h_5b: false }, 'N-A3-5B-FRAUD', 'minimal', 'no credit score at all'],
  ['C12', { r_actor: 'administrative_authority' }, 'R-A3-6D', 'minimal', 'customs in its administrative capacity, D 349'],
  ['C66', { r_actor: 'private_legal_duty' }, 'R-A3-7B', 'minimal', 'a carrier obeying its own duty'],
  ['C50', { r_actor: 'private_own_account' }, 'R-A3-7D', 'minimal', 'a haulier on its own account'],
  ['C55', { t_interacts: false }, 'R-50-1', 'minimal', 'staff-mediated'],
  ['C55', { t_obvious: true }, 'R-50-1', 'minimal', 'obvious'],
  ['C55', { t_le_authorised: true }, 'R-50-1', 'minimal', 'authorised by law against crime'],
  ['C03', { t_interacts: false }, 'N-50-1-OBVIOUS', 'minimal', 'nobody talks to it'],
  ['C56', { t_synthetic: 'short_or_structured' }, 'R-50-2', 'minimal', 'captions'],
  ['C56', { t_synth_exception: 'source_code' }, 'R-50-2', 'minimal', 'an exception'],
  ['C56', { t_le_authorised: true }, 'R-50-2', 'minimal', 'authorised by law against crime'],
  ['C38', { t_synthetic: 'none' }, 'N-50-2-OUT', 'minimal', 'nothing is generated'],
  ['C21', { t_le_authorised: true }, 'R-50-3', 'high_risk', 'authorised by law against crime; the class stays'],
  ['C39', { t_deepfake: false }, 'R-50-4A', 'transparency', 'no resemblance; the marking stays'],
  ['C39', { t_le_authorised: true }, 'R-50-4A', 'minimal', 'authorised by law against crime'],
  ['C40', { t_editorial_responsibility: true }, 'R-50-4B', 'transparency', 'an editor; the marking stays'],
  ['C40', { t_public_interest_text: false }, 'R-50-4B', 'transparency', 'not published on matters of public interest'],
  ['C40', { t_le_authorised: true }, 'R-50-4B', 'minimal', 'authorised by law against crime'],
  ['C47', { h_4a: true }, 'R-OUT-08', 'high_risk', 'open source frees nothing that is high-risk'],
  ['C47', { t_synthetic: 'text' }, 'R-OUT-08', 'transparency', 'nor what has duties of transparency'],
  ['C47', { p_face_scraping: true }, 'R-OUT-08', 'prohibited', 'nor what is prohibited'],
  ['C48', { h_4a: false }, 'N-25-A', 'minimal', 'own name on what is not high-risk'],
  ['C69', { h_4a: false }, 'N-25-B', 'minimal', 'a modification of what is not high-risk'],
  ['C49', { h_4a: false }, 'N-25-C', 'minimal', 'the new purpose is not high-risk'],
  ['X36', { r_roles: ['provider'] }, 'N-25-3', 'high_risk', 'not as manufacturer'],
  ['X36', { h_safety: false }, 'N-25-3', 'minimal', 'not high-risk'],
  ['C57', { r_significant_change: true }, 'N-111-2', 'high_risk', 'changed significantly since'],
  ['C57', { r_placed_on: null }, 'N-111-2', 'high_risk', 'a day that is not known puts nothing off'],
  ['C57', { h_4a: false }, 'N-111-2', 'minimal', 'nothing to put off'],
  ['C01', { g_model_provider: true }, 'N-GPAI-USE', 'minimal', 'the company\'s own model'],
  ['C01', { s_ai_system: false }, 'N-GPAI-USE', 'out_of_scope', 'outside the Act'],
  ['C68', { s_ai_system: false }, 'N-GPAI-MODEL', 'out_of_scope', 'outside the Act'],
  ['X34', { g_model_provider: false }, 'N-GPAI-SYS', 'minimal', 'somebody else\'s model'],
  ['X34', { s_ai_system: false }, 'N-GPAI-SYS', 'out_of_scope', 'outside the Act'],
  ['C58', { p_crime_is_purpose: true }, 'N-5D-PRIVATE', 'prohibited', 'crime prediction is its purpose'],
  ['C58', { r_actor: 'private_legal_duty' }, 'N-5D-PRIVATE', 'prohibited', 'a legal duty to assess'],
  ['C28', { r_personal_data: false }, 'O-DPIA', 'high_risk', 'no personal data'],
  ['C66', { r_public_service: false }, 'O-FRIA', 'high_risk', 'no public service'],
  ['C35', { r_roles: ['provider'] }, 'O-FRIA', 'high_risk', 'deployers owe it'],
  ['C58', { p_crime_target: 'legal_entity' }, 'N-5D-PRIVATE', 'minimal', 'no person is assessed'],
  ['C58', { p_crime_nature: 'administrative' }, 'N-5D-PRIVATE', 'minimal', 'no crime'],
  ['C58', { p_crime_basis: 'objective_facts_only' }, 'N-5D-PRIVATE', 'minimal', 'facts, not profiling'],
  ['C21', { p_emotion: 'physical_state_only' }, 'N-5F-EXC', 'minimal', 'fatigue needs no exception'],
  ['C21', { p_emotion_context: 'other' }, 'N-5F-EXC', 'high_risk', 'nor does emotion outside work'],
  ['X12', { p_intimate_route: 'foreseeable_without_safeguards', r_roles: ['deployer'] }, 'R-5-1-BA', 'minimal', 'the limb of foreseeable misuse is the provider\'s']
]

t.test('each condition is needed: one other answer, and the rule does not fire', (t) => {
  const byId = new Map(CASES.map((one) => [one.id, one]))
  for (const [of, change, rule, left, why] of NEAR_MISSES) {
    const answers = byId.get(of)?.answers ?? {}
    const result = judgedWhole({ ...answers, ...change })
    const name = `${of} with ${JSON.stringify(change)}: ${why}`
    t.ok(byId.get(of)?.expected.firedRules.includes(rule), `${rule} fires in ${of}`)
    t.notOk(idsOf(result.firedRules).includes(rule), name)
    t.equal(result.class, left, name)
  }
  t.end()
})

/** Uses of Annex III that Art. 6(3) can take out, with who has to use them. */
const USES: readonly [use: string, rule: string, more?: Answers][] = [
  ['h_2', 'R-A3-2'], ['h_3a', 'R-A3-3A'], ['h_3b', 'R-A3-3B'], ['h_3c', 'R-A3-3C'], ['h_3d', 'R-A3-3D'], ['h_4a', 'R-A3-4A'], ['h_4b', 'R-A3-4B'],
  ['h_5a', 'R-A3-5A'], ['h_5b', 'R-A3-5B'], ['h_5c', 'R-A3-5C'], ['h_5d', 'R-A3-5D'], ['h_8b', 'R-A3-8B'],
  ...['h_6a', 'h_6b', 'h_6c', 'h_6d', 'h_6e'].flatMap((use): [string, string, Answers][] => ['law_enforcement_authority', 'on_behalf_of_authority'].map((actor) => [use, `R-A3-${use.slice(2).toUpperCase()}`, { r_actor: actor }])),
  ...['h_7a', 'h_7b', 'h_7c', 'h_7d', 'h_8a'].flatMap((use): [string, string, Answers][] => ['law_enforcement_authority', 'administrative_authority', 'on_behalf_of_authority'].map((actor) => [use, `R-A3-${use.slice(2).toUpperCase()}`, { r_actor: actor }]))
]

t.test('Art. 6(3) takes any use of Annex III but biometrics out, unless it profiles, influences or is part of what does', (t) => {
  for (const [use, rule, more = {}] of USES) {
    const name = `${use} ${JSON.stringify(more)}`
    const used = { r_roles: ['provider', 'deployer'], [use]: true, ...more }
    const limited = { ...used, h_63_conditions: ['preparatory'] }
    const plain = judgedWhole(used)
    t.strictSame([plain.class, plain.decisiveRules.map(({ id }) => id)], ['high_risk', [rule]], `${name} is high-risk`)
    for (const more of [{}, { r_profiling: true }, { h_63_material_influence: true }]) t.notOk(idsOf(judgedWhole({ ...used, ...more }).firedRules).some((id) => /6-3/.test(id)), `${name}: nothing of Art. 6(3) without a condition of it`)
    const out = judgedWhole(limited)
    t.strictSame([out.class, idsOf(out.firedRules).includes('D-6-3')], ['minimal', true], `${name} with a limited task is not`)
    t.ok(['OB-49-2-REG', 'OB-6-4-DOC'].every((id) => idsOf(out.obligations).includes(id)), `${name}: its provider documents and registers it`)
    for (const [block, note] of [['r_profiling', 'N-6-3-PROFILING'], ['h_63_material_influence', 'N-6-3-MATERIAL'], ['h_63_combined_system', 'N-6-3-MATERIAL']] as const) {
      const blocked = judgedWhole({ ...limited, [block]: true })
      t.strictSame([blocked.class, idsOf(blocked.firedRules).filter((id) => /6-3/.test(id))], ['high_risk', [note]], `${name} with ${block}`)
    }
  }
  for (const biometric of [{ p_biometric_id: 'remote_post' }, { p_biocat: 'sensitive_not_listed' }, { p_emotion: 'biometric' }]) {
    const result = judgedWhole({ ...biometric, h_63_conditions: ['preparatory'] })
    t.strictSame([result.class, idsOf(result.firedRules).some((id) => /6-3/.test(id))], ['high_risk', false], JSON.stringify(biometric))
  }
  t.end()
})

t.test('Art. 6(3) has nothing to take out where no use of Annex III is', (t) => {
  const unused: readonly (readonly [name: string, answers: Answers])[] = [
    ['no use', {}],
    ['fraud detection', { h_5b: true, h_5b_fraud: true }],
    ...['h_6a', 'h_6b', 'h_6c', 'h_6d', 'h_6e'].flatMap((use) => ['private_own_account', 'administrative_authority'].map((actor) => [`${use} by ${actor}`, { [use]: true, r_actor: actor }] as const)),
    ...['h_7a', 'h_7b', 'h_7c', 'h_7d', 'h_8a'].map((use) => [`${use} by a company`, { [use]: true }] as const),
    ...['law_enforcement_authority', 'on_behalf_of_authority', 'administrative_authority'].map((actor) => [`no use by ${actor}`, { r_actor: actor }] as const)
  ]
  for (const [name, answers] of unused) {
    for (const more of [{}, { r_profiling: true }, { h_63_material_influence: true }, { h_63_combined_system: true }]) {
      const result = judgedWhole({ ...answers, h_63_conditions: ['preparatory'], ...more })
      t.strictSame([result.class, idsOf(result.firedRules).filter((id) => /6-3/.test(id))], ['minimal', []], `${name} ${JSON.stringify(more)}`)
    }
  }
  t.end()
})

const BIOMETRIC: readonly [use: Answers, rule: string][] = [[{ p_biometric_id: 'remote_post' }, 'R-A3-1A'], [{ p_biocat: 'sensitive_not_listed' }, 'R-A3-1B'], [{ p_emotion: 'biometric' }, 'R-A3-1C']]
const ANNEX_III: readonly [name: string, answers: Answers][] = [...BIOMETRIC.map(([use, rule]): [string, Answers] => [rule, use]), ...USES.map(([use, rule, more = {}]): [string, Answers] => [rule, { [use]: true, ...more }])]

t.test('a public deployer assesses fundamental rights for every point of Annex III but 2, a private one for 5(b) and 5(c) alone', (t) => {
  for (const [rule, answers] of ANNEX_III) {
    const owes = (more: Answers): boolean => idsOf(judgedWhole({ ...answers, ...more }).obligations).includes('OB-27-FRIA')
    t.equal(owes({ r_public_service: true }), rule !== 'R-A3-2', `${rule}, public`)
    t.equal(owes({ r_public_service: false }), ['R-A3-5B', 'R-A3-5C'].includes(rule), `${rule}, private`)
    t.equal(owes({ r_public_service: true, r_roles: ['provider'] }), false, `${rule}, a provider`)
  }
  t.end()
})

t.test('a product of Annex I that is also in Annex III is put off by the day of Annex III', (t) => {
  const product = { h_product: 'section_a', h_safety: true, h_third_party_ca: true, r_placed_on: '2028-01-01' }
  const putOff = (answers: Answers): boolean => idsOf(judgedWhole(answers).firedRules).includes('N-111-2')
  t.equal(putOff(product), true)
  t.equal(putOff({ ...product, h_product: 'section_b' }), false, 'Section B has no Chapter III to put off')
  for (const [rule, answers] of ANNEX_III) t.equal(putOff({ ...product, ...answers }), false, rule)
  t.end()
})

t.test('whoever Art. 25 makes a provider owes what providers owe, Art. 4 among it', (t) => {
  for (const how of ['r_rebrand', 'r_substantial_mod', 'r_purpose_change']) {
    const result = judgedWhole({ r_roles: ['distributor'], h_4a: true, [how]: true })
    t.ok(['OB-4-LITERACY', 'OB-HR-PROVIDER', 'OB-HR-DISTRIB'].every((id) => idsOf(result.obligations).includes(id)), how)
  }
  const distributor = idsOf(judgedWhole({ r_roles: ['distributor'], h_4a: true }).obligations)
  t.strictSame(distributor, ['OB-5-SCREEN', 'OB-HR-DISTRIB'])
  t.end()
})

t.test('uses that speak of authorities mean nobody else, and the note says so', (t) => {
  const notes = [['h_6a', 'N-A3-6-NOT-LE'], ['h_6b', 'N-A3-6-NOT-LE'], ['h_6c', 'N-A3-6-NOT-LE'], ['h_6d', 'N-A3-6-NOT-LE'], ['h_6e', 'N-A3-6-NOT-LE'],
    ['h_7a', 'N-A3-7-NOT-AUTH'], ['h_7b', 'N-A3-7-NOT-AUTH'], ['h_7c', 'N-A3-7-NOT-AUTH'], ['h_7d', 'N-A3-7-NOT-AUTH'], ['h_8a', 'N-A3-8A-NOT-JUD']] as const
  for (const [use, note] of notes) {
    for (const actor of ['private_own_account', 'private_legal_duty']) {
      const result = judgedWhole({ [use]: true, r_actor: actor })
      t.strictSame([result.class, idsOf(result.firedRules).includes(note)], ['minimal', true], `${use} by ${actor}`)
    }
  }
  t.strictSame(judgedWhole({ h_6d: true, r_actor: 'administrative_authority' }).class, 'minimal', 'customs in its administrative capacity is no law enforcement')
  t.end()
})
