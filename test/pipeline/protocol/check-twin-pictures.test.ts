import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { twinPage } from '../../../pipeline/anonymise/twin-page.ts'
import { decodeImage, encodeJpeg } from '../../../pipeline/image/codec.ts'
import type { BlindCertificate } from '../../../pipeline/model/blind-certificate.ts'
import type { Raster } from '../../../pipeline/model/raster.ts'
import type { BlindImageEvidence } from '../../../pipeline/protocol/bundle/check-blind-images.ts'
import { checkTwinPictures } from '../../../pipeline/protocol/bundle/check-twin-pictures.ts'

const bar = (top: number): Raster => {
  const data = new Uint8Array(64 * 90).fill(255)
  for (let y = top; y < top + 9; y++) data.fill(0, y * 64 + 4, y * 64 + 40)
  return { width: 64, height: 90, channels: 1, data }
}
async function pagePair(top: number) {
  const page = await encodeJpeg(bar(top), 80), decoded = await decodeImage(page)
  if (!decoded.ok) throw new Error(decoded.reason)
  return { page, twin: await twinPage({ bytes: page, image: decoded.value.raster }) }
}
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

test('the page and its other picture are compared again, px by px; another page, or another move, is told', async () => {
  const { page, twin } = await pagePair(20), { twin: foreign } = await pagePair(50)
  const check = async (shown: Uint8Array, movedPx: readonly [number, number]) => {
    const certificate = { image: sha(shown), twin: { of: sha(page), movedPx }, formPage: 1 } as unknown as BlindCertificate
    const images: BlindImageEvidence[] = [{ work: 'c1', formPage: 1, served: sha(shown), looked: null, certificate }]
    return (await checkTwinPictures({ images, pictures: new Map([[sha(page), page], [sha(shown), shown]]) })).map(({ passed, message }) => `${passed} ${message}`)
  }
  expect(await check(twin.bytes, twin.movedPx)).toEqual([expect.stringMatching(/^yes 1.картинка сличена/)])
  expect(await check(twin.bytes, [-twin.movedPx[0], twin.movedPx[1]])).toEqual([expect.stringMatching(/^no работа c1, страница 1: на картинке [0-9a-f]{64} не та же страница/)])
  expect(await check(foreign.bytes, foreign.movedPx)).toEqual([expect.stringMatching(/^no /)])
  expect(await check(Buffer.from('no picture'), twin.movedPx)).toEqual([expect.stringMatching(/^no /)])
  // After the erasure there is nothing to compare, and nothing is said.
  expect(await checkTwinPictures({ images: [], pictures: new Map() })).toEqual([])
})
