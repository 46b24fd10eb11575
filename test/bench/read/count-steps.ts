import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { decideStack } from '../../../pipeline/decide/decide-stack.ts'
import type { ScannedPage } from '../../../pipeline/decide/scanned-page.ts'
import { encodeSmallerJpeg } from '../../../pipeline/image/codec.ts'
import { sourceOf } from '../../../pipeline/intake/byte-source.ts'
import { walkFile } from '../../../pipeline/intake/walk-file.ts'
import { findFlaws } from '../../../pipeline/register/page-flaws.ts'
import { registerPage } from '../../../pipeline/register/register-page.ts'
import { straighten } from '../../../pipeline/register/straighten.ts'
import { loadModels, type Models } from '../../../workers/recognition/load-models.ts'
import type { FormSet } from '../../../workers/recognition/messages.ts'
import { blankKey, prepareForms, type PreparedForms } from '../../../workers/recognition/prepare-forms.ts'

/** What happens to a page, in its order. `ink`: fields cut out and taken apart; `flaws`: what a scan lacks; `encode`: the picture for people. */
export const STEPS = ['open', 'register', 'straighten', 'ink', 'network', 'variant', 'flaws', 'encode', 'decide'] as const
type Step = (typeof STEPS)[number]

export interface StepCount { readonly cpuMs: Readonly<Record<Step, number>>; readonly pages: number; readonly found: number }

const cpuNow = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
let models: Promise<Models> | null = null
let prepared: Promise<PreparedForms> | null = null

/** Walks a file in this process, step by step as a recogniser does it; ms of processor time a page. The first two pages only warm up. */
export async function countSteps({ path, forms: set }: { readonly path: string; readonly forms: FormSet }): Promise<StepCount> {
  const { reader, openHeader } = await (models ??= loadModels())
  const forms = await (prepared ??= prepareForms({ set, openHeader }))
  const spent = Object.fromEntries(STEPS.map((step) => [step, 0])) as Record<Step, number>
  const bytes = new Uint8Array(await readFile(path))
  const stack: ScannedPage[] = []
  let pages = 0, found = 0, mark = cpuNow()
  const book = (step: Step): void => {
    const now = cpuNow()
    if (stack.length >= WARM_UP) spent[step] += now - mark
    mark = now
  }
  for await (const { image, page } of walkFile({ source: sourceOf(bytes), name: basename(path) })) {
    book('open')
    if (!image.ok) throw new Error(image.reason)
    const { raster: scan, dpi } = image.value
    const registration = registerPage({ scan, references: forms.references })
    book('register')
    let evidence: Awaited<ReturnType<typeof reader.readPage>> | null = null
    if (registration.type === 'matched') {
      const { form: formId, formPage, toScan, bend } = registration
      const form = forms.forms.get(formId)!, blank = forms.blanks.get(blankKey(formId, formPage))!
      const straight = straighten({ scan, toScan, bend, pageSizeMm: form.pageSizeMm })
      book('straighten')
      // Until its first await the reader only takes ink apart.
      const reading = reader.readPage({ straight, blank, form, formPage })
      book('ink')
      evidence = await reading
      book('network')
      const place = forms.variants.get(blankKey(formId, formPage))
      if (place) evidence = { ...evidence, variant: await reader.readVariant({ straight, blank, place, variants: form.variants }) }
      book('variant')
      findFlaws({ scan, dpi: registration.dpi, matched: { toScan, straight, blank, page: form.pages.find(({ number }) => number === formPage)! } })
      book('flaws')
      await encodeSmallerJpeg({ raster: straight, quality: 88, mostHeightPx: 2339 })
      book('encode')
      if (stack.length >= WARM_UP) found++
    }
    if (stack.length >= WARM_UP) pages++
    stack.push({ file: path, page, outcome: { type: 'seen', registration, evidence, dpi } })
    mark = cpuNow()
  }
  mark = cpuNow()
  decideStack({ pages: stack, forms: [...forms.forms.values()] })
  book('decide')
  return { cpuMs: Object.fromEntries(STEPS.map((step) => [step, spent[step] / pages])) as Record<Step, number>, pages, found }
}
const WARM_UP = 2
