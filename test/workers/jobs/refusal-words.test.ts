import { expect, test } from 'vitest'
import { DEFAULT_LIMITS } from '../../../pipeline/intake/limits.ts'
import { READING_REASONS, type ReadingReason } from '../../../pipeline/model/page-reading.ts'
import { refusalWords } from '../../../workers/jobs/refusal-words.ts'

const MIB = 1024 * 1024

test.each([
  ['a stack as one TIFF', 'tiff', 230 * MIB, /в нём 230 МБ, а TIFF, JPEG и PNG принимаются до 192 МБ\. Сохраните скан как PDF\./],
  ['a photograph', 'jpeg', 193 * MIB, /принимаются до 192 МБ/],
  ['a PDF that only the renderer could open', 'pdf', 120 * MIB, /PDF повреждён, защищён паролем или собран необычно, такие принимаются до 96 МБ, а в нём 120 МБ\. Если на нём пароль/],
  ['a PDF of too many pages', 'pdf', 20 * MIB, /больше 3000 страниц или страница больше 64 миллионов точек/],
  ['a ZIP of too many', 'zip', 400 * MIB, /больше 3000 страниц/],
] as const)('%s that is too large is refused with its size, the limit and what to do', (_, kind, sizeBytes, words) => {
  const said = refusalWords({ reason: 'too-large', kind, sizeBytes })
  expect(said).toMatch(words)
  expect(said).toMatch(/Отсканируйте стопку заново при 300 dpi или разделите её на несколько файлов/)
})

test('the limits that are named are those of the intake', () => {
  expect([DEFAULT_LIMITS.maxPictureFileBytes, DEFAULT_LIMITS.maxRenderedBytes]).toEqual([192 * MIB, 96 * MIB])
})

test('every reason is followed by something to do', () => {
  for (const reason of Object.keys(READING_REASONS) as ReadingReason[]) expect(refusalWords({ reason, kind: 'pdf', sizeBytes: 1 })).toMatch(/(загрузите снова|загрузите их по очереди)\.$/)
})
