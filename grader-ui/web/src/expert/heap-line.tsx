import type { ExpertBatch, ExpertQueue } from '../../../api/expert.ts'
import { ProgressBar } from '../parts/progress-bar.tsx'
import { language, t } from '../text.ts'

interface Props { readonly batch: ExpertBatch; readonly deadline: string | null; readonly pace: ExpertQueue['pace'] | null }

const DAY_MS = 86_400_000

/** How much of the heap is done and left, how long that takes at the own pace, and until when. */
export function HeapLine({ batch, deadline, pace }: Props) {
  const done = batch.submitted + batch.complete
  const left = batch.total - done
  const minutes = pace?.medianSeconds ? Math.max(1, Math.round((left * pace.medianSeconds) / 60)) : null
  return (
    <div class="heap">
      <ProgressBar done={done} total={batch.total} label={t('graded')} />
      <p class="muted">{t('worksLeft', { done, total: batch.total, left })}{left > 0 && minutes !== null && ` · ${t('aboutMinutes', { n: minutes })}`}{deadline && left > 0 && <> · <Deadline at={deadline} /></>}</p>
    </div>
  )
}

/** The last moment for handing in; red from the last day on. */
export function Deadline({ at }: { at: string }) {
  const moment = new Date(at)
  const isClose = moment.getTime() - Date.now() < DAY_MS
  const words = moment.toLocaleString(language.value, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })
  return <span class={isClose ? 'late' : undefined}>{t(moment.getTime() < Date.now() ? 'deadlinePassed' : 'deadlineIs', { when: words })}</span>
}
