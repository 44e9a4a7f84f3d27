import t from 'tap'
import { DECLARATION_SECTION } from '../../../src/declarations/formats/wco-declaration.ts'
import type { Compiled } from '../../../src/declarations/formats/wco-compile.ts'
import { WCO_SECTIONS } from '../../../src/declarations/formats/wco-sections.ts'

/** Names of all sections that the mapping of declarations knows. */
function sectionsOf (rules: ReadonlyMap<string, Compiled>): string[] {
  return [...rules].flatMap(([name, rule]): string[] => {
    if (rule.is === 'section') return name.endsWith('DateTime') ? [] : [name, ...sectionsOf(rule.rules)]
    if (rule.is === 'each' || rule.is === 'items') return [name, ...sectionsOf(rule.list.rules)]
    return rule.is === 'choose' ? [name] : []
  })
}

t.test('each section of the mapping can be pointed at, by one code', async (t) => {
  const elements = [...WCO_SECTIONS.values()].map(({ element }) => element)
  t.equal(new Set(elements).size, elements.length, 'no element has two codes')
  t.same(sectionsOf(DECLARATION_SECTION.rules).filter((name) => !elements.includes(name)), [])
})

t.test('no section has two tags for one element', async (t) => {
  for (const { element, tags } of WCO_SECTIONS.values()) t.equal(new Set(tags.values()).size, tags.size, element)
})
