import type { PageEvidence } from '../../pipeline/model/evidence.ts'
import type { PageReading, ReadValue } from '../../pipeline/model/page-reading.ts'
import type { Trx } from '../../storage/database/database.ts'
import { newId } from '../../storage/new-id.ts'

type Box = readonly [number, number, number, number]
interface Question {
  readonly kind: 'code' | 'score' | 'total' | 'mark' | 'variant'; readonly task: string | null; readonly box: number | null
  readonly read: ReadValue; readonly crop: Box; readonly candidates: readonly { readonly value: string; readonly confidence: number }[]
}

/** Where the printed header stands, for a doubtful variant: px of the straightened page. */
const HEADER_CROP: Box = [80, 20, 900, 160]

/**
 * Asks a person about every value of a page that may not be used as read, each once; questions that need no answer any more become void.
 * Returns how many were newly asked.
 */
export async function askQuestions({ trx, schoolId, pageId, workId, reading, evidence, codeCandidates, silent }: {
  readonly trx: Trx; readonly schoolId: string; readonly pageId: string; readonly workId: string | null; readonly reading: PageReading; readonly evidence: PageEvidence | null
  readonly codeCandidates: Question['candidates']
  /** The page is in no work and in no doubt: it asks nothing. */
  readonly silent: boolean
}): Promise<number> {
  const questions = silent || !evidence ? [] : questionsOf({ reading, evidence, codeCandidates, codeKnown: workId !== null })
  const before = await trx.selectFrom('doubt').select(['id', 'kind', 'task', 'box', 'state']).where('page_id', '=', pageId).where('state', '<>', 'void').execute()
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

function questionsOf({ reading, evidence, codeCandidates, codeKnown }: { reading: PageReading; evidence: PageEvidence; codeCandidates: Question['candidates']; codeKnown: boolean }): readonly Question[] {
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
