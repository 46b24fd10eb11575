import { writeResultsForm } from '../../pipeline/results-form/write-results-form.ts'
import { resultsFormOf, type Municipality } from '../../fixtures/municipality.ts'
import type { MunicipalScan } from '../../fixtures/municipality-scans.ts'
import type { BlindWorks, Doubt, DoubtList, PageMask, SchoolOverview, StrayPage, ReleaseAnswer, ReleaseWorks } from '../../grader-ui/api/school.ts'
import { mmToPx } from '../../pipeline/model/raster.ts'
import type { HttpPerson } from './http-person.ts'

/** Sends one subject's scans and results form, as the coordinator's page does. */
export async function sendScans({ person, municipality, scan }: { readonly person: HttpPerson; readonly municipality: Municipality; readonly scan: MunicipalScan }): Promise<void> {
  const form = resultsFormOf({ municipality, school: scan.school, form: scan.form })
  await person.upload('/api/school/results-forms', { file: { name: `${scan.file.replace(/\.pdf$/, '')}.xlsx`, bytes: await writeResultsForm({ ...form }) } })
  await person.upload('/api/school/files', { file: { name: scan.file, bytes: scan.bytes } })
}

/**
 * Goes through the doubtful reads as a coordinator with the paper in front of him would: answers what really stands there. Returns how
 * many questions were answered.
 */
export async function clearDoubts({ person, municipality, scans }: { readonly person: HttpPerson; readonly municipality: Municipality; readonly scans: readonly MunicipalScan[] }): Promise<number> {
  let answered = 0
  for (let last = ''; ;) {
    const { doubts } = await person.get<DoubtList>('/api/school/doubts')
    const [doubt] = doubts
    if (!doubt) return answered
    if (doubt.id === last) throw new Error(`The question ${doubt.id} (${doubt.kind}) stays open though it was answered`)
    last = doubt.id
    await person.send('POST', `/api/school/doubts/${doubt.id}/answer`, { value: truthOf({ doubt, municipality, scans }) })
    answered++
  }
}

/** What really stands where a question is asked. */
export function truthOf({ doubt, municipality, scans }: { doubt: Doubt; municipality: Municipality; scans: readonly MunicipalScan[] }): string {
  const page = scans.find((scan) => scan.file === doubt.fileName)?.pages[doubt.filePage - 1]
  if (page?.type !== 'work') return 'discard'
  const { plan } = municipality.works.find((work) => work.id === page.work)!
  switch (doubt.kind) {
    case 'code': return plan.code
    case 'variant': return plan.variant
    case 'page': return doubt.candidates[0]?.value ?? 'discard'
    case 'score': case 'total': case 'mark': {
      const truth = plan.fields.find((field) => field.page === page.formPage && field.kind === doubt.kind && (field.kind !== 'score' || field.task === doubt.task))
      return truth?.value ?? ''
    }
  }
}

/** Pages that no form matched but which are somebody's: there are none in the demo, unless recognition failed. */
export async function countStrayWorkPages({ person, scans }: { readonly person: HttpPerson; readonly scans: readonly MunicipalScan[] }): Promise<number> {
  const { pages } = await person.get<{ pages: StrayPage[] }>('/api/school/pages?state=foreign')
  return pages.filter((page) => scans.find((scan) => scan.file === page.fileName)?.pages[page.filePage - 1]?.type === 'work').length
}

/**
 * Looks at the blind pages that the program cannot vouch for, as a coordinator would: hides the teacher's signs where there are any, and says of the other pages
 * that nothing tells. Returns how many pages were looked at.
 */
export async function lookAtBlindPages({ person, municipality, scans }: { readonly person: HttpPerson; readonly municipality: Municipality; readonly scans: readonly MunicipalScan[] }): Promise<number> {
  const { works } = await person.get<BlindWorks>('/api/school/blind')
  let looked = 0
  for (const { participantCode, formTitle, pages } of works) {
    const clean: string[] = []
    for (const page of pages) {
      const signs = signsOn({ participantCode, formTitle, formPage: page.formPage, municipality, scans })
      if (signs.length === 0) clean.push(page.id)
      else await person.send('POST', `/api/school/blind/${page.id}/masks`, { masks: [...page.masks, ...signs] })
    }
    if (clean.length > 0) await person.send('POST', '/api/school/blind/look', { pages: clean, say: 'nothing-tells' })
    looked += pages.length
  }
  return looked
}

/** Around each sign of the teacher so much is hidden with it, mm. */
const AROUND_SIGN_MM = 1.2

function signsOn({ participantCode, formTitle, formPage, municipality, scans }: {
  participantCode: string; formTitle: string; formPage: number; municipality: Municipality; scans: readonly MunicipalScan[]
}): PageMask[] {
  const form = municipality.forms.find((one) => one.title === formTitle)
  const pages = scans.flatMap((scan) => scan.pages).filter((page) => page.type === 'work')
  const page = pages.find((one) => one.form === form?.id && one.formPage === formPage && municipality.works.find((work) => work.id === one.work)?.plan.code === participantCode)
  return (page?.signs ?? []).map(([x, y, width, height]) => ({
    type: 'box', boxPx: [mmToPx(x - AROUND_SIGN_MM), mmToPx(y - AROUND_SIGN_MM), mmToPx(width + 2 * AROUND_SIGN_MM), mmToPx(height + 2 * AROUND_SIGN_MM)],
  }))
}

/** Hands the complete works of every form over. */
export async function releaseAll(person: HttpPerson): Promise<number> {
  const { forms } = await person.get<SchoolOverview>('/api/school/overview')
  let released = 0
  for (const form of forms) {
    const release = (reasons: ReleaseWorks['reasons']): Promise<ReleaseAnswer> => person.send('POST', '/api/school/release', { formId: form.formId, reasons })
    const asked = await release([])
    const answer = asked.breaches.length > 0 ? await release(asked.breaches.map(({ kind }) => ({ kind, reason: 'Так на бумаге, исправлять нельзя' }))) : asked
    released += answer.released
  }
  return released
}
