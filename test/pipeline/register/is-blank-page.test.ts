import { expect, test } from 'vitest'
import { isBlankPage } from '../../../pipeline/register/is-blank-page.ts'

const sheet = (level: number) => ({ width: 413, height: 585, data: new Uint8Array(413 * 585).fill(level) })

test('white, grey and yellowed paper with nothing on it is blank; a page that is black is not, since nobody knows what stands there', () => {
  for (const level of [255, 210, 150]) expect(isBlankPage(sheet(level)), `${level}`).toBe(true)
  for (const level of [0, 7, 50]) expect(isBlankPage(sheet(level)), `${level}`).toBe(false)
})
