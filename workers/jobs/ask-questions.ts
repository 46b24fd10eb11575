import type { PageEvidence } from '../../pipeline/model/evidence.ts'
import type { PageReading, ReadValue } from '../../pipeline/model/page-reading.ts'
import type { Form } from '../../pipeline/model/form.ts'
import type { Trx } from '../../storage/database/database.ts'
import { newId } from '../../storage/new-id.ts'
import { isOfSheetNow } from '../../storage/queries/questions.ts'

type Box = readonly [number, number, number, number]
export interface Question {
  readonly kind: 'code' | 'score' | 'total' | 'mark' | 'variant'; readonly task: string | null; readonly box: number | null
  readonly read: ReadValue; readonly crop: Box; readonly candidates: readonly { readonly value: string; readonly confidence: number }[]
}

/** Where the printed header stands, for a doubtful variant: px of the straightened page. */
const HEADER_CROP: Box = [80, 20, 900, 160]

/**
 * Asks a person about values of a page, each once; questions that need no answer any more become void. Returns how many were newly asked.
 */
export async function askQuestions({ trx, schoolId, pageId, workId, questions }: {
  readonly trx: Trx; readonly schoolId: string; readonly pageId: string; readonly workId: string | null; readonly questions: readonly Question[]
}): Promise<number> {
  const before = await trx.selectFrom('doubt').select(['id', 'kind', 'task', 'box', 'state']).where('page_id', '=', pageId).where('state', '<>', 'void').where((is) => isOfSheetNow(is, pageId)).execute()
  const keyOf = (one: { kind: string; task: string | null; box: number | null }): string => `${one.kind} ${one.task} ${one.box}`
  const wanted = new Set(questions.map(keyOf))
  const known = new Set(before.map(keyOf))
  const idle = before.filter((one) => one.state === 'open' && !wanted.has(keyOf(one))).map((one) => one.id)
  if (idle.length > 0) await trx.updateTable('doubt').set({ state: 'void' }).where('id', 'in', idle).execute()
  if (before.length > 0) await trx.updateTable('doubt').set({ work_id: workId }).where('page_id', '=', pageId).where('state', '=', 'open').execute()
  const fresh = questions.filter((one) => !known.has(keyOf(one)))
  for (const { kind, task, box, read, crop, candidates } of fresh) {
    await trx.insertInto('doubt').values({
      id: newId(), school_id: schoolId, page_id: pageId, work_id: workId, kind, task, box, reasons: JSON.stringify(read.reasons ?? []), value: read.value,
      candidates: JSON.stringify(candidates), crop_px: JSON.stringify(crop), state: 'open',
    }).execute()
  }
  return fresh.length
}

/** A question about every value of a page that may not be used as read, with where it stands. */
export function questionsOf({ reading, evidence, codeCandidates, codeKnown }: {
  readonly reading: PageReading; readonly evidence: PageEvidence; readonly codeCandidates: Question['candidates']; readonly codeKnown: boolean
}): readonly Question[] {
  const doubtful = (read: ReadValue | undefined): read is ReadValue => read?.status === 'review'
  const question = (kind: Question['kind'], read: ReadValue, crop: Box, place: { task: string; box: number } | null = null): Question =>
    ({ kind, task: place?.task ?? null, box: place?.box ?? null, read, crop, candidates: [{ value: read.value, confidence: read.confidence }, ...read.alternatives ?? []] })
  const header = evidence.code?.boxPx ?? HEADER_CROP
  const unread: ReadValue = { value: codeCandidates[0]?.value ?? '', confidence: codeCandidates[0]?.confidence ?? 0, status: 'review', reasons: ['code-empty'] }
  return [
    ...(codeKnown ? [] : [{ ...question('code', reading.code ?? unread, header), candidates: codeCandidates }]),
    ...(doubtful(reading.variant) ? [question('variant', reading.variant, HEADER_CROP)] : []),
    ...(reading.scores ?? []).filter(doubtful).map((score) => {
      const seen = evidence.scores.find((one) => one.task === score.task && one.box === score.box)
      return question('score', score, seen?.boxPx ?? HEADER_CROP, score)
    }),
    ...(doubtful(reading.total) ? [question('total', reading.total, evidence.total?.boxPx ?? HEADER_CROP)] : []),
    ...(doubtful(reading.mark) ? [question('mark', reading.mark, evidence.mark?.boxPx ?? HEADER_CROP)] : []),
  ]
}

/** A question about every field of a page that nobody but a person can read: the whole page is shown, since where its fields lie is not known. */
export function questionsByHand({ reading, form, widthPx, heightPx }: {
  readonly reading: PageReading; readonly form: Pick<Form, 'variants'>; readonly widthPx: number; readonly heightPx: number
}): readonly Question[] {
  const question = (kind: Question['kind'], read: ReadValue, place?: { task: string; box: number }): Question =>
    ({ kind, task: place?.task ?? null, box: place?.box ?? null, read, crop: [0, 0, widthPx, heightPx], candidates: kind === 'variant' ? form.variants.map((value) => ({ value, confidence: 0 })) : [] })
  return [
    ...(reading.variant ? [question('variant', reading.variant)] : []), ...(reading.scores ?? []).map((score) => question('score', score, score)),
    ...(reading.total ? [question('total', reading.total)] : []), ...(reading.mark ? [question('mark', reading.mark)] : []),
  ]
}
