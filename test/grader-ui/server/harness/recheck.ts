import type { BlindCertificate } from '../../../../pipeline/model/blind-certificate.ts'
import { twinPage } from '../../../../pipeline/anonymise/twin-page.ts'
import { decodeImage, encodeJpeg } from '../../../../pipeline/image/codec.ts'
import type { Raster } from '../../../../pipeline/model/raster.ts'
import { addTwin } from '../../../../storage/queries/page-twins.ts'
import { newId } from '../../../../storage/new-id.ts'
import { addResultsForm, addWork, FORM, type TestServer } from './test-server.ts'

export interface SchoolWork { readonly id: string; readonly school: number; readonly code: string; readonly cipher: string; readonly blindPages: readonly string[] }

/** What every teacher of the made-up schools gave; a total no expert can arrive at by adding. */
export const ORIGINAL = { scores: { 1: '1', 2: '2', 3: '9' }, total: '12', mark: '5' } as const

/** What the machine says of a page that it can vouch for. */
export const CERTIFICATE: BlindCertificate = {
  version: 1, source: 'a', image: 'b', form: FORM.id, formPage: 1, hidden: [], masks: [], edgePx: 24, followedInkPx: 0, teacherInk: 'removed', teacherPen: 'red', writing: true, detections: [],
}

/** A small page that no other work has: a bar as long and as high as its numbers say. */
function pictureOf(work: number, formPage: number): Raster {
  const data = new Uint8Array(64 * 90).fill(255)
  for (let y = 4; y < 6 + work; y++) data.fill(0, y * 64 + 4, y * 64 + 8 + formPage * 8)
  return { width: 64, height: 90, channels: 1, data }
}

/** Works that went the whole way to blind pages: `works` of each of the schools, all scored alike by their teachers. */
export async function addAnonymisedWorks({ db, blobs }: Pick<TestServer, 'db' | 'blobs'>, { schools, works = 1, pictures, twins = false }: {
  readonly schools: readonly number[]; readonly works?: number
  /** The blind images of a work, one a page of the form; without it small made-up ones. */
  readonly pictures?: (work: { code: string; school: number }) => Promise<readonly Uint8Array[]>
  /** As where works are repeated: each page has a twin that may be shown. */
  readonly twins?: boolean
}): Promise<SchoolWork[]> {
  const all: SchoolWork[] = []
  for (const school of schools) {
    const step = Math.min(10, Math.floor(1000 / works))
    const codes = Array.from({ length: works }, (_, index) => String(70_010 + school * 1000 + index * step))
    await addResultsForm(db, { school, codes, rows: Object.fromEntries(codes.map((code) => [code, { scores: { ...ORIGINAL.scores }, total: ORIGINAL.total }])) })
    for (const code of codes) {
      const { id, cipher } = await addWork(db, { school, code, ...ORIGINAL, state: 'anonymised' })
      const blindPages: string[] = []
      const made = await pictures?.({ code, school })
      for (const formPage of FORM.pages.map((page) => page.number)) {
        const image = made?.[formPage - 1] ?? await encodeJpeg(pictureOf(all.length, formPage), 80)
        const decoded = await decodeImage(image)
        if (!decoded.ok) throw new Error(decoded.reason)
        const { width, height } = decoded.value.raster
        const pageId = newId()
        blindPages.push(pageId)
        const sha256 = await blobs.put(image)
        await db.insertInto('blind_page').values({ id: pageId, work_id: id, form_page: formPage, sha256, width_px: width, height_px: height, certificate: JSON.stringify({ ...CERTIFICATE, formPage }) }).execute()
        if (!twins) continue
        const { bytes, movedPx: [right, down] } = await twinPage({ bytes: image, image: decoded.value.raster })
        const certificate = { ...CERTIFICATE, formPage, image: await blobs.put(bytes), twin: { of: sha256, movedPx: [right, down] as [number, number] } }
        await addTwin(db, { blindPageId: pageId, pageSha256: sha256, certificate, fit: true, at: new Date() })
      }
      all.push({ id, school, code, cipher, blindPages })
    }
  }
  return all
}
