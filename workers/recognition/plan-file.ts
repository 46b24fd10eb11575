import { randomUUID } from 'node:crypto'
import type { PlannedFile, UploadPlan } from '../../pipeline/intake/plan-upload.ts'
import type { ReadingReason } from '../../pipeline/model/page-reading.ts'
import type { RecogniserLane } from './recogniser-lane.ts'
import { ChildDied, type Death } from './recogniser-process.ts'

export const REASON_OF_DEATH: Readonly<Record<Death, ReadingReason>> = { timeout: 'decode-timeout', memory: 'too-large', crash: 'broken-file' }
/** When so many files of one ZIP kill the process that opens them, the rest of it is refused untried. */
const MOST_KILLERS = 20

/** What an upload on disk is made of; see `planUpload`. A file that kills the process which opens it is one refused page, and the others are opened without it. */
export async function planFile({ lane, path, name }: { readonly lane: Pick<RecogniserLane, 'ask'>; readonly path: string; readonly name: string }): Promise<UploadPlan> {
  const plan: PlannedFile[] = []
  let walk = randomUUID(), killers = 0
  for (;;) {
    try {
      const answer = await lane.ask(null, { type: 'plan', walk, path, name, fromEntry: plan.length })
      if (answer.type === 'end') return plan
      if (answer.type !== 'file') throw new Error(`Unexpected answer ${answer.type}`)
      plan.push(answer.file)
    } catch (error) {
      if (!(error instanceof ChildDied)) throw error
      const refused = REASON_OF_DEATH[error.death]
      const rest: PlannedFile = { entry: null, file: name, pages: 1, refused }
      const { entry, file } = error.place ?? rest
      if (entry === null) return [...plan, rest]
      plan.push({ entry, file, pages: 1, refused })
      if (++killers >= MOST_KILLERS) return [...plan, rest]
      walk = randomUUID()
    }
  }
}
