import { z } from 'zod'
import { kindOf } from '../../../pipeline/protocol/count-works.ts'
import { howMuchInWords } from '../../../pipeline/reconcile/how-much-is-enough.ts'
import type { ExpertWord } from '../../../storage/queries/expert-words.ts'
import { protocolView, type ComparisonRow, type ProtocolView } from '../../api/chair.ts'
import { approvalObstacles } from '../recheck/approval-obstacles.ts'
import type { ComparedWork, SchoolRecheck } from '../recheck/school-recheck.ts'
import type { App, Services } from '../services.ts'
import { rowOf } from './list-protocols.ts'
import { openingState } from './open-ciphers.ts'
import { openProtocol, type OpenProtocol } from './open-protocol.ts'

export const protocolParams = z.object({ schoolId: z.string(), formId: z.string() })

/** GET /api/chair/protocols/:schoolId/:formId: the comparison work by work, and what is in the way of approving it. */
export function showProtocol(app: App, { database }: Services): void {
  app.get('/api/chair/protocols/:schoolId/:formId', { schema: { params: protocolParams, response: { 200: protocolView } } }, async (request) => viewOf(await openProtocol(database, request.params)))
}

/** A protocol as the chair's page shows it. */
export function viewOf(protocol: OpenProtocol): ProtocolView {
  const { record, recheck, opening, schoolId, form } = protocol
  const path = `/api/chair/protocols/${schoolId}/${form.id}`
  return {
    row: rowOf(protocol), comparisons: recheck.works.map((work) => rowOfWork(protocol, work)),
    confidenceSentence: confidenceSentence(recheck), obstacles: record ? [] : [...approvalObstacles(recheck)],
    opening: { state: record ? 'opened' : openingState(protocol), by: opening?.answer?.by ?? null }, pdfUrl: record ? `${path}/pdf` : null, xlsxUrl: `${path}/xlsx`,
  }
}

/** How much the works that are through let anybody say about all works of the school, and which works nobody marks. */
function confidenceSentence({ works, keptBack, participants }: SchoolRecheck): string {
  const done = works.filter((work) => work.state === 'complete')
  const said = howMuchInWords({ population: Math.max(participants, works.length), checked: done.length, bad: done.filter((work) => kindOf(work.comparison) !== 'same').length })
  return keptBack === 0 ? said : `${said} Эксперты не проверяют и в протокол не входят работы, ответы которых нельзя показать по одному: ${keptBack}.`
}

function rowOfWork({ record, form, opening, recheck, words }: OpenProtocol, { comparison, state, thirdTasks }: ComparedWork): ComparisonRow {
  const placeOf = ({ about }: ExpertWord): number => (about.type === 'flag' ? -1 : about.type === 'task' ? form.tasks.findIndex(({ id }) => id === about.task) : form.tasks.length + about.page)
  const verdicts = new Map(comparison.tasks.map((verdict) => [verdict.task, verdict]))
  return {
    cipher: comparison.workCipher, participantCode: record || openingState({ opening, recheck }) === 'opened' ? comparison.participantCode : null, variant: comparison.variant,
    tasks: form.tasks.map(({ id, maxScore }) => {
      const verdict = verdicts.get(id)
      return { task: id, maxScore, original: verdict?.original ?? null, recheck: verdict?.recheck ?? null, verdict: verdict?.type ?? 'missing', third: thirdTasks.includes(id) }
    }),
    originalTotal: comparison.originalTotal, recheckTotal: comparison.recheckTotal, originalMark: comparison.originalMark, recheckMark: comparison.recheckMark,
    markChanged: comparison.markChanged, causes: [...comparison.causes], note: comparison.note, complete: state === 'complete',
    words: words.filter((word) => word.cipher === comparison.workCipher && word.text !== '').toSorted((a, b) => placeOf(a) - placeOf(b)).map(({ round, about, text }) => ({ expert: round, about, text })),
  }
}
