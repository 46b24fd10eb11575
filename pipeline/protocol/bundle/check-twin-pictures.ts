import { detectOtherPicture } from '../../anonymise/certify-twin.ts'
import { decodeImage } from '../../image/codec.ts'
import type { Raster } from '../../model/raster.ts'
import { countOf } from '../document/russian.ts'
import type { BlindImageEvidence } from './check-blind-images.ts'
import type { BundleCheck } from './check-bundle.ts'

/** Computes again, where both pictures are in the bundle, that a page's other picture shows the page, moved as its certificate says, and nothing else. `pictures`: by SHA-256. */
export async function checkTwinPictures({ images, pictures }: { readonly images: readonly BlindImageEvidence[]; readonly pictures: ReadonlyMap<string, Uint8Array> }): Promise<readonly BundleCheck[]> {
  const subject = 'картинки повторного показа', problems: string[] = []
  let compared = 0
  for (const { work, formPage, served, certificate } of images) {
    const twin = pictures.get(served), page = pictures.get(certificate?.twin?.of ?? '')
    if (!certificate?.twin || !twin || !page) continue
    const [image, own] = [await rasterOf(twin), await rasterOf(page)]
    const seen = image && own && detectOtherPicture({ image, page: own, movedPx: certificate.twin.movedPx })
    if (!seen?.passed) problems.push(`работа ${work}, страница ${formPage}: на картинке ${served} не та же страница`)
    compared++
  }
  if (problems.length > 0) return problems.map((message) => ({ passed: 'no', subject, message }))
  return compared === 0 ? [] : [{ passed: 'yes', subject, message: `${countOf(compared, ['картинка сличена', 'картинки сличены', 'картинок сличено'])} со страницей по точкам: на каждой то же самое, сдвинутое` }]
}

async function rasterOf(bytes: Uint8Array): Promise<Raster | null> {
  const decoded = await decodeImage(bytes)
  return decoded.ok ? decoded.value.raster : null
}
