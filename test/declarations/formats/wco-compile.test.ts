import t from 'tap'
import { DeclarationContentSchema } from '../../../src/declarations/data-elements.ts'
import { compileMapping } from '../../../src/declarations/formats/wco-compile.ts'
import { append, each } from '../../../src/declarations/formats/wco-mapping.ts'

t.test('a mapping to a field that does not exist stops the start', async (t) => {
  t.throws(() => compileMapping({ A: 'noSuchField' }, DeclarationContentSchema), { message: /noSuchField/ })
  t.throws(() => compileMapping({ A: 'exporter.phone' }, DeclarationContentSchema), { message: /exporter\.phone/ })
  t.throws(() => compileMapping({ A: append('lrn') }, DeclarationContentSchema), { message: /list/ })
  t.throws(() => compileMapping({ A: each('documents', [], { B: 'noSuchField' }) }, DeclarationContentSchema), { message: /noSuchField/ })
})

t.test('a section that adds to a list may occur more than once', async (t) => {
  const { rules } = compileMapping({ A: { B: append('containers') }, C: { D: 'lrn' } }, DeclarationContentSchema)
  t.match([...rules.values()], [{ repeats: true }, { repeats: false }])
})
